"""What every channel carries, and how a channel says that it could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tongban.engine.errors import EngineError


@dataclass(frozen=True, slots=True)
class Message:
    """One notice to one receiver; `id` stays the same when it is tried again."""

    id: str
    to: str  # what the channel delivers to: a person (`user:chenxiao`) or an e-mail address
    subject: str
    text: str
    at: datetime
    template: str | None = None
    case_no: str | None = None
    link: str | None = None


class DeliveryFailed(EngineError):
    """The message could not be delivered."""

    code = "delivery_failed"

    def __init__(self, message: str, permanent: bool) -> None:
        super().__init__(message, permanent=permanent)
        self.permanent = permanent


class Channel(Protocol):
    """Delivers at least once: a repeat of the same `Message.id` must do no harm."""

    def deliver(self, message: Message) -> None:
        """Raise `DeliveryFailed`; try again later only when it is not permanent."""

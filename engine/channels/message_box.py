"""The message box: a notice becomes a row that its receiver finds after signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tongban.engine.channels.message import DeliveryFailed, Message


@dataclass(frozen=True, slots=True)
class MessageRow:
    """The row to insert; `id` is the message's own, so a second insert of it is to be ignored."""

    id: str
    receiver: str
    subject: str
    text: str
    template: str | None
    case_no: str | None
    link: str | None
    sent_at: datetime


class MessageStore(Protocol):
    def add_message(self, row: MessageRow) -> None:
        """Insert unless a row with this id is there."""


@dataclass(frozen=True, slots=True)
class MessageBox:
    store: MessageStore

    def deliver(self, message: Message) -> None:
        if not message.to:
            raise DeliveryFailed("The message has no receiver.", permanent=True)
        self.store.add_message(row_of(message))


def row_of(message: Message) -> MessageRow:
    return MessageRow(
        id=message.id,
        receiver=message.to,
        subject=message.subject,
        text=message.text,
        template=message.template,
        case_no=message.case_no,
        link=message.link,
        sent_at=message.at,
    )

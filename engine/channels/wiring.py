"""The literal table of channels: the word a diagram uses, and what delivers for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tongban.engine.channels.email import Email, EmailSettings
from tongban.engine.channels.message import Channel
from tongban.engine.channels.message_box import MessageBox, MessageStore
from tongban.engine.channels.sms import Sms, SmsSettings


@dataclass(frozen=True, slots=True)
class Wiring:
    """What channels are made from; a channel whose part is missing is not there."""

    store: MessageStore
    email: EmailSettings | None = None
    sms: SmsSettings | None = None


CHANNELS: Mapping[str, Callable[[Wiring], Channel | None]] = {
    "message": lambda wiring: MessageBox(wiring.store),
    "email": lambda wiring: Email(wiring.email) if wiring.email else None,
    "sms": lambda wiring: Sms(wiring.sms) if wiring.sms else None,
}


def open_channels(wiring: Wiring) -> dict[str, Channel]:
    made = {name: make(wiring) for name, make in CHANNELS.items()}
    return {name: channel for name, channel in made.items() if channel is not None}

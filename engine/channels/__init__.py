"""Channels: how notices reach people."""

from tongban.engine.channels.compose import Notice, compose
from tongban.engine.channels.email import Email, EmailSettings
from tongban.engine.channels.message import Channel, DeliveryFailed, Message
from tongban.engine.channels.message_box import MessageBox, MessageRow, MessageStore, row_of
from tongban.engine.channels.notices import NOTICES, NoticeTemplate
from tongban.engine.channels.sms import Sms, SmsSettings
from tongban.engine.channels.wiring import CHANNELS, Wiring, open_channels

__all__ = [
    "CHANNELS",
    "NOTICES",
    "Channel",
    "DeliveryFailed",
    "Email",
    "EmailSettings",
    "Message",
    "MessageBox",
    "MessageRow",
    "MessageStore",
    "Notice",
    "NoticeTemplate",
    "Sms",
    "SmsSettings",
    "Wiring",
    "compose",
    "open_channels",
    "row_of",
]

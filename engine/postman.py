"""Notices in words and out by email, with the templates and channels of `engine.channels`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tongban.engine import channels
from tongban.engine.domain.ids import new_id
from tongban.engine.settings import Settings
from tongban.engine.use_cases import NoticeText


class ChannelPostman:
    """Implements `use_cases.deliver_notice.Postman`."""

    def __init__(self, settings: Settings) -> None:
        self._email = _email(settings)
        self._sms = (
            channels.Sms(channels.SmsSettings(settings.sms_url, settings.sms_token))
            if settings.sms_url
            else None
        )

    @property
    def mail(self) -> channels.Email | None:
        """The mail server, if one is set up."""
        return self._email

    def words(self, template: str, data: Mapping[str, Any]) -> NoticeText:
        """The text of a notice in both languages."""
        zh = channels.compose(template, data, language="zh")
        # What has an English name too goes by it in the English text.
        named = {name[:-3]: value for name, value in data.items() if name.endswith("_en") and value}
        en = channels.compose(template, {**data, **named}, language="en")
        return NoticeText(zh.subject, zh.text, en.subject, en.text)

    def send_email(self, address: str, text: NoticeText) -> str | None:
        """None when handed over, else why not; PermissionError when trying again is useless."""
        if self._email is None:
            return None  # No mail server is set up: the message box is the only channel.
        now = datetime.now(UTC)
        message = channels.Message(
            id=new_id(now),
            to=address,
            subject=f"{text.subject} / {text.subject_en}",
            text=f"{text.body}\n\n{text.body_en}",
            at=now,
            template="",
        )
        try:
            self._email.deliver(message)
        except channels.DeliveryFailed as failed:
            if failed.permanent:
                raise PermissionError(str(failed)) from failed
            return str(failed)
        return None

    def send_sms(self, id: str, number: str, text: NoticeText) -> str | None:
        """None when the gateway has it, else why not; PermissionError when trying again is useless."""
        if self._sms is None:
            raise PermissionError("no SMS gateway is set up")
        message = channels.Message(
            id=id, to=number, subject=text.subject, text=text.body, at=datetime.now(UTC), template=""
        )
        try:
            self._sms.deliver(message)
        except channels.DeliveryFailed as failed:
            if failed.permanent:
                raise PermissionError(str(failed)) from failed
            return str(failed)
        return None


def _email(settings: Settings) -> channels.Email | None:
    if settings.smtp_host is None:
        return None
    return channels.Email(
        channels.EmailSettings(
            host=settings.smtp_host,
            sender=settings.smtp_sender,
            port=settings.smtp_port,
            user=settings.smtp_user,
            password=settings.smtp_password,
            starttls=settings.smtp_starttls,
        )
    )

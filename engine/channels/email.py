"""E-mail over SMTP, telling faults that pass from faults that stay."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tongban.engine.channels.message import DeliveryFailed, Message

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x20\x7f]+@[^\s@<>,;:\"()\[\]\\\x00-\x20\x7f]+")
LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class EmailSettings:
    host: str
    sender: str
    port: int = 587
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = True
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class Email:
    settings: EmailSettings

    def deliver(self, message: Message) -> None:
        mail = self._mail(message)
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise DeliveryFailed(f"{message.to} was refused: {code} {_text(reason)}", code >= 500) from error
        except smtplib.SMTPAuthenticationError as error:
            # The operator can repair a wrong password; the message need not be lost for it.
            raise DeliveryFailed(f"Signing in was refused: {error.smtp_code}", False) from error
        except smtplib.SMTPResponseException as error:
            raise DeliveryFailed(
                f"The mail server answered {error.smtp_code} {_text(error.smtp_error)}",
                error.smtp_code >= 500,
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryFailed(f"The mail server cannot be reached: {error}", False) from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self.settings
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            if settings.starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password or "")
            yield server
        finally:
            # What was taken stays taken, however the goodbye goes.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _mail(self, message: Message) -> EmailMessage:
        if not message.to.isascii() or not ADDRESS.fullmatch(message.to):
            raise DeliveryFailed(f"{message.to!r} is no e-mail address that can be written to.", True)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self.settings.sender
        mail["To"] = message.to
        mail["Subject"] = LINE_BREAKS.sub(" ", message.subject)
        mail["Date"] = format_datetime(message.at)
        # The same on every try, so that a mailbox can drop the repeat.
        mail["Message-ID"] = (
            f"<{LINE_BREAKS.sub('', message.id)}@{self.settings.sender.rpartition('@')[2].rstrip('>')}>"
        )
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text + (f"\n\n{message.link}" if message.link else "") + "\n")
        return mail


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer

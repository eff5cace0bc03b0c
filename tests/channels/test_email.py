"""E-mail against a small SMTP server."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.policy import default

import pytest

from tongban.engine.channels import DeliveryFailed, Email, EmailSettings, Message


@dataclass
class Mailbox:
    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    received: list[bytes] = field(default_factory=list)


@contextmanager
def a_mail_server(**answers: str) -> Iterator[Mailbox]:
    """Answers 250 to everything, or what `answers` has for a verb."""
    mailbox = Mailbox(answers=answers)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, verb: str, usual: str) -> None:
            self.wfile.write((mailbox.answers.get(verb, usual) + "\r\n").encode())

        def handle(self) -> None:
            self.say("CONNECT", "220 hello")
            while line := self.rfile.readline():
                verb = line.split()[0].upper().decode() if line.split() else ""
                if verb == "EHLO":
                    self.wfile.write(b"250-hello\r\n250 AUTH PLAIN\r\n")
                elif verb == "DATA":
                    self.say(verb, "354 go on")
                    mailbox.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("END", "250 taken")
                else:
                    self.say(verb, {"AUTH": "235 in", "QUIT": "221 bye"}.get(verb, "250 fine"))
                    if verb == "QUIT":
                        return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        mailbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join()


def a_message(**changes: object) -> Message:
    usual: dict[str, object] = {
        "id": "m1",
        "to": "lin@example.com",
        "subject": "已受理：施工许可",
        "text": "您的申请已受理。\n.点开头的一行",
        "at": datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
    }
    return Message(**(usual | changes))  # type: ignore[arg-type]


def an_email(port: int, **changes: object) -> Email:
    usual: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "sender": "通办 <no-reply@linjiang.example>",
        "starttls": False,
        "timeout": 5.0,
    }
    return Email(EmailSettings(**(usual | changes)))  # type: ignore[arg-type]


def test_deliver_sends_chinese_text_with_a_steady_id() -> None:
    with a_mail_server() as server:
        channel = an_email(server.port, user="u", password="p")
        channel.deliver(a_message(link="https://tongban.example/cases/1"))
        channel.deliver(a_message())
    first, second = (email.message_from_bytes(raw, policy=default) for raw in server.received)
    assert first["Subject"] == "已受理：施工许可" and first["To"] == "lin@example.com"
    assert "通办" in first["From"]
    assert first["Message-ID"] == second["Message-ID"] == "<m1@linjiang.example>"
    assert (
        "您的申请已受理。" in first.get_content() and "https://tongban.example/cases/1" in first.get_content()
    )


def test_deliver_lets_no_header_be_smuggled_in() -> None:
    with a_mail_server() as server:
        an_email(server.port).deliver(a_message(subject="a\r\nBcc: other@example.com"))
        with pytest.raises(DeliveryFailed) as failed:
            an_email(server.port).deliver(a_message(to="a@example.com\r\nBcc: other@example.com"))
    assert failed.value.permanent
    (raw,) = server.received
    assert "Bcc" not in email.message_from_bytes(raw, policy=default)


@pytest.mark.parametrize(
    ("verb", "answer", "permanent"),
    [
        ("RCPT", "550 no such user", True),
        ("RCPT", "450 mailbox busy", False),
        ("MAIL", "553 sender not allowed", True),
        ("END", "552 too big", True),
        ("END", "451 try later", False),
        ("AUTH", "535 wrong password", False),
        ("CONNECT", "421 closing", False),
    ],
)
def test_deliver_tells_what_passes_from_what_stays(verb: str, answer: str, permanent: bool) -> None:
    with a_mail_server(**{verb: answer}) as server, pytest.raises(DeliveryFailed) as failed:
        an_email(server.port, user="u", password="p").deliver(a_message())
    assert failed.value.permanent is permanent


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "林@example.com", "a b@example.com", "a@example.com, b@example.com"]
)
def test_deliver_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        an_email(1).deliver(a_message(to=address))
    assert failed.value.permanent


def test_deliver_may_be_tried_again_when_nobody_answers() -> None:
    with a_mail_server() as server:
        port = server.port
    with pytest.raises(DeliveryFailed) as failed:
        an_email(port).deliver(a_message())
    assert not failed.value.permanent


def test_deliver_sends_nothing_unprotected_when_tls_is_asked_for() -> None:
    with a_mail_server() as server, pytest.raises(DeliveryFailed) as failed:
        an_email(server.port, starttls=True).deliver(a_message())
    assert not failed.value.permanent and server.received == []


def test_deliver_is_content_once_the_mail_is_taken() -> None:
    with a_mail_server(QUIT="421 gone") as server:
        an_email(server.port).deliver(a_message())
    assert len(server.received) == 1


def test_the_password_is_not_shown() -> None:
    assert "geheim" not in repr(an_email(25, password="geheim"))

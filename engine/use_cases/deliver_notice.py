"""Deliver one notice of the outbox: into the message box in the same transaction, or by email at least once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Message, Outgoing, UnitOfWork
from tongban.engine.use_cases.supervision import alarm_life

MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says in both languages."""

    subject: str
    body: str
    subject_en: str
    body_en: str


class Postman(Protocol):
    """Turns templates into words and sends email and SMS."""

    def words(self, template: str, data: Mapping[str, Any]) -> NoticeText:
        """The text of a notice."""
        ...

    def send_email(self, address: str, text: NoticeText) -> str | None:
        """None when handed over, else why not; raises `PermissionError` when trying again is useless."""
        ...

    def send_sms(self, id: str, number: str, text: NoticeText) -> str | None:
        """The same for a message to a telephone; `id` stays the same on every try."""
        ...


@dataclass(frozen=True, slots=True)
class DeliverNotice:
    """The next row of the outbox."""

    notice_id: str
    postman: Postman


def deliver_notice(command: DeliverNotice, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{delivered}`."""
    notice = uow.get(Outgoing, command.notice_id, lock=True)
    if notice is None or notice.state != "waiting" or notice.due_at > uow.now:
        return {"delivered": False}
    payload = notice.payload
    text = command.postman.words(payload["template"], payload["data"])
    if notice.channel == "message_box":
        uow.add(
            Message(
                id=uow.new_id(),
                recipient=notice.recipient,
                subject=text.subject,
                body=text.body,
                subject_en=text.subject_en,
                body_en=text.body_en,
                created_at=uow.now,
                case_no=payload["data"].get("case_no"),
                task_id=payload.get("task_id"),
                publication_id=payload.get("publication"),
            )
        )
        uow.remove(Outgoing, id=notice.id)
        if payload.get("alarm"):
            alarm_life.notified(uow, payload["alarm"])
        return {"delivered": True}
    return {"delivered": _send(command.postman, uow, notice, text)}


def _send(postman: Postman, uow: UnitOfWork, notice: Outgoing, text: NoticeText) -> bool:
    try:
        if notice.channel == "sms":
            failure = postman.send_sms(notice.id, notice.recipient, text)
        else:
            failure = postman.send_email(notice.recipient, text)
    except PermissionError as refused:
        failure, notice.attempts = str(refused), MAX_ATTEMPTS
    if failure is None:
        uow.remove(Outgoing, id=notice.id)
        return True
    notice.attempts += 1
    notice.error = failure[:2000]
    notice.due_at = uow.now + timedelta(minutes=2**notice.attempts)
    notice.state = "waiting" if notice.attempts < MAX_ATTEMPTS else "dead"
    uow.save(notice, "attempts", "error", "due_at", "state")
    return False

"""A notice by the channels a rule names: to the message boxes of groups, to the addresses of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.engine.ports import Outgoing, Person
from tongban.engine.use_cases.flow import journal, overseers

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said, and about which task."""

    template: str
    facts: Mapping[str, Any]
    task_id: str | None = None


def send(
    act: Act,
    run: Run,
    channels: Iterable[str],
    refs: Iterable[str],
    letter: Letter,
    told: set[tuple[str, str, str]],
) -> list[dict[str, Any]]:
    """Queue it, and say for each recipient whether it was queued or why not; nobody is told the same twice."""
    refs = list(dict.fromkeys(refs))
    found: list[dict[str, Any]] = []
    for channel in channels:
        for recipient, problem in _targets(act, channel, refs):
            key = (letter.template, channel, f"{recipient}/{letter.task_id}")
            row: dict[str, Any] = {"channel": channel, "recipient": recipient, "sent": problem is None}
            if key in told:
                # Another rule has just told them the same.
                found.append({**row, "shared": True})
                continue
            told.add(key)
            if problem is None:
                _queue(act, run, channel, recipient, letter)
            else:
                row["why"] = problem
            found.append(row)
    queued = [one["recipient"] for one in found if one["sent"] and not one.get("shared")]
    if queued:
        journal.write(act, run, "notice.queued", template=letter.template, to=queued)
    return found


def _targets(act: Act, channel: str, refs: list[str]) -> list[tuple[str, str | None]]:
    if channel == "message_box":
        return [(ref, None) for ref in refs]
    problem = _closed(act, channel)
    found: list[tuple[str, str | None]] = []
    for person in overseers.people_of(act.uow, refs):
        address = _address(person, channel)
        if problem or not address:
            found.append((f"user:{person.username}", problem or "no address"))
        else:
            found.append((address, None))
    return found


def _address(person: Person, channel: str) -> str | None:
    return person.email if channel == "email" else person.phone


def _closed(act: Act, channel: str) -> str | None:
    settings = act.uow.settings
    is_open = settings.smtp_host if channel == "email" else settings.sms_url
    return None if is_open else f"{channel} is not set up"


def _queue(act: Act, run: Run, channel: str, recipient: str, letter: Letter) -> None:
    case = run.case
    data: dict[str, Any] = {"item": run.definition.name or "", "item_en": "", "applicant": ""}
    if case is not None:
        data = {
            "case_no": case.case_no,
            "item": case.item_name,
            "item_en": case.item_name_en,
            "applicant": case.applicant_name,
        }
    payload = {"template": letter.template, "task_id": letter.task_id, "data": {**data, **letter.facts}}
    act.uow.add(Outgoing(act.uow.new_id(), channel, recipient, payload, act.uow.now))

"""What a sample may do to a joint case: acts on its members, and the results expected of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongban.engine import errors, items
from tongban.engine.use_cases.joint import AddMember, CancelMember, ReadNotice, RecordMeeting, ReturnMember


def command_of(case_no: str, step: items.Step, now: datetime) -> Any:
    """The act of one line on the joint case with this number."""
    details = {key: value for key, value in (step.details or {}).items() if key != "member"}
    make: dict[str, Callable[[], Any]] = {
        "read_notice": lambda: ReadNotice(case_no, step.member),
        "record_meeting": lambda: RecordMeeting(
            case_no, now, units=tuple(details.pop("units", ())), **details
        ),
        "add_member": lambda: AddMember(case_no, step.member, **details),
        "cancel_member": lambda: CancelMember(case_no, step.member, **details),
        "return_member": lambda: ReturnMember(case_no, step.member, **details),
    }
    return make[step.act]()


def number_of(case: Mapping[str, Any], key: str) -> str:
    """The sub-case that counts for a member."""
    found = [one["case_no"] for one in case["sub_cases"] if one["key"] == key]
    if not found:
        raise errors.NotFound(f"The joint case has no member {key}.", member=key)
    return str(found[-1])


def unmet(case: Mapping[str, Any], expected: Mapping[str, str] | None) -> list[str]:
    """Members whose newest sub-case did not end as expected."""
    results = {one["key"]: one["result"] for one in case["sub_cases"]}
    return [
        f"member {key} is {results.get(key)}, not {value}"
        for key, value in (expected or {}).items()
        if results.get(key) != value
    ]


def member_folders(item: items.Item) -> tuple[str, ...]:
    """The folders of the items that must be published before a joint item."""
    joint = item.sheet.joint
    return tuple(one.item for one in joint.members) if joint is not None else ()

"""What of an application's own fields has to be corrected: told in the one notice, beside the missing materials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tongban.forms import Form

#: Variables of a step that asks for corrections: codes of materials, and `[{field, reason}]` of the application.
PAPERS, FIELDS = "missing_materials", "fields_to_correct"
MOST, LONGEST = 50, 300


def may_ask(form: Form) -> bool:
    """Whether a step's form asks for corrections."""
    return PAPERS in form.field_names()


def read(given: Any, known: Collection[str]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """`[{field, reason}]` as it is kept, and what is wrong with it; nothing given asks for nothing."""
    if given is None:
        return [], []
    if not isinstance(given, list) or len(given) > MOST:
        return [], [_problem("", f"须为列表，最多 {MOST} 项 / a list of at most {MOST}")]
    kept: dict[str, str] = {}
    problems = []
    for number, one in enumerate(given):
        row = one if isinstance(one, Mapping) else {}
        field, reason = row.get("field"), row.get("reason")
        if not isinstance(field, str) or field not in known or field in kept:
            problems.append(
                _problem(f"[{number}].field", "申请表里没有这一项或重复了 / no such field, or named twice")
            )
        elif not isinstance(reason, str) or not reason.strip() or len(reason) > LONGEST:
            problems.append(
                _problem(f"[{number}].reason", f"请写明哪里不对，最多 {LONGEST} 字 / say what is wrong")
            )
        else:
            kept[field] = reason.strip()
    return [{"field": field, "reason": reason} for field, reason in kept.items()], problems


def asked(variables: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Field and reason of what was asked for; a flow may have put anything into the variable."""
    rows = variables.get(FIELDS)
    return [
        (str(one["field"]), str(one.get("reason") or ""))
        for one in (rows if isinstance(rows, list) else ())
        if isinstance(one, Mapping) and one.get("field")
    ]


def _problem(where: str, message: str) -> dict[str, str]:
    return {"field": f"{FIELDS}{where}", "message": message}

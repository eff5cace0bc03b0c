"""Who applies: name, identity number with its check digit, and a way to reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongban.engine.domain import identifiers

KINDS = ("person", "organisation")
ID_TYPES = {"person": ("id_card", "passport", "other"), "organisation": ("uscc", "org_code", "other")}
FIELDS = ("kind", "name", "id_type", "id_no", "contact", "address", "legal_representative")
CONTACT_FIELDS = ("name", "phone", "email", "address")
MAX_TEXT = 200

Problems = list[dict[str, Any]]


def _checked(check: Callable[[str], str | None]) -> Callable[[Any, str], str | None]:
    def explain(value: Any, language: str) -> str | None:
        problem = check(str(value).upper())
        return None if problem is None else identifiers.explain(problem)

    return explain


# What a form field may ask for by `properties.check`.
CHECKS = {
    "id_card": _checked(identifiers.check_id_card),
    "uscc": _checked(identifiers.check_uscc),
    "org_code": _checked(identifiers.check_org_code),
}


def check_applicant(
    given: Mapping[str, Any],
    override_reason: str | None,
    by_clerk: bool,
    now: datetime,
    path: str = "applicant",
) -> tuple[dict[str, Any], Problems]:
    """The clean record and what is wrong with it; a clerk may override a wrong check digit with a reason."""
    problems: Problems = [
        {"field": f"{path}.{name}", "message": "未知字段 / unknown field"}
        for name in given
        if name not in FIELDS
    ]
    kind = given.get("kind") or "person"
    if kind not in KINDS:
        problems.append({"field": f"{path}.kind", "message": f"须为 / must be one of: {', '.join(KINDS)}"})
        kind = "person"
    name = _text(given, "name", path, problems, required=True)
    id_no = _text(given, "id_no", path, problems, required=True).upper()
    id_type = given.get("id_type") or ID_TYPES[kind][0]
    if id_type not in ID_TYPES[kind]:
        problems.append(
            {"field": f"{path}.id_type", "message": f"须为 / must be one of: {', '.join(ID_TYPES[kind])}"}
        )
    elif id_no:
        problems += _digits(str(id_type), id_no, override_reason if by_clerk else None, now, path)
    record = {"kind": kind, "name": name, "id_type": id_type, "id_no": id_no}
    record["contact"] = _contact(given.get("contact"), path, problems)
    for extra in ("address", "legal_representative"):
        if given.get(extra):
            record[extra] = _text(given, extra, path, problems)
    return record, problems


def _digits(id_type: str, id_no: str, override: str | None, now: datetime, path: str) -> Problems:
    wrong = {
        "id_card": lambda: identifiers.check_id_card(id_no, now.date()),
        "uscc": lambda: identifiers.check_uscc(id_no),
        "org_code": lambda: identifiers.check_org_code(id_no),
    }.get(id_type, lambda: None)()
    if wrong is None or (override or "").strip():
        return []
    return [
        {
            "field": f"{path}.id_no",
            "rule": "check-digit",
            "message": identifiers.explain(wrong),
            "override": "override_reason",
        }
    ]


def _contact(given: Any, path: str, problems: Problems) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        problems.append({"field": f"{path}.contact", "message": "须为对象 / must be an object"})
        return {}
    unknown = [name for name in given if name not in CONTACT_FIELDS]
    problems += [
        {"field": f"{path}.contact.{name}", "message": "未知字段 / unknown field"} for name in unknown
    ]
    return {
        name: text
        for name in CONTACT_FIELDS
        if given.get(name) and (text := _text(given, name, f"{path}.contact", problems))
    }


def _text(
    given: Mapping[str, Any], name: str, path: str, problems: Problems, *, required: bool = False
) -> str:
    value = given.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if value is not None and not isinstance(value, str):
        problems.append({"field": f"{path}.{name}", "message": "须为文本 / must be text"})
    elif required and not text:
        problems.append({"field": f"{path}.{name}", "message": "必填 / required"})
    elif len(text) > MAX_TEXT:
        problems.append(
            {"field": f"{path}.{name}", "message": f"不超过 {MAX_TEXT} 字 / at most {MAX_TEXT} characters"}
        )
    return text

"""`tb:form`: which form a task shows, and what may be done with each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tongban.engine.bpmn.extensions.facts import Facts

ACCESS = ("hidden", "read", "edit")


@dataclass(frozen=True, slots=True)
class FormBinding:
    """`fields`: access by field key; other fields keep what the form says."""

    key: str
    fields: Mapping[str, str]


def read(facts: Facts) -> FormBinding:
    fields: dict[str, str] = {}
    for inner in facts.children("field"):
        key = inner.required("key")
        access = inner.choice("access", ACCESS, "edit")
        inner.finish()
        if key in fields:
            inner.problem("key", f"the field `{key}` is listed twice")
        fields[key] = access
    return FormBinding(facts.required("key"), MappingProxyType(fields))

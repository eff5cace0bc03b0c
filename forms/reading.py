"""Reading a form-js schema: every component becomes a field, every fault is reported with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from tongban.forms import kinds
from tongban.forms.errors import InvalidForm
from tongban.forms.form import Form
from tongban.forms.model import DATA, VALUES, Evaluate, Field, Rules, Text
from tongban.forms.values import is_empty, read_value
from tongban.forms.words import Asker

LONGEST_FORM = 1_000_000
MOST_COMPONENTS = 2_000
DEEPEST = 8
KEY = re.compile(r"[^\W\d_]\w{0,63}(\.[^\W\d_]\w{0,63}){0,4}")
#: Names that already mean something inside an expression.
TAKEN = frozenset({"this", "parent", "i"})


def read_form(source: bytes | str | Mapping[str, Any], *, evaluate: Evaluate | None = None) -> Form:
    """The form of this JSON; raises InvalidForm with every problem."""
    schema = _load(source) if isinstance(source, bytes | str) else source
    reading = _Reading()
    if not isinstance(schema, Mapping):
        raise InvalidForm([{"path": "", "rule": "object", "message": "a form must be a JSON object"}])
    if schema.get("type", "default") != "default":
        reading.report("", "type", "a form must have type default")
    fields = tuple(reading.fields(schema, "", (), 0))
    if reading.problems:
        raise InvalidForm(reading.problems)
    identifier = schema.get("id")
    return Form(identifier if isinstance(identifier, str) else "", fields, Asker(evaluate))


def _load(source: bytes | str) -> Any:
    if len(source) > LONGEST_FORM:
        raise InvalidForm([{"path": "", "rule": "size", "message": "the form is larger than 1 MB"}])
    try:
        return json.loads(source, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidForm([{"path": "", "rule": "json", "message": f"not JSON: {error}"}]) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


@dataclass
class _Reading:
    problems: list[dict[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    claims: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)
    count: int = 0

    def report(self, path: str, rule: str, message: str) -> None:
        self.problems.append({"path": path, "rule": rule, "message": message})

    def fields(
        self,
        holder: Mapping[str, Any],
        path: str,
        scope: tuple[str, ...],
        depth: int,
        lead: tuple[str, ...] = (),
    ) -> Iterator[Field]:
        """The fields of one container; `scope` names the lists around it, `lead` the groups since."""
        components = holder.get("components", [])
        if not isinstance(components, list):
            self.report(path, "components", "components must be a list")
            return
        if depth > DEEPEST:
            self.report(path, "depth", f"containers lie deeper than {DEEPEST}")
            return
        for position, component in enumerate(components):
            self.count += 1
            if self.count == MOST_COMPONENTS + 1:
                self.report(path, "size", f"the form has more than {MOST_COMPONENTS} components")
            if self.count > MOST_COMPONENTS:
                return
            here = f"{path}.components[{position}]" if path else f"components[{position}]"
            found = self.one(component, here, scope, depth, lead)
            if found:
                yield found

    def one(
        self, component: Any, path: str, scope: tuple[str, ...], depth: int, lead: tuple[str, ...]
    ) -> Field | None:
        if not isinstance(component, Mapping):
            self.report(path, "component", "a component must be an object")
            return None
        kind = component.get("type")
        if not isinstance(kind, str) or kind not in kinds.READERS:
            reason = kinds.REFUSED.get(kind, "unknown component type") if isinstance(kind, str) else "no type"
            self.report(path, "type", f"{kind!r}: {reason}")
            return None
        before = len(self.problems)
        place = self.place(component, kind, path)
        keys = (*lead, *place) if kind in DATA else ()
        name = ".".join((*scope, *lead, *place)) if place else ""
        if name and kind in DATA:
            self.claim(scope, keys, path)
        inner = ((*scope, *keys), ()) if kind == "dynamiclist" else (scope, (*lead, *place))
        children: tuple[Field, ...] = ()
        if kind in ("group", "dynamiclist"):
            children = tuple(self.fields(component, path, inner[0], depth + 1, inner[1]))
        found = self.build(component, kind, path, children, name, keys)
        return found if len(self.problems) == before else None

    def place(self, component: Mapping[str, Any], kind: str, path: str) -> tuple[str, ...]:
        """The keys the component itself adds: its key, or the path of a container."""
        if kind not in DATA and kind != "group":
            return ()
        given = component.get("path" if kind in ("group", "dynamiclist") else "key")
        if kind == "group" and given in (None, ""):
            return ()
        if not isinstance(given, str) or not KEY.fullmatch(given) or given.split(".")[0] in TAKEN:
            self.report(path, "key", f"key {given!r} must be letters, digits and _ and begin with a letter")
            return ()
        return tuple(given.split("."))

    def claim(self, scope: tuple[str, ...], keys: tuple[str, ...], path: str) -> None:
        """No two fields of one scope hold the same value, nor one inside the other."""
        for other_scope, other in self.claims:
            shorter = min(len(other), len(keys))
            if other_scope == scope and other[:shorter] == keys[:shorter]:
                self.report(path, "key", f"key {'.'.join(keys)!r} is used twice")
                break
        self.claims.append((scope, keys))

    def build(
        self,
        component: Mapping[str, Any],
        kind: str,
        path: str,
        children: tuple[Field, ...],
        name: str,
        keys: tuple[str, ...],
    ) -> Field:
        def report(rule: str, message: str) -> None:
            self.report(path, rule, message)

        words = kinds.part(component, "properties", report)
        found = Field(
            id=self.identify(component, path),
            kind=kind,
            name=name,
            keys=keys,
            children=children,
            rules=_rules(component, words, report),
            default=component.get("defaultValue"),
            hide=_hide(component, report),
            readonly=_readonly(component, report),
            **_texts(component, kind, words, report),
            **_layout(component, report),
            **kinds.READERS[kind](component, report),
        )
        return replace(found, default=_default(found, report))

    def identify(self, component: Mapping[str, Any], path: str) -> str:
        given = component.get("id")
        if given is None:
            return f"Field_{self.count}"
        if not isinstance(given, str) or not re.fullmatch(r"\w[\w.-]{0,99}", given):
            self.report(path, "id", f"id {str(given)[:50]!r} is not an identifier")
        elif given in self.ids:
            self.report(path, "id", f"id {given!r} is used twice")
        self.ids.add(str(given))
        return str(given)


def _rules(component: Mapping[str, Any], words: Mapping[str, Any], report: kinds.Report) -> Rules:
    rules = kinds.part(component, "validate", report)
    form = rules.get("validationType") or ""
    increment = kinds.number(component, "increment", report)
    check = words.get("check", "")
    if not isinstance(check, str):
        report("check", "check must be the name of a check")
        check = ""
    return Rules(
        required=kinds.flag(rules, "required", report),
        minimum=kinds.bound(rules, "min", report),
        maximum=kinds.bound(rules, "max", report),
        shortest=kinds.bound(rules, "minLength", report),
        longest=kinds.bound(rules, "maxLength", report),
        pattern=kinds.pattern_of(rules, report) if form in ("", "custom") else None,
        pattern_message=kinds.text_of(rules, "patternErrorMessage", words, report, own="pattern_message"),
        format=form if form in ("email", "phone") else "",
        check=check,
        decimals=kinds.whole(component, "decimalDigits", report, 0, 20),
        increment=Decimal(increment) if increment else None,
        not_past=kinds.flag(component, "disallowPassedDates", report),
    )


def _hide(component: Mapping[str, Any], report: kinds.Report) -> str:
    return kinds.expression(kinds.part(component, "conditional", report), "hide", report)


def _readonly(component: Mapping[str, Any], report: kinds.Report) -> bool | str:
    """`disabled` comes to the same on a server: the value stays as it was."""
    if kinds.flag(component, "disabled", report):
        return True
    if isinstance(component.get("readonly"), str) and component["readonly"]:
        return kinds.expression(component, "readonly", report)
    return kinds.flag(component, "readonly", report)


def _texts(
    component: Mapping[str, Any], kind: str, words: Mapping[str, Any], report: kinds.Report
) -> dict[str, Any]:
    label = "label"
    if kind == "datetime" and not component.get("label"):
        label = "timeLabel" if component.get("subtype") == "time" else "dateLabel"
    content = {"text": "text", "html": "content", "image": "alt"}.get(kind, "")
    looks = kinds.part(component, "appearance", report)
    texts = {
        "label": kinds.text_of(component, label, words, report, own="label"),
        "help": kinds.text_of(component, "description", words, report),
        "when": kinds.text_of(words, "when", words, report),
        "prefix": kinds.text_of(looks, "prefixAdorner", words, report, own="prefix"),
        "suffix": kinds.text_of(looks, "suffixAdorner", words, report, own="suffix"),
        "content": kinds.text_of(component, content, words, report, own=content) if content else Text(),
    }
    if any(re.search(r"\{\{\s*[#/]", text) for each in texts.values() for text in each.words.values()):
        report("text", "{{#if}} and {{#loop}} are not supported; use conditional.hide or a table")
    return texts


def _layout(component: Mapping[str, Any], report: kinds.Report) -> dict[str, Any]:
    layout = kinds.part(component, "layout", report)
    row = layout.get("row")
    return {
        "row": row if isinstance(row, str) else "",
        "span": kinds.whole(layout, "columns", report, 1, 16),
    }


def _default(found: Field, report: kinds.Report) -> Any:
    if found.kind not in VALUES or found.options_from or is_empty(found.default):
        return None
    try:
        return read_value(found, found.default, found.options)
    except ValidationError:
        report("defaultValue", "the default value does not fit the field")
        return None

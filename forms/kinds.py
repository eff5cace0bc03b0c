"""Every form-js component type: which of its own attributes mean something, and what they must look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from tongban.forms.model import NOTHING, Column, Option, Text, option_key
from tongban.forms.patterns import Pattern, Unsafe, read_pattern

#: Refused with the reason.
REFUSED = {
    "iframe": "a foreign page inside a form is not allowed",
    "documentPreview": "document previews belong to the case page, not to the form",
}
DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")
LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")


class Report(Protocol):
    """Collects what is wrong with one component."""

    def __call__(self, rule: str, message: str) -> None: ...


def part(source: Mapping[str, Any], key: str, report: Report) -> Mapping[str, Any]:
    """The object under `key`, empty when there is none."""
    given = source.get(key)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        report(key, f"{key} must be an object")
        return {}
    return given


def text_of(
    source: Mapping[str, Any], key: str, words: Mapping[str, Any], report: Report, own: str = ""
) -> Text:
    """The text under `key`, with its twins `<own or key>_<language>` beside it or in `words`."""
    base = source.get(key)
    found: dict[str, str] = {}
    if base is not None and not isinstance(base, str):
        report("text", f"{key} must be text")
    elif base:
        found["zh"] = base
    stem = (own or key) + "_"
    for name, text in words.items():
        if (
            not isinstance(name, str)
            or not name.startswith(stem)
            or not LANGUAGE.fullmatch(name[len(stem) :])
        ):
            continue
        if not isinstance(text, str):
            report("text", f"{name} must be text")
        elif text:
            found[name[len(stem) :]] = text
    return Text(found) if found else NOTHING


def whole(source: Mapping[str, Any], key: str, report: Report, low: int = 0, high: int = 10**6) -> int | None:
    """A whole number; custom properties hold it as text."""
    given = source.get(key)
    if given is None or given == "":
        return None
    if isinstance(given, str) and re.fullmatch(r"\d{1,7}", given, re.ASCII):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
        report(key, f"{key} must be a whole number from {low} to {high}")
        return None
    return given


def number(source: Mapping[str, Any], key: str, report: Report) -> int | Decimal | None:
    given = source.get(key)
    if given is None or given == "":
        return None
    if isinstance(given, float):
        given = Decimal(repr(given))
    if isinstance(given, str) and re.fullmatch(r"-?\d{1,20}(\.\d{1,10})?", given, re.ASCII):
        given = Decimal(given)
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        report(key, f"{key} must be a number")
        return None
    return given


def bound(source: Mapping[str, Any], key: str, report: Report) -> int | Decimal | str | None:
    """A number, or a FEEL expression for one."""
    given = source.get(key)
    return given.strip() if isinstance(given, str) and given.startswith("=") else number(source, key, report)


def flag(source: Mapping[str, Any], key: str, report: Report, default: bool = False) -> bool:
    given = source.get(key, default)
    if not isinstance(given, bool):
        report(key, f"{key} must be true or false")
        return default
    return given


def expression(source: Mapping[str, Any], key: str, report: Report) -> str:
    given = source.get(key)
    if given in (None, ""):
        return ""
    if not isinstance(given, str) or not given.startswith("=") or not given[1:].strip():
        report(key, f"{key} must be a FEEL expression that starts with =")
        return ""
    return given.strip()


def options_of(component: Mapping[str, Any], report: Report) -> tuple[tuple[Option, ...], str]:
    """The options written in the form, or where they come from."""
    source = expression(component, "valuesExpression", report)
    key = component.get("valuesKey")
    if isinstance(key, str) and key:
        source = source or key
    if source:
        return (), source
    given = component.get("values")
    if not isinstance(given, list) or not given:
        report("options", "needs values, valuesKey or valuesExpression")
        return (), ""
    options: dict[str, Option] = {}
    for position, one in enumerate(given):
        value = one.get("value") if isinstance(one, Mapping) else None
        if not isinstance(one, Mapping) or not isinstance(value, str | int | float | Decimal) or value == "":
            report("options", f"values[{position}] must be an object with a value")
            continue
        value = Decimal(repr(value)) if isinstance(value, float) else value
        option = Option(value, text_of(one, "label", one, report) or Text({"zh": option_key(value)}))
        if option.key in options:
            report("options", f"values[{position}] repeats {option.key!r}")
        options[option.key] = option
    return tuple(options.values()), ""


def columns_of(component: Mapping[str, Any], report: Report) -> tuple[Column, ...]:
    given = component.get("columns")
    if not isinstance(given, list) or not given:
        report("columns", "needs columns")
        return ()
    columns = []
    for position, one in enumerate(given):
        if not isinstance(one, Mapping) or not isinstance(one.get("key"), str) or not one["key"]:
            report("columns", f"columns[{position}] must be an object with a key")
        else:
            columns.append(Column(one["key"], text_of(one, "label", one, report)))
    return tuple(columns)


def pattern_of(rules: Mapping[str, Any], report: Report) -> Pattern | None:
    given = rules.get("pattern")
    if given in (None, ""):
        return None
    if not isinstance(given, str):
        report("pattern", "pattern must be text")
        return None
    try:
        return read_pattern(given)
    except Unsafe as error:
        report("pattern", f"pattern cannot be used: {error}")
        return None


def is_safe_image(source: str) -> bool:
    """Our own files, https and plain bitmaps; never a script in disguise."""
    own = source.startswith("/") and not source.startswith(("//", "/\\"))
    return own or source.startswith("https://") or bool(DATA_IMAGE.fullmatch(source))


Attributes = dict[str, Any]
Reader = Callable[[Mapping[str, Any], Report], Attributes]


def _choice(component: Mapping[str, Any], report: Report) -> Attributes:
    options, source = options_of(component, report)
    return {"options": options, "options_from": source}


def _moment(component: Mapping[str, Any], report: Report) -> Attributes:
    subtype, zone = component.get("subtype"), component.get("timeSerializingFormat", "utc_offset")
    if subtype not in ("date", "time", "datetime"):
        report("subtype", "subtype must be date, time or datetime")
        subtype = "date"
    if zone not in ("utc_offset", "utc_normalized", "no_timezone"):
        report("timeSerializingFormat", "must be utc_offset, utc_normalized or no_timezone")
        zone = "utc_offset"
    return {"subtype": subtype, "zone": zone}


def _list(component: Mapping[str, Any], report: Report) -> Attributes:
    words = part(component, "properties", lambda *_: None)
    fewest = whole(words, "min_rows", report, 0, 1000) or 0
    most = whole(words, "max_rows", report, 1, 1000)
    most = 200 if most is None else most
    if fewest > most:
        report("min_rows", "min_rows is greater than max_rows")
    return {
        "fixed_rows": not flag(component, "allowAddRemove", report, True),
        "first_rows": min(most, whole(component, "defaultRepetitions", report, 0, 1000) or 0),
        "fewest": fewest,
        "most": most,
        "outline": flag(component, "showOutline", report),
    }


def _file(component: Mapping[str, Any], report: Report) -> Attributes:
    accept = component.get("accept") or ""
    if not isinstance(accept, str) or len(accept) > 500:
        report("accept", "accept must be a list of file endings")
        accept = ""
    multiple = component.get("multiple", False)
    return {"accept": accept, "multiple": multiple is True}


def _image(component: Mapping[str, Any], report: Report) -> Attributes:
    source = component.get("source") or ""
    if not isinstance(source, str) or not (source.startswith("=") or is_safe_image(source)):
        report("source", "source must be an https address, a path on this server or a bitmap as data:")
        source = ""
    return {"source": source}


def _table(component: Mapping[str, Any], report: Report) -> Attributes:
    source = expression(component, "dataSource", report)
    if not source:
        report("dataSource", "needs a FEEL expression for its rows")
    if component.get("columnsExpression"):
        report("columns", "computed columns are not supported")
    return {"source": source, "columns": columns_of(component, report)}


def _expression(component: Mapping[str, Any], report: Report) -> Attributes:
    source = expression(component, "expression", report)
    if not source:
        report("expression", "needs a FEEL expression")
    return {"source": source}


#: What each type reads beyond what all have in common.
READERS: dict[str, Reader] = {
    "textfield": lambda _, __: {},
    "textarea": lambda _, __: {},
    "number": lambda component, report: {"as_text": flag(component, "serializeToString", report)},
    "checkbox": lambda _, __: {},
    "checklist": _choice,
    "radio": _choice,
    "select": _choice,
    "taglist": _choice,
    "datetime": _moment,
    "text": lambda _, __: {},
    "html": lambda _, __: {},
    "image": _image,
    "separator": lambda _, __: {},
    "spacer": lambda _, __: {},
    "group": lambda component, report: {"outline": flag(component, "showOutline", report)},
    "dynamiclist": _list,
    "table": _table,
    "expression": _expression,
    "filepicker": _file,
    "button": lambda _, __: {},
}

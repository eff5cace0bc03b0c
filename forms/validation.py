"""Validating one set of data against a form: what is accepted, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from tongban.forms.cells import Cell, Here
from tongban.forms.errors import UnknownCheck
from tongban.forms.messages import message
from tongban.forms.model import Check, Field, walk
from tongban.forms.paths import put, same, strangers
from tongban.forms.rules import Broken, broken_rule
from tongban.forms.sheet import Sheet
from tongban.forms.values import is_empty

#: More unknown names than this are not worth listing.
MOST_STRANGERS = 50
Problems = list[dict[str, str]]


def problems_of(
    sheet: Sheet,
    fields: tuple[Field, ...],
    data: Mapping[str, Any],
    language: str,
    checks: Mapping[str, Check] | None,
    today: date | None,
) -> Problems:
    """Every fault, in document order, unknown names last; at most one per field."""
    labels = {each.name: each.label for each in walk(fields) if each.name}
    found: Problems = []
    if not sheet.settled:
        found.append({"field": "", "message": message("unsettled", language)})
    for cell, here in sheet.visible():
        text = _fault(sheet, cell, here, language, checks, today)
        if text:
            found.append({"field": cell.path, "message": text})
    for path, code in islice(strangers(fields, data), MOST_STRANGERS):
        label = labels[path].on(language) if path in labels else path
        found.append({"field": path, "message": message(code, language, label=label or path)})
    return found


def _fault(
    sheet: Sheet,
    cell: Cell,
    here: Here,
    language: str,
    checks: Mapping[str, Check] | None,
    today: date | None,
) -> str | None:
    each = cell.field
    if not each.has_value or each.kind == "expression":
        return None
    broken = _broken(sheet, cell, here, today)
    if broken:
        if broken[0] == "pattern" and each.rules.pattern_message:
            return each.rules.pattern_message.on(language)
        label = each.label.on(language) if cell.access != "hidden" else ""
        return message(broken[0], language, label=label or cell.path, **broken[1])
    if each.rules.check and checks is not None and not sheet.locks(cell) and sheet.value(cell):
        if each.rules.check not in checks:
            raise UnknownCheck(f"{cell.path}: no check named {each.rules.check!r}")
        return checks[each.rules.check](sheet.value(cell), language)
    return None


def _broken(sheet: Sheet, cell: Cell, here: Here, today: date | None) -> Broken | None:
    if sheet.locks(cell):
        return ("locked", {}) if cell.sent and not same(cell.raw, cell.before) else None
    if sheet.problem(cell):
        return sheet.problem(cell)
    if cell.field.kind == "dynamiclist":
        return _list_fault(cell)
    return broken_rule(cell.field, sheet.value(cell), lambda text: sheet.ask(text, here), today)


def _list_fault(cell: Cell) -> Broken | None:
    if len(cell.rows) < cell.field.fewest:
        return "fewest", {"limit": cell.field.fewest}
    if cell.keeps_rows and len(cell.rows) != len(cell.before):
        return "fixed_rows", {}
    return None


def clean_data(sheet: Sheet) -> dict[str, Any]:
    """The accepted values: empty ones as null, so that merging them over older ones clears those."""
    result: dict[str, Any] = {}
    _clean(sheet, sheet.cells, result)
    return result


def _clean(sheet: Sheet, cells: list[Cell], into: dict[str, Any]) -> None:
    for cell in cells:
        if cell.field.kind == "group":
            _clean(sheet, cell.children, into)
        elif cell.field.has_value:
            for value in _kept(sheet, cell):
                put(into, cell.field.keys, value)


def _kept(sheet: Sheet, cell: Cell) -> Iterator[Any]:
    """The value to keep for this cell, if any."""
    kind = cell.field.kind
    if sheet.locks(cell) and kind != "expression":
        if cell.known and sheet.shows(cell):
            yield cell.before
    elif not sheet.shows(cell):
        if cell.known and not is_empty(cell.before):
            yield None
    elif kind == "expression":
        yield sheet.value(cell)
    elif kind == "dynamiclist":
        rows: list[dict[str, Any]] = [{} for _ in cell.rows]
        for row, held in zip(cell.rows, rows, strict=True):
            _clean(sheet, row, held)
        yield rows
    else:
        yield sheet.value(cell)

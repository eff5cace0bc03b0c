"""From a filled-in sheet to nodes a template can draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.forms import markup
from tongban.forms.cells import Cell, Here
from tongban.forms.display import control_text, display
from tongban.forms.kinds import is_safe_image
from tongban.forms.messages import word
from tongban.forms.model import CHOICES, Field, option_key, plain
from tongban.forms.nodes import Choice, Node, Row, html_id
from tongban.forms.paths import find
from tongban.forms.rules import bound
from tongban.forms.sheet import Sheet
from tongban.forms.values import LONGEST, is_empty
from tongban.forms.words import as_words

MOST_TABLE_ROWS = 1_000
KINDS = {"dynamiclist": "list", "filepicker": "file"}


def render(sheet: Sheet, errors: Mapping[str, str], language: str) -> list[Node]:
    here = sheet.start()
    return list(_Renderer(sheet, errors, language).nodes(sheet.cells, here, here.scope))


@dataclass(frozen=True)
class _Renderer:
    sheet: Sheet
    errors: Mapping[str, str]
    language: str

    def nodes(self, cells: list[Cell], here: Here, scope: dict[str, Any]) -> Iterator[Node]:
        for cell in cells:
            if cell.access == "hidden" or cell.field.kind == "expression":
                continue
            if not self.sheet.shows(cell):
                yield Node(**self.common(cell, here), hidden=True)
            else:
                yield Node(**self.common(cell, here), **self.own(cell, here, scope))

    def words(self, cell: Cell, here: Here, name: str) -> str:
        text: str = getattr(cell.field, name).on(self.language)
        if "{{" not in text and not text.startswith("="):
            return text
        return self.sheet.asker.fill(text, here.variables(self.sheet.surroundings))

    def common(self, cell: Cell, here: Here) -> dict[str, Any]:
        each = cell.field
        return {
            "id": html_id(cell.path) if each.keys else html_id("-" + each.id),
            "name": cell.path if each.keys else "",
            "language": self.language,
            "kind": each.subtype or KINDS.get(each.kind, each.kind),
            "label": self.words(cell, here, "label"),
            "help": self.words(cell, here, "help"),
            "when": each.when.on(self.language),
            "conditional": bool(each.hide),
            "row": each.row,
            "span": each.span,
        }

    def own(self, cell: Cell, here: Here, scope: dict[str, Any]) -> dict[str, Any]:
        kind = cell.field.kind
        if kind == "group":
            children = tuple(self.nodes(cell.children, here, scope))
            return {"children": children, "outline": cell.field.outline}
        if kind == "dynamiclist":
            return self.listed(cell, here, scope)
        if kind == "table":
            return self.table(cell, here)
        if kind in ("text", "html"):
            return {"html": self.html(cell, here)}
        if kind == "image":
            return self.image(cell, here)
        return self.control(cell, here) if cell.field.has_value else {}

    def listed(self, cell: Cell, here: Here, scope: dict[str, Any]) -> dict[str, Any]:
        each = cell.field
        held = find(scope, each.keys)[1] or []
        rows = []
        cells = cell.rows
        if not cell.sent and not self.sheet.locks(cell):
            cells = self.sheet.blank_rows(cell)
            held = [{} for _ in cells]
        for number, row in enumerate(cells):
            inner = here.row(number, held[number])
            rows.append(
                Row(
                    name=f"{cell.path}[{number}]",
                    title=word("row", self.language, n=number + 1),
                    nodes=tuple(self.nodes(row, inner, inner.scope)),
                )
            )
        free = not self.sheet.locks(cell) and not cell.keeps_rows and not each.fixed_rows
        return {
            "rows": tuple(rows),
            "error": self.errors.get(cell.path, ""),
            "readonly": self.sheet.locks(cell),
            "may_add": free and len(rows) < each.most,
            "may_remove": free and len(rows) > each.fewest,
            "outline": each.outline,
        }

    def table(self, cell: Cell, here: Here) -> dict[str, Any]:
        found = self.sheet.ask(cell.field.source, here)
        rows = found[:MOST_TABLE_ROWS] if isinstance(found, list) else []
        keys = [column.key for column in cell.field.columns]
        return {
            "columns": tuple(column.text.on(self.language) or column.key for column in cell.field.columns),
            "cells": tuple(
                tuple(as_words(row.get(key)) if isinstance(row, Mapping) else "" for key in keys)
                for row in rows
            ),
        }

    def html(self, cell: Cell, here: Here) -> str:
        text = cell.field.content.on(self.language)
        if cell.field.kind == "html":
            return markup.from_html(self.words(cell, here, "content"))
        filled = self.sheet.asker.fill(text, here.variables(self.sheet.surroundings), markup.mark)
        return markup.from_markdown(filled)

    def image(self, cell: Cell, here: Here) -> dict[str, Any]:
        source = cell.field.source
        if source.startswith("="):
            source = as_words(self.sheet.ask(source, here))
        return {
            "value": source if is_safe_image(source) else "",
            "display": self.words(cell, here, "content"),
        }

    def control(self, cell: Cell, here: Here) -> dict[str, Any]:
        each, locked = cell.field, self.sheet.locks(cell)
        value = self.held(cell, locked)
        options = self.sheet.options(each, here)
        chosen = {option_text(one) for one in (value if isinstance(value, list) else [value])}
        base = html_id(cell.path)
        choices = tuple(
            Choice(
                id=base if number == 1 else f"{base}-{number}",
                value=option.key,
                label=option.text.on(self.language),
                selected=option.key in chosen,
            )
            for number, option in enumerate(options, 1)
        )
        return {
            "value": _text(each, value),
            "values": tuple(as_words(one) for one in value) if isinstance(value, list) else (),
            "display": display(each, value, options, self.language),
            "options": choices if each.kind in CHOICES else (),
            "error": self.errors.get(cell.path, ""),
            "required": each.rules.required and not locked,
            "readonly": locked,
            "prefix": self.words(cell, here, "prefix"),
            "suffix": self.words(cell, here, "suffix"),
            "minimum": self.limit(each.rules.minimum, here),
            "maximum": self.limit(each.rules.maximum, here),
            "longest": self.longest(each, here),
            "accept": each.accept,
            "multiple": each.multiple,
        }

    def held(self, cell: Cell, locked: bool) -> Any:
        """What the control shows: what was typed, right or wrong, else the default."""
        if locked:
            return cell.before
        value = cell.raw if cell.sent else cell.field.default
        single = cell.field.kind == "filepicker" and isinstance(value, str) and value
        return [value] if single else value

    def limit(self, given: Any, here: Here) -> str:
        found = bound(given, lambda text: self.sheet.ask(text, here))
        return "" if found is None else plain(found)

    def longest(self, each: Field, here: Here) -> int | None:
        found = self.limit(each.rules.longest, here)
        return int(found) if found.isdigit() else LONGEST.get(each.kind)


def option_text(value: Any) -> str:
    return option_key(value) if isinstance(value, str | int) else as_words(value)


def _text(each: Field, value: Any) -> str:
    if each.kind == "checkbox":
        return "true" if value is True else ""
    return "" if isinstance(value, list) or is_empty(value) else control_text(each, value)

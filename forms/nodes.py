"""The rendering model: what a template needs to draw a form, and nothing it would have to work out."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Choice:
    id: str
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One entry of a list; `name` is what a remove button posts."""

    name: str
    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Node:
    #: HTML id; for radio buttons and tick lists that of the first one, so that error links land on it.
    id: str
    #: HTML name, `items[0].name` within a list; empty when nothing is posted.
    name: str
    #: The form-js type, but date, time and datetime, list (dynamiclist) and file (filepicker) by those names.
    kind: str
    #: In which language the texts are, and the fixed words around them should be.
    language: str
    label: str = ""
    help: str = ""
    error: str = ""
    required: bool = False
    #: Text in the control; a list of texts for file.
    value: str = ""
    values: tuple[str, ...] = ()
    #: The value in words, for read-only fields.
    display: str = ""
    options: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    may_add: bool = False
    may_remove: bool = False
    children: tuple[Node, ...] = ()
    #: Headings and cells of a table.
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    #: Safe HTML of a text component.
    html: str = ""
    #: form-js layout: fields with the same row id stand side by side, `span` of 16 columns each.
    row: str = ""
    span: int | None = None
    readonly: bool = False
    #: Hidden by its condition; it is not drawn, but `when` says in words when it would be.
    hidden: bool = False
    when: str = ""
    conditional: bool = False
    prefix: str = ""
    suffix: str = ""
    minimum: str = ""
    maximum: str = ""
    longest: int | None = None
    accept: str = ""
    multiple: bool = False
    outline: bool = False

    @property
    def describedby(self) -> str:
        """Ids of the help and error texts that stand beside the control."""
        parts = [f"{self.id}-help"] if self.help or self.when else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.error else [])])


def html_id(path: str) -> str:
    """The HTML id of the field at this path: `items[0].name` becomes `f-items-0-name`."""
    return "f-" + re.sub(r"[^\w]+", "-", path).strip("-")

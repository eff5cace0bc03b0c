"""A filled-in form as label and text, for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.forms.form import Form
from tongban.forms.messages import word
from tongban.forms.model import BASE_LANGUAGE, Access
from tongban.forms.nodes import Node


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of a list one under the other: the labels of their fields once, and a row of texts for each."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(
    form: Form, values: Mapping[str, Any], language: str = BASE_LANGUAGE, access: Access | None = None
) -> list[tuple[str, str]]:
    """Every field that shows, in order; entries of a list carry its label and their number."""
    everything = {"*": "read"} | {name: mode for name, mode in (access or {}).items() if mode == "hidden"}
    return list(_lines(tuple(form.render_model(values, (), language, everything)), "", language))


def laid_out(
    form: Form, values: Mapping[str, Any], language: str = BASE_LANGUAGE
) -> list[tuple[str, str] | Listing]:
    """The same as `summary`, with lists as tables; a list within a list stays as lines."""
    nodes = tuple(form.render_model(values, (), language, {"*": "read"}))
    return list(_laid_out(nodes, language))


def field_labels(
    form: Form, values: Mapping[str, Any], language: str = BASE_LANGUAGE
) -> list[tuple[str, str]]:
    """Name and label of every field that shows, in order; a list is one field with all its entries."""
    return list(_named(tuple(form.render_model(values, (), language))))


def _named(nodes: tuple[Node, ...]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if not node.hidden and node.kind == "group":
            yield from _named(node.children)
        elif not node.hidden and node.name:
            yield node.name, node.label or node.name


def _laid_out(nodes: tuple[Node, ...], language: str) -> Iterator[tuple[str, str] | Listing]:
    for node in nodes:
        if node.kind == "group" and not node.hidden:
            yield from _laid_out(node.children, language)
        elif node.kind == "list" and not node.hidden and node.rows and not _holds_lists(node):
            entries = [dict(_lines(row.nodes, "", language)) for row in node.rows]
            head = tuple(dict.fromkeys(label for entry in entries for label in entry))
            rows = tuple(tuple(entry.get(label, "") for label in head) for entry in entries)
            yield Listing(node.label or node.name, head, rows)
        else:
            yield from _lines((node,), "", language)


def _holds_lists(node: Node) -> bool:
    inner = [*node.children, *(one for row in node.rows for one in row.nodes)]
    return any(one.kind == "list" or _holds_lists(one) for one in inner)


def _lines(nodes: tuple[Node, ...], lead: str, language: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.hidden:
            continue
        if node.kind == "group":
            yield from _lines(node.children, lead, language)
        elif node.kind == "list":
            for row in node.rows:
                yield from _lines(row.nodes, f"{lead}{node.label} · {row.title} · ", language)
            if not node.rows:
                yield lead + (node.label or node.name), word("none", language)
        elif node.name:
            yield lead + (node.label or node.name), node.display or word("none", language)

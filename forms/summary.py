"""A filled-in form as label and text, for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.forms.form import Form
from tongban.forms.messages import word
from tongban.forms.model import BASE_LANGUAGE, Access
from tongban.forms.nodes import Node


def summary(
    form: Form, values: Mapping[str, Any], language: str = BASE_LANGUAGE, access: Access | None = None
) -> list[tuple[str, str]]:
    """Every field that shows, in order; entries of a list carry its label and their number."""
    everything = {"*": "read"} | {name: mode for name, mode in (access or {}).items() if mode == "hidden"}
    return list(_lines(tuple(form.render_model(values, (), language, everything)), "", language))


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

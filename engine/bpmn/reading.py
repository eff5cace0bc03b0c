"""The desk on which one diagram is read: its problems, its named definitions and its compiled expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from tongban.engine import feel
from tongban.engine.bpmn import juel
from tongban.engine.bpmn.names import reference, text
from tongban.engine.bpmn.problems import Problems
from tongban.engine.bpmn.value import Value

_NUMBER = re.compile(r"-?[0-9]{1,9}")


class Reading:
    """Shared by everything that reads a part of the same file."""

    def __init__(self, file: str, names: frozenset[str] = frozenset()) -> None:
        self.problems = Problems(file)
        # Variables known beforehand, whose names may hold blanks or signs.
        self.names = names
        self.values: list[Value] = []
        # id -> name or code, filled by the parser from the root elements of the file.
        self.messages: Mapping[str, str | None] = {}
        self.signals: Mapping[str, str | None] = {}
        self.errors: Mapping[str, Mapping[str, str | None]] = {}
        self.escalations: Mapping[str, Mapping[str, str | None]] = {}
        # message id -> correlation property -> the value a sender or receiver gives it
        self.correlations: dict[str, dict[str, Value]] = {}
        # id of a data object, property, input or output -> the variable it is; ids of data stores; item types
        self.data: dict[str, str] = {}
        self.stores: set[str] = set()
        self.types: dict[str, str] = {}
        # process id -> correlation property -> the value a receiver waits for
        self.subscriptions: dict[str, dict[str, Value]] = {}

    def problem(self, element: str | None, rule: str, message: str) -> None:
        self.problems.add(element, rule, message)

    def warning(self, element: str | None, rule: str, message: str) -> None:
        self.problems.add(element, rule, message, warning=True)

    def feel(self, element: str, place: str, source: str) -> Any:
        """The compiled expression, or None after noting the problem."""
        try:
            return feel.expression(source.strip(), self.names)
        except feel.FeelError as error:
            self.problem(element, "expression", f"{place} `{source.strip()[:200]}`: {error}")
            return None

    def juel(self, element: str, place: str, source: str) -> str | None:
        """JUEL without its braces as FEEL, or None after noting the problem."""
        try:
            return juel.translate(source)
        except juel.Untranslatable as error:
            self.problem(element, "juel", f"{place} `{source[:200]}` cannot be translated to FEEL: {error}")
            return None

    def template(self, element: str, place: str, source: str | None) -> Value | None:
        """`= FEEL`, text with `${…}` in it, or a literal text."""
        if source is None or not source.strip():
            return None
        source = source.strip()
        if source.startswith("="):
            return self._value(element, place, source, [self.feel(element, place, feel.strip(source))])
        parts = juel.split(source)
        if parts is None:
            self.problem(element, "juel", f"{place} `{source[:200]}`: a brace is not closed")
            return None
        compiled = [self._juel_part(element, place, part) if code else part for code, part in parts]
        return self._value(element, place, source, compiled)

    def expression(self, element: str, place: str, source: str | None) -> Value | None:
        """Like `template`, but bare text is FEEL too: conditions and collections."""
        if source is None or not source.strip():
            return None
        source = source.strip()
        if source.startswith("=") or juel.is_template(source):
            return self.template(element, place, source)
        return self._value(element, place, source, [self.feel(element, place, source)])

    def count(self, element: str, place: str, source: str | None) -> Value | None:
        """A number, bare or computed."""
        if source is not None and _NUMBER.fullmatch(source.strip()):
            return self._value(element, place, source.strip(), [int(source)])
        return self.expression(element, place, source)

    def condition(self, element: str, node: etree._Element | None, place: str = "condition") -> Value | None:
        if node is None:
            return None
        language = (node.get("language") or "feel").lower()
        if "feel" not in language and "juel" not in language:
            self.problem(element, "expression-language", f"{place}: expressions are FEEL, not {language}")
            return None
        return self.expression(element, place, text(node))

    def named(
        self, element: str, table: Mapping[str, str | None], ref: str | None, rule: str
    ) -> tuple[str | None, str | None]:
        """(id, name) of the message or signal that `ref` points to."""
        key = reference(ref)
        if key is None:
            return None, None
        if key not in table:
            self.problem(element, rule, f"there is no `{key}` to refer to")
            return key, key
        return key, table[key] or key

    def _juel_part(self, element: str, place: str, source: str) -> Any:
        translated = self.juel(element, place, source)
        return self.feel(element, place, translated) if translated is not None else None

    def _value(self, element: str, place: str, source: str, parts: list[Any]) -> Value:
        value = Value(element, place, source, tuple(parts))
        self.values.append(value)
        return value

"""Boxed expressions out of XML."""

from __future__ import annotations

from collections.abc import Callable

from tongban.engine.dmn.boxes import (
    Box,
    ConditionalBox,
    ContextBox,
    EmptyBox,
    FilterBox,
    FunctionBox,
    InputClause,
    InvocationBox,
    IteratorBox,
    ListBox,
    LiteralBox,
    OutputClause,
    RelationBox,
    Rule,
    TableBox,
)
from tongban.engine.dmn.xml import Node

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"})
AGGREGATIONS = frozenset({"SUM", "COUNT", "MIN", "MAX"})


class NotSupported(Exception):
    """The message says what."""


class BoxReader:
    """Keeps the id of the nearest enclosing element that has one, for messages."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def within(self, node: Node | None) -> Box:
        """The expression inside this element."""
        if node is not None:
            for child in node.children(*READERS):
                return self.read(child)
        return EmptyBox(self.owner, None)

    def read(self, node: Node) -> Box:
        before = self.owner
        self.owner = node.get("id") or before
        language(node)
        try:
            return READERS[node.tag](self, node)
        finally:
            self.owner = before

    def literal(self, node: Node) -> Box:
        text = node.text_of("text")
        return LiteralBox(self.owner, node.get("typeRef"), text) if text else EmptyBox(self.owner, None)

    def context(self, node: Node) -> Box:
        entries = []
        for entry in node.children("contextEntry"):
            variable = entry.child("variable")
            name = None if variable is None else variable.get("name")
            type = None if variable is None else variable.get("typeRef")
            entries.append((name, type, self.within(entry)))
        return ContextBox(self.owner, node.get("typeRef"), tuple(entries))

    def list(self, node: Node) -> Box:
        items = tuple(self.read(child) for child in node.children(*READERS))
        return ListBox(self.owner, node.get("typeRef"), items)

    def relation(self, node: Node) -> Box:
        columns = tuple(
            (column.get("name") or "", column.get("typeRef")) for column in node.children("column")
        )
        rows = tuple(
            tuple(self.read(cell) for cell in row.children(*READERS)) for row in node.children("row")
        )
        if any(len(row) != len(columns) for row in rows):
            raise NotSupported("a row of the relation has not one cell for every column")
        return RelationBox(self.owner, node.get("typeRef"), columns, rows)

    def invocation(self, node: Node) -> Box:
        bindings = []
        for binding in node.children("binding"):
            parameter = binding.child("parameter")
            bindings.append((((parameter and parameter.get("name")) or ""), self.within(binding)))
        return InvocationBox(self.owner, node.get("typeRef"), self.within(node), tuple(bindings))

    def function(self, node: Node) -> Box:
        parameters = tuple(
            (parameter.get("name") or "", parameter.get("typeRef"))
            for parameter in node.children("formalParameter")
        )
        body = self.within(node) if (node.get("kind") or "FEEL").upper() == "FEEL" else None
        return FunctionBox(self.owner, node.get("typeRef"), parameters, body)

    def conditional(self, node: Node) -> Box:
        parts = [self.within(node.child(tag)) for tag in ("if", "then", "else")]
        return ConditionalBox(self.owner, node.get("typeRef"), *parts)

    def filter(self, node: Node) -> Box:
        source, match = self.within(node.child("in")), self.within(node.child("match"))
        return FilterBox(self.owner, node.get("typeRef"), source, match)

    def iterator(self, node: Node) -> Box:
        body = node.child("return" if node.tag == "for" else "satisfies")
        return IteratorBox(
            self.owner,
            node.get("typeRef"),
            node.tag,
            node.get("iteratorVariable") or "item",
            self.within(node.child("in")),
            self.within(body),
        )

    def table(self, node: Node) -> Box:
        policy = (node.get("hitPolicy") or "UNIQUE").upper()
        aggregation = node.get("aggregation")
        if policy not in HIT_POLICIES:
            raise NotSupported(f"unknown hit policy {policy}")
        if aggregation and aggregation.upper() not in AGGREGATIONS:
            raise NotSupported(f"unknown aggregation {aggregation}")
        return TableBox(
            self.owner,
            node.get("typeRef"),
            policy,
            aggregation.upper() if aggregation else None,
            tuple(_input(clause) for clause in node.children("input")),
            tuple(_output(clause) for clause in node.children("output")),
            tuple(_rule(rule, number) for number, rule in enumerate(node.children("rule"), 1)),
        )


def _input(clause: Node) -> InputClause:
    expression = clause.child("inputExpression")
    text = expression.text_of("text") if expression else ""
    if expression is not None:
        language(expression)
    # Camunda's modeler leaves the expression empty and names the variable beside it.
    text = text or clause.foreign("inputVariable") or ""
    allowed = clause.child("inputValues") or (expression and expression.child("inputValues"))
    return InputClause(
        clause.get("label") or text,
        text,
        expression.get("typeRef") if expression else None,
        allowed.text_of("text") if allowed else "",
    )


def _output(clause: Node) -> OutputClause:
    values, default = clause.child("outputValues"), clause.child("defaultOutputEntry")
    return OutputClause(
        clause.get("name") or "",
        clause.get("typeRef"),
        values.text_of("text") if values else "",
        default.text_of("text") if default else "",
    )


def _rule(rule: Node, number: int) -> Rule:
    for entry in rule.children("inputEntry", "outputEntry"):
        language(entry)
    return Rule(
        rule.get("id") or str(number),
        tuple(entry.text_of("text") or "-" for entry in rule.children("inputEntry")),
        tuple(entry.text_of("text") for entry in rule.children("outputEntry")),
    )


def language(node: Node) -> None:
    """FEEL or nothing: no other language is ever run."""
    named = node.get("expressionLanguage")
    if named and "feel" not in named.lower():
        raise NotSupported(f"expression language {named}; only FEEL is run")


READERS: dict[str, Callable[[BoxReader, Node], Box]] = {
    "literalExpression": BoxReader.literal,
    "context": BoxReader.context,
    "list": BoxReader.list,
    "relation": BoxReader.relation,
    "invocation": BoxReader.invocation,
    "functionDefinition": BoxReader.function,
    "conditional": BoxReader.conditional,
    "filter": BoxReader.filter,
    "for": BoxReader.iterator,
    "every": BoxReader.iterator,
    "some": BoxReader.iterator,
    "decisionTable": BoxReader.table,
}

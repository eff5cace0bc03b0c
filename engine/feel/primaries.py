"""Reading what stands between operators: literals, names, brackets, types, and what follows a value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import DecimalException

from tongban.engine.feel import nodes, temporal_text
from tongban.engine.feel.lexer import KEYWORDS, LOOK_ALIKES, unquote
from tongban.engine.feel.nodes import Node
from tongban.engine.feel.reader import Words
from tongban.engine.feel.type_reader import TypeReader
from tongban.engine.feel.values import NUMBERS

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
OPENINGS = ("(", "[", "]", "{", "-", "@")
NAMED_ARGUMENT_SIGNS = ("-", "+", "*", "/", "'", "’", ".")


class Primaries(TypeReader, ABC):
    """`closing_range` is on while the end of a range is read, where `[` may close it."""

    closing_range = False
    asks = False

    @abstractmethod
    def expression(self) -> Node: ...

    @abstractmethod
    def additive(self) -> Node: ...

    def postfix(self) -> Node:
        node = self.primary()
        while True:
            if self.take("."):
                node = nodes.Path(node, self.property_name())
            elif self.at("[") and not (self.closing_range and self._cannot_open()):
                self.position += 1
                node = nodes.Filter(node, self.expression_until("]"))
            elif self.at("("):
                self.position += 1
                node = self.call(node)
            else:
                return node

    def _cannot_open(self) -> bool:
        """`[1..10[`: the bracket closes the range when no expression can follow it."""
        token = self.ahead()
        if token.kind == "symbol":
            return token.text not in OPENINGS
        return token.kind == "end" or token.text in ("and", "or", "then", "else", "return", "satisfies", "in")

    def expression_until(self, closing: str) -> Node:
        before, self.closing_range = self.closing_range, False
        found = self.expression()
        self.need(closing)
        self.closing_range = before
        return found

    def property_name(self) -> str:
        start = self.position
        known = self.known_name() or ""
        after_known, self.position = self.position, start
        plain = self.plain_name() or ""
        if self.position < after_known:
            self.position = after_known
            return known
        if plain:
            return plain
        if self.token.kind == "name":
            self.position += 1
            return self.tokens[self.position - 1].text
        raise self.fail("the name of a property")

    def call(self, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        before, self.closing_range = self.closing_range, False
        while not self.take(")"):
            if (names or not arguments) and self._names_argument():
                names.append(self.declared_name(":"))
                self.need(":")
            elif names:
                raise self.fail("a named argument")
            arguments.append(self.expression())
            if not self.take(","):
                self.need(")")
                break
        self.closing_range = before
        return nodes.Call(function, tuple(arguments), tuple(names))

    def _names_argument(self) -> bool:
        ahead = 0
        while (token := self.ahead(ahead)).kind in ("name", "number") or token.text in NAMED_ARGUMENT_SIGNS:
            ahead += 1
        return ahead > 0 and token.text == ":" and self.token.kind == "name"

    def primary(self) -> Node:
        token = self.token
        if token.kind == "string":
            self.position += 1
            return nodes.Literal(unquote(token.text))
        if token.kind == "number":
            self.position += 1
            try:
                return nodes.Literal(NUMBERS.create_decimal(token.text))
            except DecimalException:
                return nodes.Literal(None)
        if token.kind == "symbol":
            return self.bracket()
        return self.name()

    def bracket(self) -> Node:
        if self.take("@"):
            if self.token.kind != "string":
                raise self.fail("a string after @")
            self.position += 1
            return nodes.Literal(temporal_text.any_of(unquote(self.tokens[self.position - 1].text)))
        if self.take("("):
            return self.parenthesis()
        if self.take("["):
            return self.list_or_range()
        if self.take("]"):
            return self.range_from(self.expression(), False)
        if self.take("{"):
            return self.context()
        raise self.fail("an expression")

    def name(self) -> Node:
        token = self.token
        name = self.known_name() if token.text not in KEYWORDS or self._keyword_starts_name() else None
        if name is None and token.text in CONSTANTS and token.kind == "name":
            self.position += 1
            return nodes.Literal(CONSTANTS[token.text])
        name = name or self.plain_name()
        if name is None:
            return self.keyword()
        self.asks = self.asks or name == "?"
        if LOOK_ALIKES.intersection(name) and not any(name in spelled for spelled in self._spellings()):
            raise self.fail("half-width signs such as > ( ) , instead of full-width ones", token)
        return nodes.Name(name, token.start)

    def _spellings(self) -> list[dict[str, list[Words]]]:
        return [*self.known, self.own]

    def _keyword_starts_name(self) -> bool:
        return any(
            len(words) > 1 and self._reads(words)
            for known in self.known
            for words in known.get(self.token.text, ())
        )

    def keyword(self) -> Node:
        if self.at("if", "for", "some", "every", "function"):
            return self.expression()
        raise self.fail("an expression")

    def parenthesis(self) -> Node:
        before, self.closing_range = self.closing_range, False
        if self.at(*COMPARISONS):
            operator = self.token.text
            self.position += 1
            with self.nested():
                node: Node = nodes.UnaryRange(operator, self.additive())
        else:
            node = self.expression()
        self.closing_range = before
        if self.at(".."):
            return self.range_from(node, False)
        self.need(")")
        return node

    def range_from(self, start: Node, included: bool) -> Node:
        self.need("..")
        before, self.closing_range = self.closing_range, True
        end = self.expression()
        self.closing_range = before
        if self.take("]"):
            return nodes.RangeOf(start, end, included, True)
        if self.take(")") or self.take("["):
            return nodes.RangeOf(start, end, included, False)
        raise self.fail("']', ')' or '['")

    def list_or_range(self) -> Node:
        if self.take("]"):
            return nodes.ListOf(())
        before, self.closing_range = self.closing_range, False
        items = [self.expression()]
        self.closing_range = before
        if self.at(".."):
            return self.range_from(items[0], True)
        self.closing_range = False
        while self.take(","):
            items.append(self.expression())
        self.need("]")
        self.closing_range = before
        return nodes.ListOf(tuple(items))

    def context(self) -> Node:
        entries: list[tuple[str, Node]] = []
        before, self.closing_range = self.closing_range, False
        with self.knowing(()):
            while not self.take("}"):
                if self.token.kind == "string":
                    key = unquote(self.token.text)
                    self.position += 1
                else:
                    key = self.declared_name(":")
                self.need(":")
                entries.append((key, self.expression()))
                self.know(key)
                if not self.take(","):
                    self.need("}")
                    break
        self.closing_range = before
        return nodes.ContextOf(tuple(entries))

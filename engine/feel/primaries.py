"""Reading what stands between operators: literals, names, brackets, types, and what follows a value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from decimal import DecimalException

from tongban.engine.feel import nodes, temporal_text
from tongban.engine.feel.lexer import KEYWORDS, LOOK_ALIKES, unquote
from tongban.engine.feel.nodes import Node
from tongban.engine.feel.reader import Reader, Words, index, spell
from tongban.engine.feel.types import NAMES, Type
from tongban.engine.feel.values import NUMBERS

TYPE_NAMES = index(NAMES)
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
OPENINGS = ("(", "[", "]", "{", "-", "@")
NAMED_ARGUMENT_SIGNS = ("-", "+", "*", "/", "'", "’", ".")


class Primaries(Reader, ABC):
    """`types` are the item definitions a text may name beside FEEL's own types."""

    def __init__(
        self,
        source: str,
        names: Collection[str],
        own: dict[str, list[Words]],
        types: Mapping[str, Type],
    ) -> None:
        super().__init__(source, names, own)
        self.types = types
        self.type_names = [index(types) if types else {}, TYPE_NAMES]
        self.closing_range = False
        self.asks = False

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

    def type(self) -> Type:
        with self.nested():
            name = self._type_name()
            if name in self.types:
                return self.types[name]
            if not self.take("<"):
                return Type(name)
            if name == "context":
                return Type(name, fields=self._type_fields())
            if name == "function":
                return self._function_type()
            part = self.type()
            self.need(">")
            return Type(name, part)

    def _type_name(self) -> str:
        longest: Words = ()
        for names in self.type_names:
            for words in names.get(self.token.text, ()):
                if len(words) > len(longest) and self._reads(words):
                    longest = words
        if len(longest) > 1:
            self.position += len(longest)
            return spell(longest)
        if self.token.kind != "name":
            raise self.fail("a type")
        name = self.token.text
        self.position += 1
        while self.at(".") and self.ahead().kind == "name":
            name += "." + self.ahead().text
            self.position += 2
        return name

    def _type_fields(self) -> tuple[tuple[str, Type], ...]:
        fields = []
        while not self.take(">"):
            name = self.declared_name(":")
            self.need(":")
            fields.append((name, self.type()))
            if not self.take(","):
                self.need(">")
                break
        return tuple(fields)

    def _function_type(self) -> Type:
        parameters = []
        while not self.take(">"):
            parameters.append(self.type())
            if not self.take(","):
                self.need(">")
                break
        return Type("function", self.type() if self.take("->") else None, parameters=tuple(parameters))

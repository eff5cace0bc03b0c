"""FEEL text to tree: operators, control expressions, definitions and unary tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tongban.engine.feel import nodes
from tongban.engine.feel.nodes import Node, Test
from tongban.engine.feel.primaries import COMPARISONS, Primaries
from tongban.engine.feel.reader import Words
from tongban.engine.feel.types import Type

RETRIES = 20
AFTER_VALUE = ("[", ".", "*", "/", "+", "-", "**", "(")


class Parser(Primaries):
    retries = 0

    def whole_expression(self) -> Node:
        node = self.expression()
        self._end()
        return node

    def whole_tests(self) -> Test:
        if self.at("-") and self.ahead().kind == "end":
            return nodes.AnyTest()
        tests = self.tests()
        self._end()
        return tests[0] if len(tests) == 1 else nodes.OneOf(tests)

    def _end(self) -> None:
        if self.token.kind != "end":
            raise self.fail("an operator or the end")

    def expression(self) -> Node:
        with self.nested():
            if self.at("if"):
                return self.conditional()
            if self.at("for"):
                return self.loop()
            if self.at("some", "every"):
                return self.quantified()
            if self.at("function") and self.ahead().text == "(":
                return self.definition()
            return self.disjunction()

    def conditional(self) -> Node:
        branches = []
        while self.take("if"):
            condition = self.expression()
            self.need("then")
            branches.append((condition, self.expression()))
            self.need("else")
        return nodes.If(tuple(branches), self.expression())

    def loop(self) -> Node:
        self.need("for")
        with self.knowing(["partial"]):
            iterators = self.iterators()
            self.need("return")
            return nodes.For(iterators, self.expression())

    def quantified(self) -> Node:
        every = self.take("every")
        if not every:
            self.need("some")
        with self.knowing(()):
            iterators = self.iterators()
            self.need("satisfies")
            return nodes.Quantified(every, iterators, self.expression())

    def iterators(self) -> tuple[nodes.Iterator, ...]:
        found = []
        while True:
            name = self.declared_name("in")
            self.need("in")
            start = self.expression()
            end = self.expression() if self.take("..") else None
            found.append(nodes.Iterator(name, start, end))
            self.know(name)
            if not self.take(","):
                return tuple(found)

    def definition(self) -> Node:
        self.need("function")
        self.need("(")
        names, types = [], []
        while not self.take(")"):
            names.append(self.declared_name(":", ",", ")"))
            types.append(self.type() if self.take(":") else None)
            if not self.take(","):
                self.need(")")
                break
        if self.token.text == "external" and self.ahead().text == "{":
            self.position += 1
            self.expression()
            return nodes.FunctionDefinition(tuple(names), tuple(types), None)
        with self.knowing(names):
            return nodes.FunctionDefinition(tuple(names), tuple(types), self.expression())

    def disjunction(self) -> Node:
        terms = [self.conjunction()]
        while self.take("or"):
            terms.append(self.conjunction())
        return terms[0] if len(terms) == 1 else nodes.Logic("or", tuple(terms))

    def conjunction(self) -> Node:
        terms = [self.comparison()]
        while self.take("and"):
            terms.append(self.comparison())
        return terms[0] if len(terms) == 1 else nodes.Logic("and", tuple(terms))

    def comparison(self) -> Node:
        node = self.additive()
        links = 0
        while True:
            if self.at(*COMPARISONS):
                operator = self.token.text
                self.position += 1
                node = nodes.Compare(operator, node, self.additive())
            elif self.take("between"):
                low = self.additive()
                self.need("and")
                node = nodes.Between(node, low, self.additive())
            elif self.take("instance"):
                self.need("of")
                node = nodes.InstanceOf(node, self.type())
            elif self.take("in"):
                node = nodes.In(node, self.in_tests())
            else:
                return node
            links += 1
            if links > 10:
                raise self.fail("'and' between comparisons")

    def additive(self) -> Node:
        first = self.multiplicative()
        rest = []
        while self.at("+", "-"):
            operator = self.token.text
            self.position += 1
            rest.append((operator, self.multiplicative()))
        return nodes.Arithmetic(first, tuple(rest)) if rest else first

    def multiplicative(self) -> Node:
        first = self.power()
        rest = []
        while self.at("*", "/"):
            operator = self.token.text
            self.position += 1
            rest.append((operator, self.power()))
        return nodes.Arithmetic(first, tuple(rest)) if rest else first

    def power(self) -> Node:
        first = self.negation()
        rest = []
        while self.take("**"):
            rest.append(("**", self.negation()))
        return nodes.Arithmetic(first, tuple(rest)) if rest else first

    def negation(self) -> Node:
        signs = 0
        while self.take("-"):
            signs += 1
        node = self.postfix()
        if signs == 0:
            return node
        return nodes.Negate(node) if signs % 2 else nodes.Negate(nodes.Negate(node))

    def in_tests(self) -> tuple[Test, ...]:
        """`in (a, b)` lists tests; `in (a)[1]` and `in (1..5)` are one value."""
        start = self.position
        if not self.take("("):
            return (self.test(),)
        tests = self.inside_tests()
        if self.at("..") and len(tests) == 1 and isinstance(tests[0], nodes.ValueTest):
            return (nodes.ValueTest(self.range_from(tests[0].value, False), tests[0].asks),)
        self.need(")")
        if self.at(*AFTER_VALUE):
            self.retry(start)
            return (self.test(),)
        return tests

    def retry(self, start: int) -> None:
        """Read again from there; a text that needs it often is a trick."""
        self.retries += 1
        if self.retries > RETRIES:
            raise self.fail("fewer parentheses")
        self.position = start

    def inside_tests(self) -> tuple[Test, ...]:
        before, self.closing_range = self.closing_range, False
        with self.nested():
            tests = self.tests()
        self.closing_range = before
        return tests

    def tests(self) -> tuple[Test, ...]:
        found = [self.test()]
        while self.take(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Test:
        if self.at(*COMPARISONS):
            operator = self.token.text
            self.position += 1
            return nodes.CompareTest(operator, self.additive())
        if self.at("not") and self.ahead().text == "(":
            start = self.position
            self.position += 2
            tests = self.inside_tests()
            self.need(")")
            if self.token.kind == "end" or self.at(",", ")"):
                return nodes.NotTest(tests)
            self.retry(start)
        before, self.asks = self.asks, False
        value = self.expression()
        asks, self.asks = self.asks, before or self.asks
        return nodes.ValueTest(value, asks)


def parse(
    source: str, names: Collection[str], own: dict[str, list[Words]], types: Mapping[str, Type]
) -> Node:
    return Parser(source, names, own, types).whole_expression()


def parse_tests(
    source: str, names: Collection[str], own: dict[str, list[Words]], types: Mapping[str, Type]
) -> Test:
    return Parser(source, names, own, types).whole_tests()

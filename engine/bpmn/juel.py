"""Simple JUEL (`${a == 1 && !b}`) rewritten as FEEL, so that Camunda and Flowable diagrams run unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable

from tongban.engine.feel.budget import SOURCE

_OPEN = re.compile(r"[$#]\{")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+\.\d+|\d+)|(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|
    (?P<name>[^\W\d]\w*)|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,()\[\]])
    )""",
    re.VERBOSE,
)
_WORDS = {
    "and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "gt": ">",
    "le": "<=", "ge": ">=", "div": "/", "mod": "%",
}  # fmt: skip
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_FEEL = {"||": "or", "&&": "and", "==": "=", "!=": "!="}
_RESERVED = frozenset({"instanceof", "for", "some", "every", "if", "then", "else", "function", "between"})
_NESTING = 50
# Methods with a FEEL function of the same meaning: name -> (number of arguments, how to write it).
_METHODS: dict[str, tuple[int, Callable[..., str]]] = {
    "size": (0, lambda of: f"count({of})"),
    "length": (0, lambda of: f"string length({of})"),
    "isEmpty": (0, lambda of: f"({of} = [] or {of} = \"\")"),
    "toString": (0, lambda of: f"string({of})"),
    "contains": (1, lambda of, a: f"(if {of} instance of string then contains({of}, {a}) else list contains({of}, {a}))"),
    "equals": (1, lambda of, a: f"({of} = {a})"),
    "startsWith": (1, lambda of, a: f"starts with({of}, {a})"),
    "endsWith": (1, lambda of, a: f"ends with({of}, {a})"),
    "toUpperCase": (0, lambda of: f"upper case({of})"),
    "toLowerCase": (0, lambda of: f"lower case({of})"),
}  # fmt: skip


class Untranslatable(Exception):
    """This JUEL has no FEEL of the same meaning here."""


def is_template(text: str) -> bool:
    return _OPEN.search(text) is not None


def split(text: str) -> list[tuple[bool, str]] | None:
    """`a ${b} c` as [(False, "a "), (True, "b"), (False, " c")]; None when a brace is not closed."""
    parts: list[tuple[bool, str]] = []
    position = 0
    while opened := _OPEN.search(text, position):
        closed = _closing(text, opened.end())
        if closed < 0:
            return None
        if opened.start() > position:
            parts.append((False, text[position : opened.start()]))
        parts.append((True, text[opened.end() : closed]))
        position = closed + 1
    if position < len(text) or not parts:
        parts.append((False, text[position:]))
    return parts


def _closing(text: str, start: int) -> int:
    quote = ""
    for position in range(start, len(text)):
        sign = text[position]
        if quote:
            quote = "" if sign == quote and text[position - 1] != "\\" else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "}":
            return position
    return -1


def translate(source: str) -> str:
    """The content of one `${…}` as FEEL."""
    return _Translator(_tokens(source)).whole()


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    source = source.strip()
    _bounded(source)
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            raise Untranslatable(f"`{source[position:].strip()[:20]}` is not understood")
        kind = str(found.lastgroup)
        content = found.group(kind)
        if kind == "name" and content in _WORDS:
            kind, content = "sign", _WORDS[content]
        tokens.append((kind, content))
        position = found.end()
    if not tokens:
        raise Untranslatable("it is empty")
    return tokens


class _Translator:
    """Recursive descent, bounded in depth; every method returns FEEL text."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    def whole(self) -> str:
        result = self.choice()
        if self.position < len(self.tokens):
            raise Untranslatable(f"`{self.tokens[self.position][1]}` is not expected here")
        return result

    def choice(self) -> str:
        self.depth += 1
        if self.depth > _NESTING:
            raise Untranslatable("it is nested too deeply")
        condition = self.level(0)
        if self.take("?"):
            yes = self.choice()
            self.expect(":")
            condition = f"(if {condition} then {yes} else {self.choice()})"
        self.depth -= 1
        return _bounded(condition)

    def level(self, number: int) -> str:
        if number == len(_LEVELS):
            return self.unary()
        left = self.level(number + 1)
        while (sign := self.sign()) in _LEVELS[number]:
            self.position += 1
            left = _bounded(_binary(left, sign, self.level(number + 1)))
        return left

    def unary(self) -> str:
        signs: list[str] = []
        while True:
            if self.sign() in ("!", "-"):
                signs.append(self.sign())
            elif self.peek() == ("name", "empty"):
                signs.append("empty")
            else:
                break
            self.position += 1
        operand = self.postfix()
        for sign in reversed(signs):
            operand = _bounded(_prefixed(sign, operand))
        return operand

    def postfix(self) -> str:
        value = self.primary()
        while True:
            if self.take("."):
                value = _bounded(self.member(value))
            elif self.take("["):
                index = self.choice()
                self.expect("]")
                value = _bounded(_indexed(value, index))
            else:
                return value

    def member(self, value: str) -> str:
        kind, name = self.next()
        if kind != "name":
            raise Untranslatable(f"`{name}` is not a property")
        if not self.take("("):
            return f"{value}.{name}"
        arguments = self.arguments()
        if value == "execution":
            return _of_execution(name, arguments)
        count, write = _METHODS.get(name, (-1, str))
        if count != len(arguments):
            raise Untranslatable(f"the method `{name}` is not supported")
        return write(value, *arguments)

    def arguments(self) -> list[str]:
        found: list[str] = []
        if self.take(")"):
            return found
        while True:
            found.append(self.choice())
            if self.take(")"):
                return found
            self.expect(",")

    def primary(self) -> str:
        kind, content = self.next()
        if kind == "number":
            return content
        if kind == "string":
            return _string(content)
        if kind == "name":
            if content in _RESERVED:
                raise Untranslatable(f"`{content}` is a word of FEEL")
            if self.sign() == "(":
                raise Untranslatable(f"the function `{content}` is not supported")
            return content
        if content == "(":
            inner = self.choice()
            self.expect(")")
            return f"({inner})"
        raise Untranslatable(f"`{content}` is not expected here")

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("end", "")

    def sign(self) -> str:
        kind, content = self.peek()
        return content if kind == "sign" else ""

    def next(self) -> tuple[str, str]:
        token = self.peek()
        if token[0] == "end":
            raise Untranslatable("it ends too early")
        self.position += 1
        return token

    def take(self, sign: str) -> bool:
        if self.sign() == sign:
            self.position += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise Untranslatable(f"`{sign}` is missing")


def _bounded(written: str) -> str:
    """Some operators are written out with an operand twice: each such step can double the text."""
    if len(written) > SOURCE:
        raise Untranslatable("it is too long")
    return written


def _binary(left: str, sign: str, right: str) -> str:
    if sign == "%":
        return f"modulo({left}, {right})"
    if sign in ("==", "!="):
        return _equality(left, sign, right)
    return f"({left} {_FEEL.get(sign, sign)} {right})"


def _equality(left: str, sign: str, right: str) -> str:
    """JUEL compares "true" with true and "1" with 1; FEEL does not, so both are written out."""
    for value, other in ((left, right), (right, left)):
        bare = other[1:-1] if other.startswith('"') else ""
        if bare in ("true", "false") or re.fullmatch(r"\d+(\.\d+)?", bare):
            same = f"({value} = {other} or {value} = {bare})"
            return same if sign == "==" else f"not({same} = true)"
    return f"({left} {_FEEL[sign]} {right})"


def _prefixed(sign: str, operand: str) -> str:
    if sign == "-":
        return f"(-{operand})"
    if sign == "empty":
        return f'({operand} = null or {operand} = "" or {operand} = [])'
    # null and "false" count as false in JUEL
    return f"not({operand} = true)"


def _indexed(value: str, index: str) -> str:
    if index.startswith('"'):
        return f"get value({value}, {index})"
    if re.fullmatch(r"\d+", index):
        return f"{value}[{int(index) + 1}]"
    return f"{value}[{index} + 1]"


def _of_execution(name: str, arguments: list[str]) -> str:
    if name == "getVariable" and len(arguments) == 1 and arguments[0].startswith('"'):
        bare = arguments[0][1:-1]
        if re.fullmatch(r"[^\W\d]\w*", bare):
            return bare
    raise Untranslatable(f"`execution.{name}` is not supported")


def _string(quoted: str) -> str:
    content = re.sub(r"\\(.)", r"\1", quoted[1:-1])
    escaped = content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

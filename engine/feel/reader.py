"""A cursor over the tokens of one text, and the names it knows in the scope being read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from tongban.engine.feel.budget import NESTING
from tongban.engine.feel.errors import FeelSyntaxError
from tongban.engine.feel.lexer import KEYWORDS, Token, tokens

Words = tuple[tuple[str, bool], ...]  # the tokens of a name: text, and whether space stands before


class Reader:
    """Longest known name first: `loan amount`, `first-name` and `Person's age` are one name when known."""

    def __init__(self, source: str, names: Collection[str], own: dict[str, list[Words]]) -> None:
        self.source = source
        self.tokens = tokens(source)
        self.position = 0
        self.depth = 0
        self.own = own
        known = cached_index(names) if isinstance(names, frozenset) else index(names)
        self.known: list[dict[str, list[Words]]] = [known, {}]

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def fail(self, expected: str, token: Token | None = None) -> FeelSyntaxError:
        return FeelSyntaxError(self.source, (token or self.token).start, expected)

    def at(self, *texts: str) -> bool:
        token = self.token
        return token.text in texts and token.kind in ("symbol", "name")

    def take(self, text: str) -> bool:
        if self.at(text):
            self.position += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.fail(f"'{text}'")

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.position + steps, len(self.tokens) - 1)]

    @contextmanager
    def knowing(self, names: Iterable[str]) -> Iterator[None]:
        """Names of an inner scope, for as long as it is read."""
        self.known.append(index(names))
        try:
            yield
        finally:
            self.known.pop()

    def know(self, name: str) -> None:
        merge(self.known[-1], index([name]))

    @contextmanager
    def nested(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > NESTING:
            raise self.fail(f"at most {NESTING} levels of nesting")
        yield
        self.depth -= 1

    def known_name(self) -> str | None:
        """The longest known name that starts here, moved past."""
        best: Words = ()
        for names in (*self.known, self.own):
            for words in names.get(self.token.text, ()):
                if len(words) > len(best) and self._reads(words):
                    best = words
        if not best:
            return None
        self.position += len(best)
        return spell(best)

    def _reads(self, words: Words) -> bool:
        here = self.tokens[self.position : self.position + len(words)]
        return len(here) == len(words) and all(
            token.text == text and (token.spaced == spaced or number == 0)
            for number, (token, (text, spaced)) in enumerate(zip(here, words, strict=True))
        )

    def plain_name(self, stop: Collection[str] = KEYWORDS) -> str | None:
        """Words side by side can only be one name, known or not."""
        if self.token.kind != "name" or self.token.text in stop:
            return None
        words = [self.token.text]
        self.position += 1
        while self.token.kind == "name" and self.token.text not in stop:
            words.append(self.token.text)
            self.position += 1
        return " ".join(words)

    def declared_name(self, *ends: str) -> str:
        """A name being introduced: everything up to what must follow it."""
        first = self.position
        if self.token.kind != "name" or self.token.text in KEYWORDS:
            raise self.fail("a name")
        while not self.at(*ends):
            if self.token.kind in ("end", "string") or self.at("(", ")", "[", "]", "{", "}", ",", ":"):
                raise self.fail(" or ".join(f"'{end}'" for end in ends))
            self.position += 1
        return spell(tuple((token.text, token.spaced) for token in self.tokens[first : self.position]))


def spell(words: Words) -> str:
    return "".join((" " if spaced and number else "") + text for number, (text, spaced) in enumerate(words))


def split(name: str) -> Words:
    try:
        return tuple((token.text, token.spaced) for token in tokens(name)[:-1])
    except FeelSyntaxError:
        return ()


def index(names: Iterable[str]) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    for name in names:
        words = split(name)
        if words:
            found.setdefault(words[0][0], []).append(words)
    return found


def merge(into: dict[str, list[Words]], more: dict[str, list[Words]]) -> None:
    for first, names in more.items():
        into.setdefault(first, []).extend(names)


@lru_cache(64)
def cached_index(names: frozenset[str]) -> dict[str, list[Words]]:
    """For reading only; a model's many expressions share the names of the model."""
    return index(names)

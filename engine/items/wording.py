"""Words in Chinese and English, and the reading of one mapping of a sheet with every fault noted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tongban.engine.items.problems import Problems

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    zh: str = ""
    en: str = ""

    def on(self, language: str) -> str:
        return (self.en or self.zh) if language == "en" else self.zh

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NOTHING = Text()


class Part:
    """One mapping of a YAML file; what is missing or of the wrong type is noted and replaced by nothing."""

    def __init__(self, data: Any, path: str, problems: Problems, file: str) -> None:
        self.path, self.problems, self.file = path, problems, file
        if not isinstance(data, Mapping):
            if data is not None:
                self.report("type", "must be a mapping", path)
            data = {}
        self.data: Mapping[Any, Any] = data

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def report(self, rule: str, message: str, element: str) -> None:
        self.problems.error(self.file, element or None, rule, f"{element}: {message}" if element else message)

    def only(self, known: Collection[str]) -> None:
        """Note keys nobody reads; they are usually misspelt."""
        for key in self.data:
            if key not in known:
                self.report("unknown_key", "不认识的项 / nobody reads this key", self.at(str(key)))

    def text(self, key: str, *, required: bool = True) -> str:
        found = self.data.get(key)
        if found is None or found == "":
            return self._missing(key, "") if required else ""
        if not isinstance(found, str):
            self.report("type", "须为加引号的文字 / must be text (put it in quotes)", self.at(key))
            return str(found)
        return found.strip()

    def words(self, key: str, *, required: bool = True) -> Text:
        found = self.data.get(key)
        if found is None:
            return self._missing(key, Text()) if required else Text()
        return words_of(Part(found, self.at(key), self.problems, self.file))

    def number(self, key: str, default: int | None = None) -> int:
        found = self.data.get(key, default)
        if found is None:
            return self._missing(key, 0)
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= 10**12:
            self.report("type", "须为非负整数 / must be a whole number, not negative", self.at(key))
            return 0
        return found

    def flag(self, key: str, default: bool | None = None) -> bool:
        found = self.data.get(key, default)
        if found is None:
            return self._missing(key, False)
        if not isinstance(found, bool):
            self.report("type", "须为 true 或 false / must be true or false", self.at(key))
            return False
        return found

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        found = self.text(key, required=default is None) or default or ""
        if found and found not in known:
            self.report("value", f"{found!r} 不在 / is not one of {', '.join(sorted(known))}", self.at(key))
        return found

    def part(self, key: str, *, required: bool = True) -> Part:
        if key not in self.data and required:
            self._missing(key, None)
        return Part(self.data.get(key), self.at(key), self.problems, self.file)

    def parts(self, key: str, *, required: bool = False) -> Iterator[Part]:
        for position, one in enumerate(self.values(key, required=required)):
            yield Part(one, f"{self.at(key)}[{position}]", self.problems, self.file)

    def texts(
        self, key: str, known: Collection[str] | None = None, *, required: bool = False
    ) -> tuple[str, ...]:
        found = []
        for position, one in enumerate(self.values(key, required=required)):
            if not isinstance(one, str):
                self.report("type", "须为加引号的文字 / must be text", f"{self.at(key)}[{position}]")
            elif known is not None and one not in known:
                names = ", ".join(sorted(known))
                self.report("value", f"{one!r} 不在 / is not one of {names}", f"{self.at(key)}[{position}]")
            else:
                found.append(one)
        return tuple(found)

    def values(self, key: str, *, required: bool = False) -> list[Any]:
        found = self.data.get(key)
        if found is None or found == []:
            if required:
                self._missing(key, None)
            return []
        if not isinstance(found, list):
            self.report("type", "须为列表 / must be a list", self.at(key))
            return []
        return found

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def _missing(self, key: str, default: T) -> T:
        self.report("missing", "必填项缺失 / is missing", self.at(key))
        return default


def words_of(part: Part) -> Text:
    """A mapping {zh, en}; Chinese is a must, English is asked for by a warning."""
    part.only(("zh", "en"))
    found = Text(part.text("zh"), part.text("en", required=False))
    if found.zh and not found.en:
        part.problems.warning(part.file, part.path, "no_english", f"{part.path}: 缺英文 / has no English")
    return found

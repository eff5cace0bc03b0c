"""Reading the name of a type: FEEL's own, with parts in `<…>`, or an item definition's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tongban.engine.feel.reader import Reader, Words, index, spell
from tongban.engine.feel.types import NAMES, Type

TYPE_NAMES = index(NAMES)


class TypeReader(Reader):
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

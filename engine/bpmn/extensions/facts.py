"""The attributes of one `tb:` element, read with every mistake noted under a rule of its own."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.names import TB, elements, local
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading


class Facts:
    """One extension element of one node of the diagram."""

    def __init__(self, element: str, node: etree._Element, reading: Reading) -> None:
        self.element = element
        self.node = node
        self.reading = reading
        self.tag = local(node)
        self._left = {str(name): str(value) for name, value in node.attrib.items()}

    def problem(self, name: str, message: str) -> None:
        self.reading.problem(self.element, f"tb-{self.tag}-{_dashed(name)}", message)

    def __contains__(self, name: str) -> bool:
        """Whether the attribute is given and not asked for yet."""
        return name in self._left

    def text(self, name: str, default: str = "") -> str:
        return self._left.pop(name, default).strip()

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            self.problem(name, f"tb:{self.tag} needs `{name}`")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self.text(name, default) or default
        if value not in allowed:
            self.problem(name, f"`{value}` is not one of {', '.join(allowed)}")
            return allowed[0]
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """A list with commas."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def number(self, name: str, default: str | None = None) -> Decimal | None:
        value = self.text(name, default or "")
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.problem(name, f"`{value}` is not a number")
            return None
        return number

    def value(self, name: str) -> Value | None:
        return self.reading.template(self.element, f"tb:{self.tag} {name}", self.text(name) or None)

    def children(self, *allowed: str) -> list[Facts]:
        found = []
        for node in elements(self.node):
            if etree.QName(node).namespace == TB and local(node) in allowed:
                found.append(Facts(self.element, node, self.reading))
            else:
                self.problem("content", f"`{local(node)}` does not belong in tb:{self.tag}")
        return found

    def finish(self) -> None:
        """Whatever was not asked for is a mistake."""
        for name in self._left:
            if not name.startswith("{"):
                self.problem("attribute", f"tb:{self.tag} has no attribute `{name}`")


def _dashed(name: str) -> str:
    return "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name)

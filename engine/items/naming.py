"""What an item calls the states of its cases and its documents, where the words for licences do not fit,
and how long its own law lets the limit be extended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tongban.engine.domain import case_state
from tongban.engine.domain.clock_rules import ExtensionRule
from tongban.engine.items import vocabulary
from tongban.engine.items.wording import Part, Text

LEVELS = ("organ", "government")
MOST_DAYS = 365


#: The state in which a result was come to.
RESULT_STATES = {"granted": "approved", "refused": "rejected"}


@dataclass(frozen=True, slots=True)
class Naming:
    """By state and by document type; what is not named is called as the law on licences calls it."""

    states: Mapping[str, Text] = field(default_factory=dict)
    documents: Mapping[str, Text] = field(default_factory=dict)

    def state(self, state: str, language: str = "zh") -> str:
        own = self.states.get(state)
        return own.on(language) if own else case_state.label(state, language)

    def result(self, result: str | None, language: str = "zh") -> str | None:
        """What the item calls a result: a complaint is answered, not granted."""
        state = RESULT_STATES.get(result or "")
        return self.state(state, language) if state else None

    @classmethod
    def read(cls, root: Part) -> Naming:
        """`naming: {states: {state: {zh, en}}, documents: {type: {zh, en}}}`."""
        part = root.part("naming", required=False)
        part.only(("states", "documents"))
        return cls(_words(part, "states", case_state.STATES), _words(part, "documents", vocabulary.DOCUMENTS))


AS_LICENCES = Naming()


def read_extension(root: Part) -> ExtensionRule | None:
    """`extension: {most, level, basis}`: at most so many more of the unit of the legal limit, with whose consent,
    and the law that says so.
    """
    if not root.has("extension"):
        return None
    part = root.part("extension")
    part.only(("most", "level", "basis"))
    part.text("basis")
    most, level = part.number("most"), part.choice("level", LEVELS)
    if not 1 <= most <= MOST_DAYS:
        part.report(
            "value", f"须在 1 与 {MOST_DAYS} 之间 / must lie between 1 and {MOST_DAYS}", part.at("most")
        )
    return ExtensionRule(most, "government" if level == "government" else "organ")


def _words(part: Part, key: str, known: Mapping[str, object] | frozenset[str]) -> dict[str, Text]:
    table = part.part(key, required=False)
    table.only(tuple(known))
    return {str(name): table.words(str(name)) for name in table.data if name in known}

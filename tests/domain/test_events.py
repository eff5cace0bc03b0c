"""The words of every event."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tongban.engine.domain.case_state import STATES
from tongban.engine.domain.events import EVENTS, event_text
from tongban.engine.use_cases.flow import journal


def test_every_name_is_a_thing_and_what_happened_to_it() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in EVENTS)


def test_every_event_has_words_in_both_languages() -> None:
    assert all(text.zh and text.en for text in EVENTS.values())
    assert (event_text("case.accepted"), event_text("case.accepted", "en")) == ("受理", "Accepted")
    assert event_text("unheard.of") == "unheard.of"


def test_every_state_a_case_can_end_a_step_in_has_its_event() -> None:
    """Any state may be a milestone of a chart; only a draft is no case yet."""
    assert {f"case.{state}" for state in STATES.keys() - {"draft"}} <= EVENTS.keys()


SOURCES = Path(journal.__file__).parent.parent
WRITERS = {"write", "append", "note", "record"}


def written() -> Iterator[tuple[str, str]]:
    """Every name of an event that a use case puts on record, as it stands in its source."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for given in node.args if name in WRITERS else ():
                text = given.value if isinstance(given, ast.Constant) else None
                if isinstance(text, str) and re.fullmatch(r"[a-z_]+\.[a-z_]+", text):
                    yield text, file.name


def test_whatever_is_put_on_record_has_words() -> None:
    names = dict(written())
    assert len(names) > 50
    assert {name: file for name, file in names.items() if name not in EVENTS} == {}

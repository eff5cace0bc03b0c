import re

from tongban.engine.domain.case_state import STATES
from tongban.engine.domain.events import EVENTS, event_text


def test_every_name_is_a_thing_and_what_happened_to_it() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in EVENTS)


def test_every_event_has_words_in_both_languages() -> None:
    assert all(text.zh and text.en for text in EVENTS.values())
    assert (event_text("case.accepted"), event_text("case.accepted", "en")) == ("受理", "Accepted")
    assert event_text("unheard.of") == "unheard.of"


def test_every_state_a_case_can_end_a_step_in_has_its_event() -> None:
    silent = {"draft", "pre_review", "submitted", "received", "under_review"}
    assert {f"case.{state}" for state in STATES.keys() - silent} <= EVENTS.keys()

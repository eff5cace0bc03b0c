import pytest

from tongban.engine import errors
from tongban.engine.domain.case_state import (
    CLOSED,
    ENDS,
    STATES,
    TRANSITIONS,
    clock_effects,
    is_closed,
    label,
    route,
    transition,
)
from tongban.engine.domain.clock_rules import CLOCK_RULES


def test_the_table_names_only_states_and_clocks_that_exist() -> None:
    for one in TRANSITIONS:
        assert {one.source, one.to} <= STATES.keys()
        assert {kind for _, kind in one.clocks} <= CLOCK_RULES.keys() | {"*"}


def test_each_way_stands_in_the_table_once() -> None:
    ways = [(one.source, one.to) for one in TRANSITIONS]
    assert len(ways) == len(set(ways))


def test_every_state_is_reached_from_a_draft_and_leads_to_the_archive() -> None:
    def reach(start: str, *, back: bool = False) -> set[str]:
        seen, waiting = {start}, [start]
        while waiting:
            here = waiting.pop()
            for one in TRANSITIONS:
                source, to = (one.to, one.source) if back else (one.source, one.to)
                if source == here and to not in seen:
                    seen.add(to)
                    waiting.append(to)
        return seen

    assert reach("draft") == set(STATES)
    assert reach("archived", back=True) == set(STATES)


def test_there_is_no_other_way_than_the_table() -> None:
    allowed = {(one.source, one.to) for one in TRANSITIONS}
    for source in STATES:
        for to in STATES:
            if (source, to) in allowed:
                assert transition(source, to).to == to
            else:
                with pytest.raises(errors.Conflict) as refused:
                    transition(source, to)
                assert refused.value.facts == {"state": source, "to": to}
                assert label(source) in refused.value.message and label(to) in refused.value.message


def test_only_the_engine_moves_a_closed_case() -> None:
    assert {one.who for one in TRANSITIONS if one.source in CLOSED} == {"engine"}
    assert ENDS < CLOSED and is_closed("withdrawn") and not is_closed("delivered")


def test_the_engine_goes_through_review_by_itself() -> None:
    assert [one.to for one in route("accepted", "approved")] == ["under_review", "approved"]
    assert [one.to for one in route("under_review", "approved")] == ["approved"]
    with pytest.raises(errors.Conflict):
        route("submitted", "approved")
    with pytest.raises(errors.Conflict):
        route("archived", "accepted")


def test_acceptance_ends_the_check_and_starts_the_review() -> None:
    assert clock_effects("received", "accepted") == (
        ("stop", "correction"),
        ("start", "statutory"),
        ("start", "promised"),
    )


def test_a_correction_starts_the_check_anew_once_supplemented() -> None:
    assert ("start", "supplement") in clock_effects("received", "correction_requested")
    assert clock_effects("correction_requested", "received") == (
        ("stop", "supplement"),
        ("start", "correction"),
    )


def test_a_special_procedure_pauses_and_resumes_the_same_clocks() -> None:
    paused = {kind for action, kind in clock_effects("accepted", "suspended") if action == "pause"}
    resumed = {kind for action, kind in clock_effects("suspended", "under_review") if action == "resume"}
    assert paused == resumed == {kind for kind, rule in CLOCK_RULES.items() if rule.pausable}


def test_a_decision_starts_delivery() -> None:
    for decision in ("approved", "rejected"):
        assert clock_effects("under_review", decision)[-1] == ("start", "delivery")


def test_an_end_stops_every_clock() -> None:
    for end in ENDS:
        for one in TRANSITIONS:
            if one.to == end:
                assert one.clocks == (("stop", "*"),)


def test_labels_come_in_two_languages() -> None:
    assert (label("accepted"), label("accepted", "en"), label("unheard")) == ("已受理", "Accepted", "unheard")

"""What real cases teach: the path of one case, act by act, as it was walked; its applicant stays unnamed."""

from __future__ import annotations

import json

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, errors, items
from tongban.engine.samples import play


def walked(office: Office, name: str = "seal-filing") -> tuple[items.Item, str]:
    """One case of the item, played to its end."""
    item = office.publish(CONTENT / name)
    sample = next(iter(item.samples.values()))
    return item, play(office.engine, office.clock, item, sample, lambda line: None)["case_no"]


def test_the_acts_end_where_the_case_ended(office: Office) -> None:
    item, case_no = walked(office)
    found = office.engine.queries.replay(office.actor("xu.items"), case_no)
    acts = found["acts"]
    open_now: dict[str, int] = {}
    for act in acts:
        for element in act["entered"]:
            open_now[element] = open_now.get(element, 0) + 1
        for one in act["left"]:
            open_now[one["element"]] -= 1
            assert open_now[one["element"]] >= 0, "something was left before it was entered"
    assert set(open_now.values()) == {0}
    drawn = office.engine.queries.diagram(SYSTEM, case_no)
    assert {flow for act in acts for flow in act["flows"]} == set(drawn["flows"])
    steps = [one["step"] for act in acts for one in act["said"] if one["type"] == "task.completed"]
    sample = next(iter(item.samples.values()))
    assert steps == [item.process.elements[one.task].name for one in sample.steps if one.task]
    assert [act["at"] for act in acts] == sorted(act["at"] for act in acts)


def test_nothing_of_the_applicant_is_told(office: Office) -> None:
    _, case_no = walked(office)
    case = office.case(case_no)
    told = json.dumps(
        {
            key: value
            for key, value in office.engine.queries.replay(office.actor("xu.items"), case_no).items()
        },
        default=str,
        ensure_ascii=False,
    )
    assert case["applicant"]["name"] not in told and case["applicant"]["id_no"] not in told
    assert case["agent"]["name"] not in told


def test_the_newest_cases_and_the_time_spent_are_found_by_key_and_by_code(office: Office) -> None:
    item, case_no = walked(office)
    ask, xu = office.engine.queries, office.actor("xu.items")
    for name in (item.slug, item.code):
        rows = ask.lesson_cases(xu, name)["items"]
        assert [one["case_no"] for one in rows] == [case_no]
        assert set(rows[0]) == {"case_no", "state", "result", "registered_at", "closed_at", "version"}
        heat = ask.lessons(xu, name)
        assert {one["element"] for one in heat["steps"]} >= {"accept_check", "review", "decide"}
    with pytest.raises(errors.NotFound):
        ask.lessons(xu, "no-such-item")
    with pytest.raises(errors.NotFound):
        ask.replay(xu, "nothing")


def test_only_designers_and_overseers_learn(office: Office) -> None:
    item, case_no = walked(office)
    ask = office.engine.queries
    for who in ("wang.window", "gao.admin", "cao.police", "lin.applicant"):
        actor = office.actor(who)
        for query, name in ((ask.replay, case_no), (ask.lessons, item.slug), (ask.lesson_cases, item.slug)):
            if who == "gao.admin" and actor.is_admin:
                continue
            with pytest.raises(errors.NotAllowed):
                query(actor, name)

"""An alarm's life over HTTP and through its supervision task, by those who may and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from office import Office
from supervision.watching import accepted, rows, sweep

from tongban.engine import CompleteTask, MoveAlarm, RateCase, SuperviseAlarm, WithdrawCase, errors, items

Rule = Callable[..., dict[str, Any]]


@pytest.fixture
def alarm(supervised: Office, permit: items.Item) -> dict[str, Any]:
    accepted(supervised, permit)
    supervised.wait(timedelta(days=20))
    found = supervised.engine.queries.alarms(supervised.actor("he.supervisor"), rule_id="law-late")
    return dict(found["items"][0])


def act(office: Office, alarm: dict[str, Any], who: str, what: str, reason: str = "理由") -> dict[str, Any]:
    return office.engine.execute(MoveAlarm(alarm["id"], what, reason), office.actor(who))


def test_a_whole_life(supervised: Office, alarm: dict[str, Any]) -> None:
    assert alarm["state"] == "notified"
    assert any(alarm["number"] in one["body"] for one in messages(supervised, "zhou.branch"))
    assert act(supervised, alarm, "zhou.branch", "explain", "系统故障")["state"] == "explained"
    assert act(supervised, alarm, "he.supervisor", "uphold", "不成立")["state"] == "upheld"
    assert act(supervised, alarm, "wu.leader", "appeal", "有新证据")["state"] == "appealed"
    lifted = act(supervised, alarm, "he.supervisor", "lift", "采纳")

    assert lifted["state"] == "lifted" and lifted["operations"] == []
    read = supervised.engine.queries.alarm(supervised.actor("zhou.branch"), alarm["id"])
    assert [one["action"] for one in read["steps"]] == [
        "raise", "notify", "explain", "uphold", "appeal", "lift",
    ]  # fmt: skip
    assert [one["by"] for one in read["steps"]][2:] == [
        "zhou.branch", "he.supervisor", "wu.leader", "he.supervisor",
    ]  # fmt: skip


def test_what_cannot_be_done(supervised: Office, alarm: dict[str, Any]) -> None:
    with pytest.raises(errors.Invalid):
        act(supervised, alarm, "zhou.branch", "explain", "  ")
    for who, what in (("zhou.branch", "lift"), ("he.supervisor", "explain"), ("zhou.branch", "uphold")):
        with pytest.raises(errors.NotAllowed):
            act(supervised, alarm, who, what)
    for who in ("shen.branch", "lin.applicant"):
        with pytest.raises(errors.NotFound):
            act(supervised, alarm, who, "explain")
    act(supervised, alarm, "he.supervisor", "lift")
    for who, what in (("zhou.branch", "explain"), ("zhou.branch", "appeal"), ("he.supervisor", "uphold")):
        with pytest.raises(errors.Conflict):
            act(supervised, alarm, who, what)


def test_one_appeal_and_no_second(supervised: Office, alarm: dict[str, Any]) -> None:
    act(supervised, alarm, "zhou.branch", "appeal")
    act(supervised, alarm, "he.supervisor", "uphold")
    with pytest.raises(errors.Conflict):
        act(supervised, alarm, "zhou.branch", "appeal")


def test_the_supervision_task_moves_the_alarm(supervised: Office, alarm: dict[str, Any]) -> None:
    engine, supervisor = supervised.engine, supervised.actor("he.supervisor")
    opened = engine.execute(SuperviseAlarm(alarm["id"], "请限期说明"), supervisor)
    with pytest.raises(errors.Conflict):
        engine.execute(SuperviseAlarm(alarm["id"]), supervisor)
    for number in (1, 2):
        finish(supervised, opened["instance_id"], "explain", "zhou.branch", "explained", f"说明{number}")
        finish(
            supervised, opened["instance_id"], "review", "he.supervisor", ["again", "uphold"][number - 1], "x"
        )
    sweep(supervised)

    read = engine.queries.alarm(supervisor, alarm["id"])
    assert read["state"] == "upheld"
    told = [(one["action"], one["reason"]) for one in read["steps"]]
    assert told[-3:] == [("explain", "说明1"), ("explain", "说明2"), ("uphold", "x")]
    sweep(supervised)
    assert engine.queries.alarm(supervisor, alarm["id"]) == read


def test_an_act_on_the_alarm_answers_the_task(supervised: Office, alarm: dict[str, Any]) -> None:
    engine, supervisor = supervised.engine, supervised.actor("he.supervisor")
    opened = engine.execute(SuperviseAlarm(alarm["id"]), supervisor)
    act(supervised, alarm, "zhou.branch", "explain", "已整改")
    waiting = engine.queries.tasks(supervisor, instance=opened["instance_id"])["items"]
    assert [one["element"] for one in waiting] == ["review"]
    act(supervised, alarm, "he.supervisor", "lift", "属实")
    sweep(supervised)

    assert engine.queries.instance(supervisor, opened["instance_id"])["state"] == "completed"
    read = engine.queries.alarm(supervisor, alarm["id"])
    assert [one["action"] for one in read["steps"]] == ["raise", "notify", "supervise", "explain", "lift"]


def test_a_verdict_does_not_wait_for_an_explanation(supervised: Office, alarm: dict[str, Any]) -> None:
    engine, supervisor = supervised.engine, supervised.actor("he.supervisor")
    opened = engine.execute(SuperviseAlarm(alarm["id"]), supervisor)
    act(supervised, alarm, "he.supervisor", "lift", "误报")
    sweep(supervised)

    assert engine.queries.instance(supervisor, opened["instance_id"])["state"] == "completed"
    assert engine.queries.alarm(supervisor, alarm["id"])["state"] == "lifted"


def test_a_rule_opens_the_task_by_itself(supervised: Office, permit: items.Item, rule: Rule) -> None:
    rule("alarm", "law-late", supervise=True)
    accepted(supervised, permit)
    supervised.wait(timedelta(days=20))
    sweep(supervised)

    (red,) = [one for one in rows(supervised, "alarm") if one.rule_id == "law-late"]
    assert red.instance_id is not None
    found = supervised.engine.queries.instances(supervised.actor("admin"), process="supervision")["items"]
    assert [one["id"] for one in found] == [red.instance_id]


def test_a_rule_of_ones_own(office: Office, permit: items.Item, rule: Rule) -> None:
    made = rule(
        "alarm", name="窗口受理", level="warning", events=["case.accepted"], condition='channel = "online"',
        item=permit.code,
    )  # fmt: skip
    number = accepted(office, permit)
    sweep(office)
    found = [one for one in rows(office, "alarm") if one.rule_id == made["id"]]
    assert [one.case_no for one in found] == [number]


def test_a_bad_condition_is_refused(office: Office, rule: Rule) -> None:
    good = {"name": "x", "level": "red", "events": ["case.rated"], "condition": "level >= 4"}
    for change, field in (
        ({"condition": "level >="}, "condition"),
        ({"condition": "nonsense > 4"}, "condition"),
        ({"condition": "level + 1"}, "condition"),
        ({"condition": ""}, "condition"),
        ({"events": []}, "events"),
        ({"events": ["case.eaten"]}, "events"),
        ({"level": "purple"}, "level"),
        ({"name": ""}, "name"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            rule("alarm", **{**good, **change})
        assert field in {one["field"] for one in refused.value.errors}, change
    assert rows(office, "kept_rule") == []


def finish(office: Office, instance: str, element: str, who: str, outcome: str, opinion: str) -> None:
    actor = office.actor(who)
    (task,) = office.engine.queries.tasks(actor, instance=instance, element=element)["items"]
    office.engine.execute(CompleteTask(task["id"], outcome, opinion), actor)


def messages(office: Office, who: str) -> list[dict[str, Any]]:
    return list(office.engine.queries.messages(office.actor(who))["items"])


def test_a_bad_rating_is_a_yellow_card(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    office.engine.execute(WithdrawCase(number, "不办了"), office.actor("song.agent"))
    office.engine.execute(RateCase(number, 5), office.actor("song.agent"))
    sweep(office)

    (one,) = [row for row in rows(office, "alarm") if row.rule_id == "bad-rating"]
    assert (one.level, one.person) == ("yellow", None)

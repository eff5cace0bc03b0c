"""Escalation rules: when they speak, to whom, by what, what they do, and that nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office import CONTENT, Office
from supervision.watching import accepted, rows, sweep

from tongban.engine import SYSTEM, DeployResources, RemoveRule, SaveRule, StartInstance, errors, items
from tongban.engine.use_cases import FireDue, RearmClocks

Rule = Callable[..., dict[str, Any]]
OVERDUE: dict[str, Any] = {"name": "超期", "phase": "overdue", "clock": "step"}


def fired(office: Office, rule_id: str) -> list[Any]:
    return [one for one in rows(office, "firing") if one.rule_id == rule_id]


def test_the_shipped_rules_remind_and_report(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.wait(timedelta(days=1))
    assert [one for one in rows(office, "firing") if one.rule_id.startswith("remind")]
    office.wait(timedelta(days=3))

    told = [one for one in fired(office, "overdue-leaders") if one.rule["clock"] == "*"]
    assert told and all(one["sent"] for row in told for one in row.did["told"])
    recipients = {one["recipient"] for row in told for one in row.did["told"]}
    assert recipients == {"group:branch_leader@zjj", "group:supervisor"}


def test_every_occurrence_fires_once_and_repeats_go_on(
    office: Office, permit: items.Item, rule: Rule
) -> None:
    made = rule("escalation", **OVERDUE, every=1, to=["supervisor"])
    accepted(office, permit)
    for _ in range(8):
        office.wait(timedelta(days=1))
        sweep(office)

    found = fired(office, made["id"])
    by_clock: dict[str, list[str]] = {}
    for one in found:
        by_clock.setdefault(one.subject, []).append(one.occurrence.partition("@")[0])
    assert by_clock
    for occurrences in by_clock.values():
        days = sorted(int(one.removeprefix("overdue+")) for one in occurrences)
        assert days == list(range(days[0], days[0] + len(days))) and len(days) >= 3


def test_what_was_missed_is_told_once(office: Office, permit: items.Item, rule: Rule) -> None:
    made = rule("escalation", **OVERDUE, every=1, to=["supervisor"])
    accepted(office, permit)
    office.wait(timedelta(days=30))

    subjects = [one.subject for one in fired(office, made["id"])]
    assert subjects and len(subjects) == len(set(subjects))


def test_two_workers_at_once_fire_once(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.clock.advance(timedelta(days=4))
    due = office.engine.due_timers(200)
    wrong: list[BaseException] = []

    def work() -> None:
        for timer_id in due:
            try:
                office.engine.execute(FireDue(timer_id), SYSTEM)
            except BaseException as error:
                wrong.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert wrong == []
    keys = [(one.rule_id, one.subject, one.occurrence) for one in rows(office, "firing")]
    assert keys and len(keys) == len(set(keys))
    told = office.engine.queries.audit(office.actor("he.supervisor"), rows(office, "firing")[0].case_no)[
        "items"
    ]
    said = [
        (one["data"]["rule"], one["data"]["clock"], one["data"]["occurrence"], one["task_id"])
        for one in told
        if one["type"] in ("task.escalated", "task.reminded")
    ]
    assert len(said) == len(set(said)) == len(keys)


def test_a_rule_for_one_unit_leaves_others_alone(office: Office, permit: items.Item, rule: Rule) -> None:
    other = rule("escalation", **OVERDUE, unit="cgj", to=["supervisor"])
    own = rule("escalation", **OVERDUE, unit="zjj", item=permit.code, to=["unit_leader"])
    accepted(office, permit)
    office.wait(timedelta(days=6))

    assert fired(office, other["id"]) == []
    told = {one["recipient"] for row in fired(office, own["id"]) for one in row.did["told"]}
    assert told == {"group:section_head@zjj-jzy", "group:section_head@zjj-zaj"}


def test_a_new_rule_holds_for_clocks_that_run_already(office: Office, permit: items.Item, rule: Rule) -> None:
    accepted(office, permit)
    made = rule("escalation", name="提前", phase="before", value=2, clock="promised", to=["supervisor"])
    office.engine.execute(RearmClocks(1), SYSTEM)
    office.wait(timedelta(days=1))
    office.wait(timedelta(days=1))

    assert len(fired(office, made["id"])) == 1
    assert office.engine.watch_waits() == []


def test_raise_passes_the_work_to_the_level_above(office: Office, permit: items.Item, rule: Rule) -> None:
    made = rule("escalation", **OVERDUE, element="section_review", act="raise")
    number = accepted(office, permit)
    office.wait(timedelta(days=6))

    tasks = office.engine.queries.tasks(SYSTEM, case=number, element="section_review")["items"]
    assert {tuple(one["candidates"]["groups"]) for one in tasks} == {("branch_leader@zjj",)}
    assert {one.did["act"] for one in fired(office, made["id"])} == {"raise"}


def test_transfer_passes_the_work_to_somebody(office: Office, permit: items.Item, rule: Rule) -> None:
    rule("escalation", **OVERDUE, element="section_review", act="transfer", act_to="user:li.cjk")
    number = accepted(office, permit)
    office.wait(timedelta(days=6))

    tasks = office.engine.queries.tasks(SYSTEM, case=number, element="section_review")["items"]
    assert {one["assignee"] for one in tasks} == {"li.cjk"}


def test_supervise_opens_the_process_once_for_each_clock(
    supervised: Office, permit: items.Item, rule: Rule
) -> None:
    made = rule("escalation", name="督办", phase="overdue", clock="statutory", act="supervise")
    number = accepted(supervised, permit)
    supervised.wait(timedelta(days=20))
    sweep(supervised)

    (one,) = fired(supervised, made["id"])
    found = supervised.engine.queries.instances(SYSTEM, process="supervision")["items"]
    assert [row["id"] for row in found] == [one.did["instance_id"]]
    assert found[0]["business_key"] == number


def test_without_the_process_it_is_on_record_that_nothing_was_opened(
    office: Office, permit: items.Item, rule: Rule
) -> None:
    made = rule(
        "escalation", name="督办", phase="overdue", clock="statutory", act="supervise", to=["supervisor"]
    )
    accepted(office, permit)
    office.wait(timedelta(days=20))

    (one,) = fired(office, made["id"])
    assert "not been deployed" in one.did["not_done"] and one.did["told"]


def test_deciding_by_itself_needs_a_law_of_the_item(office: Office, permit: items.Item, rule: Rule) -> None:
    decide = {**OVERDUE, "element": "section_review", "act": "decide", "outcome": "approve"}
    for body, field in (
        ({**decide, "law": "中华人民共和国建筑法"}, "item"),
        ({**decide, "item": permit.code}, "law"),
        ({**decide, "item": permit.code, "law": "中华人民共和国电影产业促进法"}, "law"),
        ({**decide, "item": permit.code, "law": "中华人民共和国建筑法", "article": "第九十九条"}, "law"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            rule("escalation", **body)
        assert field in {one["field"] for one in refused.value.errors}
    made = rule("escalation", **decide, item=permit.code, law="中华人民共和国建筑法", article="第八条")
    number = accepted(office, permit)
    office.wait(timedelta(days=6))

    done = [one for one in office.case(number)["opinions"] if one["by"] == "system"]
    assert {one["outcome"] for one in done} == {"approve"} and "建筑法" in done[0]["opinion"]
    assert all(one.did["outcome"] == "approve" for one in fired(office, made["id"]))


def test_channels_without_set_up_are_on_record_as_not_sent(
    office: Office, permit: items.Item, rule: Rule
) -> None:
    made = rule("escalation", **OVERDUE, to=["branch_leader"], channels=["message_box", "email", "sms"])
    accepted(office, permit)
    office.wait(timedelta(days=6))

    told = fired(office, made["id"])[0].did["told"]
    by = {one["channel"]: one for one in told}
    assert by["message_box"]["sent"] and not by["email"]["sent"] and not by["sms"]["sent"]
    assert by["sms"]["why"] == "sms is not set up"


def test_a_rule_that_does_not_hold_changes_nothing(office: Office, permit: items.Item, rule: Rule) -> None:
    for body, field in (
        ({"name": " ", "phase": "due", "to": ["handler"]}, "name"),
        ({"name": "x", "phase": "before", "to": ["handler"]}, "value"),
        ({"name": "x", "phase": "due", "to": ["nobody"]}, "to"),
        ({"name": "x", "phase": "due"}, "to"),
        ({"name": "x", "phase": "due", "every": 2, "to": ["handler"]}, "every"),
        ({"name": "x", "phase": "due", "clock": "lunch", "to": ["handler"]}, "clock"),
        ({"name": "x", "phase": "due", "channels": ["pigeon"], "to": ["handler"]}, "channels"),
        ({"name": "x", "phase": "due", "unit": "nowhere", "to": ["handler"]}, "unit"),
        ({"name": "x", "phase": "due", "act": "transfer"}, "act_to"),
    ):
        with pytest.raises(errors.Invalid) as refused:
            rule("escalation", **body)
        assert field in {one["field"] for one in refused.value.errors}, body
    assert rows(office, "kept_rule") == []


def test_a_shipped_rule_is_switched_off_and_put_back(office: Office, permit: items.Item, rule: Rule) -> None:
    supervisor = office.actor("he.supervisor")
    rule("escalation", "overdue-leaders", enabled=False)
    accepted(office, permit)
    office.wait(timedelta(days=6))
    assert fired(office, "overdue-leaders") == []

    office.engine.execute(RemoveRule("escalation", "overdue-leaders"), supervisor)
    listed = {one["id"]: one for one in office.engine.queries.rules(supervisor, kind="escalation")["items"]}
    assert listed["overdue-leaders"]["source"] == "default" and listed["overdue-leaders"]["enabled"]
    with pytest.raises(errors.Conflict):
        office.engine.execute(RemoveRule("escalation", "overdue-leaders"), supervisor)


def test_who_may_change_rules(office: Office) -> None:
    body = {**OVERDUE, "to": ["handler"]}
    for who in ("wang.window", "zhou.branch", "lin.applicant"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(SaveRule("escalation", body), office.actor(who))
    office.engine.execute(SaveRule("escalation", body), office.actor("he.supervisor"))


def test_an_item_brings_its_own_rules(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "item"
    folder.mkdir()
    for path in (CONTENT / "construction-permit").rglob("*"):
        target = folder / path.relative_to(CONTENT / "construction-permit")
        if path.is_dir():
            target.mkdir()
        else:
            target.write_bytes(path.read_bytes())
    sheet = folder / "item.yaml"
    own = """
escalations:
  - id: report
    name: {zh: 环节超期报主管领导, en: Late step to the director}
    phase: overdue
    clock: step
    to: ["group:main_leader@zjj"]
"""
    sheet.write_text(sheet.read_text(encoding="utf-8") + own, encoding="utf-8")
    item = office.publish(folder)
    accepted(office, item)
    office.wait(timedelta(days=6))

    found = fired(office, f"{item.code}/report")
    assert found and found[0].did["told"][0]["recipient"] == "group:main_leader@zjj"
    wrong = own + "    act: decide\n    outcome: approve\n    element: nowhere\n    basis: {law: 无此法}\n"
    broken = sheet.read_text(encoding="utf-8").replace(own, wrong)
    problems = items.check_item({**items.read_folder(folder), "item.yaml": broken.encode()})
    assert {"legal_basis", "element"} <= {one["rule"] for one in problems}


DUE = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t"><bpmn:process id="plain" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:endEvent id="end"/>
  <bpmn:userTask id="work"><bpmn:extensionElements><tb:candidates users="wang.window"/>
    <tb:deadline value="1" unit="workday"/></bpmn:extensionElements></bpmn:userTask>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/></bpmn:process></bpmn:definitions>"""


def test_a_task_without_a_clock_is_watched_by_its_due_date(office: Office) -> None:
    office.engine.execute(DeployResources((("plain.bpmn", DUE.encode()),)), SYSTEM)
    office.engine.execute(StartInstance("plain"), SYSTEM)
    office.wait(timedelta(days=2))
    office.wait(timedelta(days=2))

    assert len(fired(office, "task-overdue")) == 1
    assert len(office.messages("wang.window")) == 1

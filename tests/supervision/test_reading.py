"""What the supervisor reads: lists, figures and the state of the workers; and who may read what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import Office
from sqlalchemy import event
from supervision.watching import accepted, sweep

from tongban.engine import errors, items


def test_late_near_and_stuck(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    ask, supervisor = office.engine.queries, office.actor("he.supervisor")
    assert ask.board_counts(supervisor)["late"] == 0
    office.wait(timedelta(days=30))

    counts = ask.board_counts(supervisor)
    assert counts["late"] >= 3 and counts["stuck"] >= 2 and counts["odd"] >= 3
    late = ask.board(supervisor, view="late")["items"]
    assert {one["case_no"] for one in late} == {number}
    assert {"promised", "statutory", "step"} <= {one["kind"] for one in late}
    assert all(one["days_left"] < 0 for one in late)
    assert ask.board_groups(supervisor, by="unit")["items"][0]["key"] == "zjj"
    # The page looks once for what the lists ask for one by one.
    summary = ask.board_summary(supervisor)
    assert summary["counts"] == counts
    for by in ("unit", "item"):
        assert summary[by] == ask.board_groups(supervisor, by=by)["items"]


def test_steps_and_people_are_named_in_both_languages(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.wait(timedelta(days=30))
    ask, supervisor = office.engine.queries, office.actor("he.supervisor")
    holders = [who for row in ask.board(supervisor, view="late")["items"] for who in row["holders"]]
    assert {(who["step"], who["step_en"]) for who in holders} == {
        ("科室并联审查", "Sections review in parallel")
    }
    alarm = next(one for one in ask.alarms(supervisor)["items"] if one["element"] == "section_review")
    read = ask.alarm(supervisor, alarm["id"])
    assert (read["step"], read["step_en"]) == ("科室并联审查", "Sections review in parallel")
    told = {
        (row["recipient"], row["name"], row["name_en"])
        for one in ask.firings(supervisor)["items"]
        for row in one["did"]["told"]
    }
    assert ("group:section_head@zjj-jzy", "建筑业管理科科长", "Head of Construction Industry") in told
    said = ask.messages(office.actor("zhou.branch"))["items"]
    late = next(one for one in said if one["subject"].startswith("待办超期"))
    assert "（待认领）" in late["body"] and "Sections review in parallel (not yet claimed)" in late["body_en"]


def test_what_is_open_is_read_by_the_index_over_what_is_open(office: Office) -> None:
    """A condition whose values are parameters serves no such index: the lists would read every row there ever was."""
    asked: list[tuple[str, Any]] = []
    engine = office.engine.sql_engine
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by figures about the table, which an almost empty one has not")

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    office.engine.queries.board_summary(office.actor("he.supervisor"))
    office.engine.queries.waiting_documents(office.actor("he.supervisor"))
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = str(
            [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", given).all() for one, given in asked]
        )
    for index in ("ix_clock_live", "ix_document_waiting"):
        assert index in plans, plans


def test_pages_follow_each_other(office: Office, permit: items.Item) -> None:
    for _ in range(3):
        accepted(office, permit)
    office.wait(timedelta(days=30))
    ask, supervisor = office.engine.queries, office.actor("he.supervisor")
    for view in ("late", "stuck"):
        whole = ask.board(supervisor, view=view)["items"]
        pages, cursor = [], None
        while True:
            page = ask.board(supervisor, view=view, page_size=2, cursor=cursor)
            pages += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert pages == whole and len(whole) > 2
    alarms, cursor = [], None
    while True:
        page = ask.alarms(supervisor, page_size=2, cursor=cursor)
        alarms += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert alarms == ask.alarms(supervisor, page_size=200)["items"]
    fired, cursor = [], None
    while True:
        page = ask.firings(supervisor, page_size=5, cursor=cursor)
        fired += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert fired == ask.firings(supervisor, page_size=200)["items"]


def test_a_unit_sees_its_own_and_strangers_nothing(office: Office, permit: items.Item) -> None:
    accepted(office, permit)
    office.wait(timedelta(days=30))
    ask = office.engine.queries
    whole = ask.alarms(office.actor("he.supervisor"))["items"]

    assert ask.alarms(office.actor("zhou.branch"))["items"] == whole
    assert ask.alarms(office.actor("shen.branch"))["items"] == []
    assert ask.board_counts(office.actor("shen.branch"))["late"] == 0
    assert ask.statistics(office.actor("shen.branch"), measure="cases")["items"] == []
    with pytest.raises(errors.NotFound):
        ask.alarm(office.actor("shen.branch"), whole[0]["id"])
    for who in ("lin.applicant", "feng.window"):
        with pytest.raises(errors.NotAllowed):
            ask.board_counts(office.actor(who))
        with pytest.raises(errors.NotAllowed):
            ask.statistics(office.actor(who), measure="on-time")
    with pytest.raises(errors.NotAllowed):
        ask.alarms(office.actor("lin.applicant"))


def test_figures_of_a_decided_case(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    office.clock.advance(timedelta(hours=30))
    for who in ("qian.jzy", "zhao.zaj"):
        office.complete(number, "section_review", who, "approve", "符合条件", {})
    sweep(office)
    ask, supervisor = office.engine.queries, office.actor("he.supervisor")

    steps = {one["key"]: one for one in ask.statistics(supervisor, measure="bottlenecks")["items"]}
    assert steps["section_review"]["n"] == 2
    assert steps["section_review"]["mean_hours"] == pytest.approx(30, abs=0.1)
    people = {one["key"]: one for one in ask.statistics(supervisor, measure="people")["items"]}
    assert people["qian.jzy"]["person_name"] == "钱筑业"
    heat = ask.heat(supervisor, permit.code)
    assert max(heat["steps"], key=lambda one: one["heat"])["element"] == "section_review"
    for by in ("day", "month", "unit", "item", "region"):
        rows = ask.statistics(supervisor, measure="cases", by=by)["items"]
        assert sum(one["n"] for one in rows if one["key"] == "registered") == 1, by


def test_workers_alone_late_absent(office: Office) -> None:
    ask, supervisor = office.engine.queries, office.actor("he.supervisor")
    assert ask.workers(supervisor)["state"] == "absent"
    office.engine.beat("one:1")
    assert ask.workers(supervisor)["state"] == "alone"
    office.engine.beat("two:2")
    assert ask.workers(supervisor)["state"] == "well"
    office.clock.advance(timedelta(seconds=20))
    office.engine.beat("one:1")
    assert ask.workers(supervisor)["state"] == "late"
    office.clock.advance(timedelta(seconds=61))
    assert ask.workers(supervisor)["state"] == "absent"
    assert ask.readiness()["workers"]["state"] == "absent"
    assert not ask.readiness()["ready"]

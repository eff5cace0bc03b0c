"""Somebody's own cases, messages and corrections as their pages show them, before the real engine."""

from __future__ import annotations

import re
from typing import Any

from office import CONTENT, Office
from sqlalchemy import event, select

from admin_ui.applicant.test_pages import SHOP, SignIn, token, world
from tongban.engine.domain.case_state import CLOSED
from tongban.engine.persistence.tables.case import approval_case
from tongban.engine.queries.visibility import of_cases
from tongban.engine.worker import Worker

__all__ = ["world"]
LIN, CLERK = "lin.applicant", "shi.register"
LACKING = "11429900MB000006X23000131002000003"


def to_correct(office: Office) -> dict[str, Any]:
    """A case whose clerk has asked for the paper that is missing."""
    case = office.register(office.publish(CONTENT / SHOP), "corrected")
    given = {"identity_checked": True, "missing_materials": [LACKING]}
    office.complete(case["case_no"], "receive_and_decide", CLERK, "correct", "缺场所证明。", given)
    return case


def rows(page: str) -> int:
    return page.count('class="row-title"')


def test_what_waits_for_the_applicant_leads_to_its_list_and_to_the_corrections(
    world: tuple[Office, SignIn],
) -> None:
    office, sign_in = world
    lin = sign_in(LIN)
    other = office.register(office.publish(CONTENT / SHOP), "corrected")["case_no"]
    case_no = to_correct(office)["case_no"]
    everything, asked = lin.get("/my").text, lin.get("/my?list=correct").text
    assert 'id="waiting"' in everything and case_no in everything and other in everything
    assert case_no in asked and other not in asked and 'id="waiting"' not in asked
    assert f"/cases/{case_no}/supplement" in asked
    assert other in lin.get("/my?list=open").text and other not in lin.get("/my?list=over").text
    assert case_no in lin.get(f"/my?q={case_no[-12:]}").text
    assert "没有找到" in lin.get("/my?q=nothing").text
    shown = lin.get(f"/cases/{case_no}").text
    assert "现在等您补正材料" in shown and "在您手里" in shown


def test_a_long_list_of_own_cases_goes_on_page_by_page(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    item = office.publish(CONTENT / SHOP)
    for _ in range(21):
        office.register(item, "corrected", channel="online", by="song.agent")
    page = sign_in("song.agent").get("/my").text
    onward = re.search(r'href="(/my\?cursor=[^"]+)"', page)
    assert rows(page) == 20 and onward and 'role="search"' in page
    assert rows(sign_in("song.agent").get(onward[1].replace("&amp;", "&")).text) == 1


def test_own_cases_are_found_by_indexes_and_are_those_one_may_see(world: tuple[Office, SignIn]) -> None:
    office, _ = world
    to_correct(office)
    asked: list[Any] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(office.engine.sql_engine, "before_cursor_execute", note)
    actor = office.actor(LIN)
    found = office.engine.queries.cases(actor, over=False, page_size=200)["items"]
    event.remove(office.engine.sql_engine, "before_cursor_execute", note)
    with office.engine.sql_engine.connect() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1][0]}", asked[-1][1]).all())
        may_see = select(approval_case.c.case_no).where(
            of_cases(actor), approval_case.c.state.not_in(sorted(CLOSED))
        )
        assert {one["case_no"] for one in found} == set(connection.execute(may_see).scalars())
    assert found and "SCAN approval_case" not in plan and "SCAN task" not in plan


def test_an_answer_that_changes_nothing_is_not_sent(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    lin, case_no = sign_in(LIN), to_correct(office)["case_no"]
    path = f"/cases/{case_no}/supplement"
    form = {"csrf": token(lin, path), **office.case(case_no)["form"], "declaration": "true"}
    same = lin.post(path, data=form)
    assert same.status_code == 422 and "内容没有改" in same.text
    assert office.case(case_no)["state"] == "correction_requested"
    assert lin.post(path, data={**form, "note": "已交到窗口。"}).status_code == 303
    events = [one["type"] for one in office.engine.queries.timeline(office.actor(LIN), case_no)["items"]]
    assert "case.supplemented" in events and "case.form_changed" not in events
    assert "没有需要补正" in lin.get(path).text
    changed = to_correct(office)["case_no"]
    sent = lin.post(f"/cases/{changed}/supplement", data={**form, "trader_name": "小禾新铺"})
    assert sent.status_code == 303 and office.case(changed)["form"]["trader_name"] == "小禾新铺"


def test_a_joint_case_stands_once_in_the_list(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    whole = office.register(office.publish(CONTENT / "bookshop-opening"))["case_no"]
    parts = [one["case_no"] for one in office.case(whole)["sub_cases"]]
    lin = sign_in(LIN)
    page = lin.get("/my").text
    assert parts and f"/cases/{whole}" in page
    assert not [one for one in parts if one in page]
    assert parts[0] in lin.get(f"/my?q={parts[0]}").text


def test_messages_are_read_a_page_at_a_time_and_only_ones_own(world: tuple[Office, SignIn]) -> None:
    office, sign_in = world
    for _ in range(31):
        office.register(office.publish(CONTENT / SHOP), "corrected")
    Worker(office.engine).sweep()
    lin, song = sign_in(LIN), sign_in("song.agent")
    page = lin.get("/messages").text
    here = re.findall(r'name="message" value="([^"]+)"', page)
    assert len(here) == 30 and "/messages?cursor=" in page
    csrf = {"csrf": token(song, "/my/agents")}
    assert song.post("/messages/read", data={**csrf, "message": here}).status_code == 404
    assert "本页全部标为已读" in lin.get("/messages").text
    done = lin.post("/messages/read", data={"csrf": token(lin, "/my"), "message": here})
    assert done.status_code == 303 and "本页全部标为已读" not in lin.get("/messages").text

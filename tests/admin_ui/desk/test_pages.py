"""The clerk's pages as they are drawn: views, counter, missing sheet, materials side by side, beside a case."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

import pytest

from admin_ui.conftest import token_of
from admin_ui.fake_engine import CASE_NO, NOW, PIXEL, SHEET, FakeEngine, a_case, a_task

PAPER = {"name_en": "Paper", "required": True, "size": 9}
MATERIALS = [
    {**PAPER, "code": "M1", "name": "申请表", "file_name": "a.png", "media_type": "image/png"},
    {**PAPER, "code": "M2", "name": "图纸", "file_name": "b.pdf", "media_type": "application/pdf"},
]
VIEW = {"id": "v", "name": "急件", "box": "pool", "is_default": True}


def named(engine: FakeEngine, name: str):
    return next(one for one in engine.done if type(one).__name__ == name)


def test_a_view_is_saved_with_what_the_page_shows(signed_in, engine: FakeEngine) -> None:
    reader = signed_in()
    form = {
        "csrf": token_of(reader.get("/inbox?box=pool").text),
        "box": "pool",
        "urgency": "soon",
        "columns": ["applicant"],
        "name": "急件",
        "default": "1",
    }
    saved = {**VIEW, "filters": {"urgency": "soon"}, "columns": ["applicant"]}
    engine.execute = lambda command, *_: engine.done.append(command) or saved
    answer = reader.post("/inbox/views", data=form)
    assert answer.location == "/inbox?box=pool&columns=applicant&urgency=soon"
    kept = named(engine, "SaveView")
    assert (kept.filters, kept.columns, kept.is_default) == ({"urgency": "soon"}, ("applicant",), True)


def test_the_default_view_opens_first(signed_in, engine: FakeEngine) -> None:
    view = {**VIEW, "filters": {"q": "张伟"}, "columns": []}
    engine.queries.answers["inbox_views"] = {"items": [view], "seen": {"pool": NOW}}
    reader = signed_in()
    assert reader.get("/inbox").location == "/inbox?box=pool&q=%E5%BC%A0%E4%BC%9F"
    assert 'aria-current="page">急件' in reader.get("/inbox?box=pool&q=张伟").text


def test_what_came_since_the_last_look_is_marked(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox_views"] = {"items": [], "seen": {"mine": NOW - timedelta(hours=2)}}
    engine.queries.answers["inbox"] = {
        "items": [a_task(1, created_at=NOW), a_task(2, created_at=NOW - timedelta(days=1))],
        "next_cursor": None,
    }
    body = signed_in().get("/inbox?box=mine").text
    assert "本页新到 1 件" in body
    assert body.count('class="row-new"') == 1
    assert named(engine, "LookIntoBox").box == "mine"


def test_a_list_that_has_not_changed_is_not_sent_again(signed_in) -> None:
    reader, asking = signed_in(), {"HX-Request": "true"}
    body = reader.get("/inbox", headers=asking).text
    version = body.rpartition('name="v" value="')[2].partition('"')[0]
    assert reader.get(f"/inbox?v={version}", headers=asking).status_code == 204


def test_many_are_counted_as_many(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox_counts"] = {"mine": 1000, "pool": 12, "messages": 0, "overdue": 3}
    body = signed_in().get("/inbox").text
    assert '<span class="count">999+</span>' in body
    assert "您有 3 件已经超期" in body


def test_a_walk_that_found_nothing_yet_offers_to_go_on(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox"] = {"items": [], "next_cursor": "abc"}
    body = signed_in().get("/inbox?box=pool&q=张三").text
    assert "往后接着找" in body and "cursor=abc" in body


@pytest.mark.parametrize("path", ["/window", "/window?q=招牌"])
def test_the_counter_is_for_its_clerks(signed_in, path: str) -> None:
    assert SHEET["name"]["zh"] in signed_in().get(path).text
    assert signed_in("lin.applicant").get(path).status_code == 403


def test_everything_missing_is_told_at_once_and_nothing_is_registered(signed_in, engine: FakeEngine) -> None:
    reader = signed_in()
    page = reader.get("/window/construction-permit").text
    needed = [one for one in SHEET["materials"] if one["required"] is True]
    first = needed[0]
    form = {"csrf": token_of(page), f"paper.{first['code']}": "1", "applicant.name": "张伟"}
    body = reader.post("/window/construction-permit/missing", data=form).text
    assert f"<strong>{needed[1]['name']['zh']}</strong>" in body
    assert f"<strong>{first['name']['zh']}</strong>" not in body
    assert "请填写证件号码" in body and "请填写申请人名称" not in body
    assert engine.done == []


def test_two_materials_stand_side_by_side(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(materials=MATERIALS)
    body = signed_in().get(f"/cases/{CASE_NO}/compare").text
    assert f'<img src="/cases/{CASE_NO}/materials/M1"' in body
    assert f'<iframe src="/cases/{CASE_NO}/materials/M2"' in body
    engine.queries.answers["case"] = a_case(materials=[])
    assert "没有可以预览的材料" in signed_in().get(f"/cases/{CASE_NO}/compare").text


def test_the_page_says_what_changed_and_where_the_papers_are(signed_in, engine: FakeEngine) -> None:
    item = {"name": "个体登记", "name_en": "Trader"}
    earlier = {"case_no": "X1", "item": item, "state": "closed", "result": None, "registered_at": NOW}
    move = {"id": "m", "what": "一套", "place": "柜 B-07", "at": NOW, "note": ""}
    engine.queries.answers["case_beside"] = {
        "watched": True,
        "earlier": [earlier],
        "changes": {
            "at": NOW,
            "note": "已改地址",
            "before": {"project_address": "旧路1号"},
            "after": {"project_address": "新路2号"},
            "materials": {"M1": NOW},
        },
        "moves": [{**move, "given_by_name": "王晓窗", "taken_by_name": "刘窗"}],
        "collections": [],
    }
    body = signed_in().get(f"/cases/{CASE_NO}").text
    for words in ("已改地址", "旧路1号", "新路2号", "柜 B-07", "个体登记", "★ 已关注"):
        assert words in body
    assert f"/cases/{CASE_NO}/here" in body
    # What did not change is not said to have changed.
    told = body.partition('id="changed"')[2].partition("</section>")[0]
    assert told.count("<del>") == 1


def test_an_applicant_sees_nothing_of_it(signed_in, engine: FakeEngine) -> None:
    body = signed_in("lin.applicant").get(f"/cases/{CASE_NO}").text
    assert "关注" not in body and "/here" not in body


def test_a_drawn_name_goes_with_the_collection(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(operations=["collect"])
    reader = signed_in()
    page = reader.get(f"/cases/{CASE_NO}/collect").text
    picture = "data:image/png;base64," + b64encode(PIXEL).decode()
    form = {"csrf": token_of(page), "collector": "宋代办", "id_no": "1", "relation": "agent"}
    form |= {"documents": "document000000000001", "signature": picture}
    assert reader.post(f"/cases/{CASE_NO}/collect", data=form).status_code == 303
    command = named(engine, "CollectResults")
    assert (command.signature, command.documents) == (PIXEL, ("document000000000001",))
    engine.queries.answers["case"] = a_case()
    assert reader.get(f"/cases/{CASE_NO}/collect").status_code == 403


def test_what_people_come_for_is_ticked_for_them(signed_in, engine: FakeEngine) -> None:
    one = a_case()["documents"][0]
    papers = [
        {**one, "id": id_, "type": type_} for id_, type_ in (("a", "receipt_voucher"), ("b", "certificate"))
    ]
    engine.queries.answers["case"] = a_case(operations=["collect"], documents=papers)
    page = signed_in().get(f"/cases/{CASE_NO}/collect").text
    assert 'name="documents" value="a">' in page and 'name="documents" value="b" checked>' in page


def test_a_head_leads_to_its_order_and_back(signed_in, engine: FakeEngine) -> None:
    reader = signed_in()
    assert 'href="/inbox?box=pool&amp;sort=applicant">申请人' in reader.get("/inbox?box=pool").text
    up = reader.get("/inbox?box=pool&sort=applicant").text
    assert 'aria-sort="ascending"><a class="sort" href="/inbox?box=pool&amp;sort=-applicant">申请人' in up
    down = reader.get("/inbox?box=pool&sort=-applicant").text
    assert 'aria-sort="descending"><a class="sort" href="/inbox?box=pool">申请人' in down
    assert "aria-sort" not in reader.get("/inbox?box=done&sort=applicant").text


def test_of_what_a_form_showed_the_named_are_ticked(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(materials=MATERIALS, operations=["tick_review"])
    tick = {"key": "M2", "by": "x", "by_name": "刘窗", "at": NOW, "mine": False, "replaced": True}
    engine.queries.answers["case_beside"]["ticks"] = {"papers": [tick], "points": []}
    reader = signed_in()
    page = reader.get(f"/cases/{CASE_NO}").text
    assert 'id="paper-M1"' in page and "刘窗" in page and "要重新核对" in page
    form = {"csrf": token_of(page), "line": ["M1", "M2"], "paper": "M2", "quiet": "1"}
    assert reader.post(f"/cases/{CASE_NO}/ticks", data=form).status_code == 204
    command = named(engine, "TickReview")
    assert (command.papers, command.points) == ({"M1": False, "M2": True}, {})


def test_a_marked_field_says_what_is_wrong_with_it(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(operations=["supplement"], state="correction_requested")
    asked = {"name": "x", "field": "project_address", "reason": "与规划许可证不一致"}
    engine.queries.answers["corrections"] = [asked]
    body = signed_in("lin.applicant").get(f"/cases/{CASE_NO}/supplement").text
    assert '<a href="#f-project_address">' in body
    assert "需要补正：与规划许可证不一致" in body

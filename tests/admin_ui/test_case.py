"""The page of a case: what to do first, what is wrong without losing a word, and who was faster."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from admin_ui.conftest import token_of
from admin_ui.fake_engine import CASE_NO, FakeEngine, a_case, a_task
from tongban.engine import errors

CASE = f"/cases/{CASE_NO}"
COMPLETE = "/tasks/task0000000000000001/complete"


def complete(client: FlaskClient, **form: object):
    token = token_of(client.get(CASE).text)
    return client.post(COMPLETE, data={"csrf": token, "outcome": "agree", **form})


def test_it_begins_with_what_the_reader_must_do(signed_in) -> None:
    body = signed_in().get(CASE).text
    assert body.index("请办理：") < body.index("申请信息") < body.index("申请材料") < body.index("办理流程")


def test_everything_known_of_the_case_is_there(signed_in) -> None:
    body = signed_in().get(CASE).text
    for words in (
        CASE_NO,
        "筑梦家园一期",
        "申请表.png",
        "材料齐全，符合法定形式，予以受理。",
        "收件凭证",
        "限 5 个工作日",
        "登记申请",
    ):
        assert words in body, words


def test_the_chart_has_its_text_twin(signed_in) -> None:
    body = signed_in().get(CASE).text
    assert 'data-diagram="diagram-data"' in body
    assert '<li class="step step-completed">' in body and '<li class="step step-active">' in body


def test_a_task_is_completed_with_its_outcome_and_opinion(signed_in, engine: FakeEngine) -> None:
    answer = complete(signed_in(), opinion="符合条件", point=["permit", "funds"], sections=["zjj-jzy"])
    assert answer.status_code == 303
    done = engine.done[0]
    assert (done.outcome, done.opinion) == ("agree", "符合条件")
    assert done.variables["sections"] == ["zjj-jzy"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"opinion": " ", "point": ["permit", "funds"]}, "“同意”必须填写意见"),
        ({"opinion": "好", "point": ["permit"]}, "请核对并勾选审查要点：建设资金已落实"),
        ({"opinion": "好", "outcome": "whatever"}, "请选择办理结果"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(signed_in, engine, form, message) -> None:
    answer = complete(signed_in(), **{"correction_note": "请补签字页", **form})
    assert answer.status_code == 422
    assert message in answer.text
    assert 'role="alert"' in answer.text
    assert "请补签字页" in answer.text
    assert engine.done == []


def test_an_objection_needs_no_ticks(signed_in, engine: FakeEngine) -> None:
    assert complete(signed_in(), outcome="refuse", opinion="资金未落实").status_code == 303


def test_what_the_engine_refuses_stands_at_its_field(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    engine.refuse = errors.Invalid(errors=[{"field": "sections", "message": "至少一个 / at least one"}])
    answer = complete(client, opinion="好", point=["permit", "funds"])
    assert answer.status_code == 422
    assert 'href="#f-sections' in answer.text
    assert "至少一个</a>" in answer.text


def test_the_second_learns_who_did_what_when_and_keeps_the_text(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    engine.refuse = errors.TaskNotOpen(
        completed_by="liu.window",
        completed_at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
        current={"state": "completed", "outcome": "accept"},
    )
    answer = complete(client, opinion="我写了很久的意见", point=["permit", "funds"])
    assert answer.status_code == 409
    assert "liu.window 已于 2026-11-20 11:00 办理了这个环节" in answer.text
    assert "我写了很久的意见" in answer.text


def test_a_task_that_is_done_is_not_checked_for_gaps_first(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["task"] = a_task(state="completed", operations=[])
    engine.refuse = errors.TaskNotOpen(completed_by="liu.window", completed_at=None)
    client = signed_in()
    token = token_of(client.get("/inbox").text)
    assert client.post(COMPLETE, data={"csrf": token}).status_code == 409


def test_a_choice_that_changes_the_form_redraws_the_fields_alone(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    token = token_of(client.get(CASE).text)
    form = {"csrf": token, "_refresh": "1", "correction_note": "写到一半"}
    answer = client.post(COMPLETE, data=form, headers={"HX-Request": "true", "HX-Target": "div#form-fields"})
    assert answer.status_code == 200
    assert "写到一半" in answer.text and "<html" not in answer.text
    assert engine.done == []


def test_a_reader_without_work_here_sees_no_form(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(tasks=[a_task(operations=[])], operations=[])
    body = signed_in().get(CASE).text
    assert "请办理" not in body and "可以做的事" not in body


def test_a_file_is_handed_in_for_its_line(signed_in, engine: FakeEngine) -> None:
    client = signed_in("lin.applicant")
    token = token_of(client.get(CASE).text)
    form = {"csrf": token, "file": (BytesIO(b"\xff\xd8\xff"), "保函.jpg")}
    assert client.post(f"{CASE}/materials/M2", data=form).status_code == 303
    done = engine.done[0]
    assert (done.code, done.filename, done.content) == ("M2", "保函.jpg", b"\xff\xd8\xff")


def test_a_file_that_is_not_what_it_says_is_told_at_its_line(signed_in, engine: FakeEngine) -> None:
    client = signed_in("lin.applicant")
    token = token_of(client.get(CASE).text)
    engine.refuse = errors.Invalid(errors=[{"field": "M2", "message": "不是 JPG / not a JPG"}])
    form = {"csrf": token, "file": (BytesIO(b"MZ"), "保函.jpg")}
    answer = client.post(f"{CASE}/materials/M2", data=form)
    assert answer.status_code == 422
    assert 'href="#material-M2">不是 JPG</a>' in answer.text


def test_withdrawing_needs_a_reason(signed_in, engine: FakeEngine) -> None:
    client = signed_in("lin.applicant")
    token = token_of(client.get(CASE).text)
    assert client.post(f"{CASE}/withdraw", data={"csrf": token, "reason": " "}).status_code == 422
    assert client.post(f"{CASE}/withdraw", data={"csrf": token, "reason": "不建了"}).status_code == 303
    assert [type(done).__name__ for done in engine.done] == ["WithdrawCase"]


def test_a_case_that_is_not_for_the_reader_looks_like_none(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = errors.NotFound()
    answer = signed_in().get(CASE)
    assert answer.status_code == 404
    assert "找不到这个页面" in answer.text


def test_a_reader_of_english_gets_the_names_of_the_chart_in_english(signed_in) -> None:
    body = signed_in().get(f"{CASE}?lang=en").text
    assert "Please do: Review by the sections" in body
    # The chart takes its names from its own labels, by the language of the page.
    assert '<html lang="en">' in body
    assert "Construction permit" in body


def test_what_happened_in_one_act_is_one_entry_with_its_consequences(signed_in) -> None:
    body = signed_in().get(CASE).text
    course = body[body.index('id="timeline"') : body.index("全部记录")]
    assert course.count("<time datetime=") == 4  # two days, two acts
    assert "周一" in course and "周三" in course
    assert "登记申请" in course and "出具文书 临住建收〔2026〕1号" in course
    assert "受理</span>" in course


def test_the_steps_tell_who_did_them_and_who_has_them(signed_in) -> None:
    body = signed_in().get(CASE).text
    steps = body[body.index('<ol class="steps">') :]
    assert "宋代办 · 2026-11-18" in steps and "王晓窗 · 剩 3 个工作日" in steps


def test_work_nobody_has_taken_says_who_may_take_it(signed_in, engine: FakeEngine) -> None:
    free = a_task(assignee=None, holders=[{"name": "质量安全科", "name_en": "Safety section"}], operations=[])
    engine.queries.answers["case"] = a_case(tasks=[free])
    assert "Safety section" in signed_in().get(f"{CASE}?lang=en").text

"""The dialogs: each explains itself, asks for what is needed, keeps what was typed, opens only where it is offered."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from admin_ui.conftest import token_of
from admin_ui.fake_desk import NOW
from admin_ui.fake_engine import CASE_NO, FakeEngine, a_case, a_task
from tongban.admin_ui import case_acts, task_acts
from tongban.admin_ui.acts import Act
from tongban.engine import errors

CASE = f"/cases/{CASE_NO}"
TASK = "/tasks/task0000000000000001"
FILLED: dict[str, dict[str, Any]] = {
    "withdraw": {"reason": "不建了"},
    "void": {"reason": "重复登记"},
    "suspend": {"kind": "hearing", "basis": "行政许可法第四十五条", "approver": "吴局长", "days": "15"},
    "resume": {},
    "extend": {"days": "5", "level": "organ", "approver": "吴局长", "reason": "案情复杂"},
    "rate": {"level": "5", "dims.attitude": "4", "text": "等了很久"},
    "return": {"to": "first_check", "mode": "redo", "opinion": "请补充依据"},
    "reject": {"opinion": "不符合条件"},
    "transfer": {"to": "liu.window", "reason": "出差"},
    "delegate": {"to": "liu.window", "reason": "出差"},
    "add_signers": {"users": ["liu.window", "he.section"], "position": "before"},
    "remove_signers": {"users": ["liu.window"]},
    "retrieve": {},
    "consult": {"question": "是否同意", "units": ["zjj"], "to": ["he.section"]},
    "cc": {"users": ["he.section"], "text": "请知悉"},
    "comment": {"text": "注意期限", "mentions": ["he.section"]},
    "urge": {"task": "task0000000000000001", "text": "今天到期"},
    "jump": {"to": "first_check", "reason": "走错了"},
    "call_hearing": {"day": "2026-12-01", "hour": "09:30", "place": "三楼听证室", "chair": "吴局长"},
    "commit": {"materials": ["M1"]},
    "reopen": {"reason": "作废错了", "to": "first_check"},
}
EVERY = [(case_acts.ACTS, name) for name in case_acts.ACTS] + [
    (task_acts.ACTS, name) for name in task_acts.ACTS
]


@pytest.fixture
def open_to_all(engine: FakeEngine) -> FakeEngine:
    """Everything is offered."""
    engine.queries.answers["case"] = a_case(operations=list(case_acts.ACTS))
    engine.queries.answers["task"] = a_task(operations=["complete", *task_acts.ACTS])
    return engine


def where(name: str, acts: Any = None) -> str:
    """The address of a dialog; an act both on a task and on its case is that on the task."""
    return f"{CASE}/{name}" if acts is case_acts.ACTS or name not in task_acts.ACTS else f"{TASK}/{name}"


def send(client: FlaskClient, name: str, acts: Any = None, **given: Any) -> Any:
    token = token_of(client.get(where(name, acts)).text)
    return client.post(where(name, acts), data={"csrf": token, **given})


def filled(act: Act, page: str) -> dict[str, Any]:
    """Something in every control, of a choice the first that is offered."""
    plain = {"long": "写明了", "text": "写明了", "number": "5", "date": "2026-12-01", "reasons": ""}
    given: dict[str, Any] = {}
    for ask in act.asks:
        offered = re.findall(rf'name="{re.escape(ask.name)}" value="([^"]+)"', page)
        given[ask.name] = plain[ask.kind] if ask.kind in plain else offered[:1]
    return given


@pytest.mark.parametrize(("acts", "name"), EVERY, ids=lambda one: one if isinstance(one, str) else "")
def test_an_act_explains_itself_and_becomes_its_command(
    signed_in, open_to_all: FakeEngine, acts: Any, name: str
) -> None:
    client = signed_in()
    act = acts[name]
    page = client.get(where(name, acts)).text
    for sentence in (act.title, *act.explains, act.confirm, *(ask.label for ask in act.asks)):
        assert sentence in page
    answer = send(client, name, acts, **{**filled(act, page), **FILLED.get(name, {})})
    assert answer.status_code == 303, answer.text
    assert len(open_to_all.done) == 1
    assert client.get(answer.location, follow_redirects=True).text.count(act.done) == 1


@pytest.mark.parametrize("name", [name for name, given in FILLED.items() if given and name != "urge"])
def test_a_gap_is_named_at_its_place_and_the_engine_is_not_asked(
    signed_in, open_to_all: FakeEngine, name: str
) -> None:
    answer = send(signed_in(), name)
    assert answer.status_code == 422
    assert 'href="#act-' in answer.text and "请填写" in answer.text
    assert open_to_all.done == []


def test_what_was_typed_stays_when_the_engine_refuses(signed_in, open_to_all: FakeEngine) -> None:
    client = signed_in()
    open_to_all.refuse = errors.Invalid(errors=[{"field": "days", "message": "1–10"}])
    answer = send(client, "extend", **{**FILLED["extend"], "days": "50"})
    assert answer.status_code == 422
    assert 'value="50"' in answer.text and "案情复杂" in answer.text and 'href="#act-days"' in answer.text


def test_a_refusal_is_told_in_the_readers_language(signed_in, open_to_all: FakeEngine) -> None:
    client = signed_in()
    open_to_all.refuse = errors.Conflict("催办过于频繁 / urged a moment ago")
    assert "催办过于频繁" in send(client, "urge", text="快").text
    open_to_all.refuse = errors.Conflict("Only a case under review can be suspended.")
    told = send(client, "suspend", **FILLED["suspend"]).text
    assert "现在的状态不允许这样做" in told and "Only a case" not in told


def test_who_was_faster_is_told_with_the_text_kept(signed_in, open_to_all: FakeEngine) -> None:
    client = signed_in()
    open_to_all.refuse = errors.TaskNotOpen(
        completed_by="liu.window",
        completed_by_name="刘敏之",
        completed_at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
    )
    answer = send(client, "transfer", **FILLED["transfer"])
    assert answer.status_code == 409
    assert "刘敏之 已于 2026-11-20 11:00 办理了这个环节" in answer.text and "出差" in answer.text


def test_only_what_is_offered_is_shown_and_opened(signed_in, engine: FakeEngine) -> None:
    client = signed_in()
    body = client.get(CASE).text
    assert f"{CASE}/withdraw" in body and f"{CASE}/void" not in body and f"{TASK}/transfer" not in body
    assert client.get(f"{CASE}/void").status_code == 403
    assert client.get(f"{TASK}/transfer").status_code == 403


def test_a_script_is_led_on_after_an_act(signed_in, open_to_all: FakeEngine) -> None:
    client = signed_in()
    token = token_of(client.get(where("resume")).text)
    answer = client.post(where("resume"), data={"csrf": token}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{CASE}?did=resume"


def test_a_case_is_rated_while_the_engine_offers_it(signed_in, open_to_all: FakeEngine) -> None:
    client = signed_in("lin.applicant")
    said = {"level": 5, "dims": {"attitude": 5}, "text": "等了很久", "rated_at": NOW, "follow_up": None}
    answered = {"answers": [{"step": "整改", "outcome": "done", "text": "已整改", "at": NOW}], "again": True}
    case = a_case(operations=["rate"], rating={**said, **answered, "rectification": "completed"})
    open_to_all.queries.answers["case"] = case
    assert all(one in client.get(CASE).text for one in ("现在满意吗", "等了很久", "已整改", "追加评价一次"))
    open_to_all.queries.answers["case"] = {**case, "operations": []}
    assert "评价这次办理" not in client.get(CASE).text
    assert client.get(f"{CASE}/rate").status_code == 403


def test_a_rating_has_five_levels_and_four_topics(signed_in, open_to_all: FakeEngine) -> None:
    send(signed_in(), "rate", **FILLED["rate"])
    done = open_to_all.done[0]
    assert (done.level, done.dims, done.text) == (5, {"attitude": 4}, "等了很久")


def test_work_goes_to_people_who_can_do_it_the_nearest_first(signed_in, open_to_all: FakeEngine) -> None:
    body = signed_in().get(where("transfer")).text
    assert body.index("liu.window") < body.index("he.section")
    for nobody in ("lin.applicant", "old.hand", "act-to-wang.window"):
        assert nobody not in body


def test_whoever_is_chosen_stays_in_a_narrowed_list(signed_in) -> None:
    client = signed_in()
    body = client.get("/people?field=users&several=1&who=何&users=liu.window").text
    assert "he.section" in body and 'value="liu.window" checked' in body
    assert client.get("/people").status_code == 200


def test_the_earlier_steps_are_those_of_the_engine(signed_in, open_to_all: FakeEngine) -> None:
    body = signed_in().get(where("return")).text
    assert "上一步：王晓窗 于 2026-11-18 10:30 办理" in body and "申请人" in body


def test_a_draft_is_kept_and_found_again(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["task"] = a_task(operations=["complete", "save_draft"])
    client = signed_in()
    token = token_of(client.get(CASE).text)
    form = {"csrf": token, "correction_note": "写到一半", "opinion": "还没想好"}
    assert client.post(f"{TASK}/draft", data=form).status_code == 303
    kept = engine.done[0].variables
    assert kept["correction_note"] == "写到一半" and kept["_opinion"] == "还没想好"
    engine.queries.answers["task"] = a_task(draft={"variables": kept, "saved_at": engine.now})
    body = client.get(f"{CASE}?did=save_draft").text
    assert "写到一半" in body and "还没想好</textarea>" in body and "已暂存" in body


def test_ones_own_last_step_may_be_taken_back(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["case"] = a_case(tasks=[], operations=[])
    engine.queries.answers["task"] = a_task(state="completed", operations=["retrieve"])
    body = signed_in().get(CASE).text
    assert "您已办理：科室并联审查" in body and f"{TASK}/retrieve" in body


def test_what_was_said_beside_the_work_is_there(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["task_record"] = {
        "remarks": [{"kind": "urge", "author_name": "宋代办", "at": engine.now, "text": "请尽快"}],
        "copies": [{"recipient": "wang.window", "read_at": None, "text": "请看一下"}],
        "added_signers": [{"name": "刘敏之", "state": "open"}],
    }
    client = signed_in()
    body = client.get(CASE).text
    for words in ("请尽快", "这件事抄送给了您。", "请看一下", "刘敏之", "签署中"):
        assert words in body
    client.post(f"{TASK}/read", data={"csrf": token_of(body)})
    assert type(engine.done[0]).__name__ == "MarkCopyRead"


def test_work_without_a_case_has_its_acts_too(signed_in, open_to_all: FakeEngine) -> None:
    open_to_all.queries.answers["task"] = a_task(case_no=None, item=None, operations=["complete", "transfer"])
    client = signed_in()
    assert f"{TASK}/transfer" in client.get(TASK).text
    assert client.get(f"{TASK}/transfer").status_code == 200

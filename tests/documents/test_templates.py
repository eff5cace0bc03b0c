"""An office's own texts: tried in a box, versioned, put back; and documents that go out in steps."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from office import CONTENT, Office
from pypdf import PdfReader

from tongban.engine import SYSTEM, LoadPeople, MoveDocument, SaveTemplate, SetDocumentRule, documents, errors

TYPE, UNIT = "receipt_voucher", "scjg"
OWN = documents.shipped_text(TYPE) + "\n#prose[本局补充说明：请保存好凭证。]\n"


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def receipt(office: Office) -> dict[str, object]:
    item = office.publish(CONTENT / "sole-trader-registration")
    return dict(office.case(office.register(item)["case_no"])["documents"][0])


def test_the_shipped_text_makes_the_same_bytes_in_the_box() -> None:
    data = documents.specimen()
    assert documents.render(TYPE, data, text=documents.shipped_text(TYPE)) == documents.render(TYPE, data)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('#read("/etc/hostname")', "file not found"),
        ('#read("../catalogue.py")', "escape"),
        ('#import "@preview/cetz:0.3.0"', "packages"),
        ('#import ("@prev" + "iew/cetz:0.3.0")', "package"),
        ("#let broken = (", "line 1"),
        ("x" * 60_001, "at most"),
    ],
    ids=["absolute", "upwards", "package", "hidden package", "syntax", "long"],
)
def test_a_text_gets_out_nowhere(text: str, told: str) -> None:
    with pytest.raises(documents.TemplateWrong, match=told) as refused:
        documents.render(TYPE, documents.specimen(), text=text)
    assert refused.value.errors[0]["field"] == "text"
    assert "searched at" not in str(refused.value)


def test_a_version_is_in_force_at_once_and_leaves_what_was_issued(office: Office) -> None:
    before = receipt(office)
    made = office.engine.execute(SaveTemplate(UNIT, TYPE, OWN, "补充说明"), SYSTEM)
    assert made["version"] == 1
    after = receipt(office)
    old, _ = office.engine.queries.document_pdf(SYSTEM, str(before["id"]))
    new, _ = office.engine.queries.document_pdf(SYSTEM, str(after["id"]))
    assert "请保存好凭证" not in words(old) and "请保存好凭证" in words(new)
    # The same text again is no new version; version 0 is the shipped one.
    assert office.engine.execute(SaveTemplate(UNIT, TYPE, OWN), SYSTEM)["version"] == 1
    assert office.engine.execute(SetDocumentRule(UNIT, TYPE, version=0), SYSTEM)["version"] == 0
    again, _ = office.engine.queries.document_pdf(SYSTEM, str(receipt(office)["id"]))
    assert "请保存好凭证" not in words(again)


def test_only_the_units_administrator_changes_its_texts(office: Office) -> None:
    for who in ("wang.window", "song.agent", "gao.admin"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(SaveTemplate(UNIT, TYPE, OWN), office.actor(who))
    own = office.engine.execute(SetDocumentRule("zwzx", TYPE, in_steps=True), office.actor("gao.admin"))
    assert own["in_steps"]
    with pytest.raises(errors.NotFound):
        office.engine.execute(SetDocumentRule(UNIT, TYPE, version=7), SYSTEM)
    with pytest.raises(errors.NotFound):
        office.engine.execute(SetDocumentRule(UNIT, "base", in_steps=True), SYSTEM)


def test_a_document_in_steps_is_nobodys_outside_until_it_is_issued(office: Office) -> None:
    office.engine.execute(SetDocumentRule(UNIT, TYPE, in_steps=True), SYSTEM)
    item = office.publish(CONTENT / "sole-trader-registration")
    registered = office.register(item)
    case_no, code = registered["case_no"], registered["receipt"]["verification_code"]
    draft = office.case(case_no)["documents"][0]
    assert draft["state"] == "draft"
    with pytest.raises(errors.NotFound):
        office.engine.queries.verify_document(code)
    pdf, _ = office.engine.queries.document_pdf(SYSTEM, draft["id"])
    assert "未签发" in words(pdf)
    drafter = office.actor(
        next(one["actor"] for one in office.engine.queries.audit(SYSTEM, case_no)["items"])
    )
    with pytest.raises(errors.Conflict):
        office.engine.execute(MoveDocument(draft["id"], "seal"), SYSTEM)
    with pytest.raises(errors.EngineError):
        office.engine.execute(MoveDocument(draft["id"], "review"), drafter)
    states = [
        office.engine.execute(MoveDocument(draft["id"], step), SYSTEM)["state"] for step in ("review", "seal")
    ]
    assert states == ["reviewed", "sealed"]
    waiting = office.engine.queries.waiting_documents(SYSTEM)["items"]
    assert [(one["id"], one["steps"]) for one in waiting] == [(draft["id"], ["issue"])]
    office.engine.execute(MoveDocument(draft["id"], "issue"), SYSTEM)
    told = office.engine.queries.verify_document(code)
    assert told["signature"]["intact"] and office.engine.queries.waiting_documents(SYSTEM)["items"] == []
    assert office.engine.verify_audit()["broken"] == []


def test_redrafting_takes_the_facts_of_today_and_keeps_the_number(office: Office) -> None:
    office.engine.execute(SetDocumentRule(UNIT, TYPE, in_steps=True), SYSTEM)
    item = office.publish(CONTENT / "sole-trader-registration")
    case_no = office.register(item)["case_no"]
    draft = office.case(case_no)["documents"][0]
    office.engine.execute(MoveDocument(draft["id"], "review"), SYSTEM)
    again = office.engine.execute(MoveDocument(draft["id"], "redraft"), SYSTEM)
    assert (again["state"], again["number"]) == ("draft", draft["number"])


def test_whose_step_it_is_gets_a_message_and_the_drafter_when_it_comes_back(office: Office) -> None:
    office.engine.execute(SetDocumentRule(UNIT, TYPE, in_steps=True), SYSTEM)
    item = office.publish(CONTENT / "sole-trader-registration")
    head, keeper, issuer = (people_of(office, role) for role in ("reviewer", "seal_keeper", "cert_officer"))
    drafter = office.register(item)["registered_by"]
    (draft,) = office.engine.queries.waiting_documents(SYSTEM)["items"]

    def told(who: str) -> list[str]:
        office.wait(timedelta(minutes=1))
        return [one for one in office.messages(who) if "文书" in one]

    def move(step: str, reason: str = "") -> str:
        return str(office.engine.execute(MoveDocument(draft["id"], step, reason), SYSTEM)["state"])

    assert told(head) == ["待审核文书：申请材料接收凭证"]
    with pytest.raises(errors.Invalid):
        move("send_back")
    assert move("send_back", "联系电话写错了") == "draft"
    assert told(drafter) == ["文书退回重拟：申请材料接收凭证"]
    # What was sent back is still readable, but nobody goes on with it before its drafter has put it right.
    pdf, _ = office.engine.queries.document_pdf(SYSTEM, draft["id"])
    assert "未签发" in words(pdf)
    with pytest.raises(errors.Conflict):
        move("review")
    (shown,) = office.engine.queries.waiting_documents(office.actor(drafter))["items"]
    assert (shown["returned"]["reason"], shown["steps"]) == ("联系电话写错了", ["redraft"])
    office.engine.execute(MoveDocument(draft["id"], "redraft"), office.actor(drafter))
    assert told(head)[0] == "待审核文书：申请材料接收凭证"
    assert move("review") == "reviewed"
    assert told(keeper)[0] == "待盖章文书：申请材料接收凭证"
    assert move("seal") == "sealed"
    assert told(issuer)[0] == "待签发文书：申请材料接收凭证"
    assert office.engine.verify_audit()["broken"] == []


def people_of(office: Office, role: str) -> str:
    """Somebody put into this role of the unit."""
    code = f"{UNIT}-{role}-test"
    post = {"code": code, "role": role, "unit": UNIT, "name": {"zh": role, "en": role}}
    person = {"username": f"{role}.test", "name": {"zh": role, "en": role}, "password": "x", "posts": [code]}
    office.engine.execute(LoadPeople({"posts": [post], "people": [person]}, lambda _: "!"), SYSTEM)
    return f"{role}.test"

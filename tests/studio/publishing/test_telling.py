"""Whoever submitted an item hears what became of it, at every step others decide; of their own acts they hear nothing."""

from __future__ import annotations

from datetime import timedelta

from office import Office

from studio.publishing.desk import EDITOR, LEGAL, OFFICE, deploy, do, drafted, played, reviewed, submitted
from tongban.engine import WithdrawPublication, drafting


def heard(office: Office, who: str = EDITOR) -> list[tuple[str, str]]:
    """Subjects in both languages, the oldest first; each is about its submission."""
    office.wait(timedelta(minutes=1))
    found = office.engine.queries.messages(office.actor(who))["items"]
    return [(one["subject"], one["subject_en"]) for one in reversed(found)]


def test_each_step_is_told_with_its_reason_and_where_it_is_read(office: Office) -> None:
    deploy(office)
    draft = drafted(office)
    publication = submitted(office, draft)
    do(office, publication, OFFICE, "agree")
    office.wait(timedelta(minutes=1))
    do(office, publication, LEGAL, "return", "第三条依据已经废止")
    assert heard(office) == [
        (
            "审核通过：临街摆摊备案（主管负责人审核）",
            "Agreed: Street stall filing (Office in charge reviews)",
        ),
        ("退回修改：临街摆摊备案（合法性审核）", "Returned for changes: Street stall filing (Legal check)"),
    ]
    last = office.engine.queries.messages(office.actor(EDITOR))["items"][0]
    assert "第三条依据已经废止" in last["body"] and "第三条依据已经废止" in last["body_en"]
    assert last["publication_id"] == publication["id"]
    assert heard(office, OFFICE) == []


def test_published_at_once_scheduled_and_come_into_force_are_told(office: Office) -> None:
    deploy(office)
    publication = submitted(office, drafted(office))
    reviewed(office, publication)
    heard(office)
    day = (office.clock() + timedelta(days=5)).date().isoformat()
    do(office, publication, "admin", "publish", effective_on=day)
    scheduled, scheduled_en = heard(office)[-1]
    assert scheduled == "已排定生效日：临街摆摊备案" and scheduled_en.startswith("Scheduled")
    assert day in office.engine.queries.messages(office.actor(EDITOR))["items"][0]["body"]
    office.wait(timedelta(days=6))
    assert heard(office)[-1] == ("已按期生效：临街摆摊备案", "In force: Street stall filing")


def test_what_an_editor_does_is_not_told_to_them_and_an_administrator_telling_them_is(office: Office) -> None:
    deploy(office)
    publication = submitted(office, drafted(office))
    reviewed(office, publication)
    before = len(heard(office))
    do(office, publication, EDITOR, "publish")
    assert len(heard(office)) == before
    files = dict(office.engine.queries.item_files(office.actor(EDITOR), "street-stall"))
    files["item.yaml"] += b"# 2\n"
    draft = office.engine.execute(drafting.CreateItemDraft(files), office.actor(EDITOR))
    played(office, files)
    sent = submitted(office, draft, "第二版")
    office.engine.execute(WithdrawPublication(sent["id"], "先不发"), office.actor("admin"))
    office.engine.execute(
        drafting.PublishItemDraft(draft["id"], draft["revision"], "直接发"), office.actor("admin")
    )
    assert sorted(zh for zh, _en in heard(office)[before:]) == [
        "已发布：临街摆摊备案",
        "送审已撤回：临街摆摊备案",
    ]

"""Versions: one in force, one may wait for its day, any may come back; what applicants are told when none is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from studio.publishing.desk import EDITOR, deploy, do, drafted, folder, played, reviewed, submitted
from tongban.engine import (
    SYSTEM,
    CancelSchedule,
    CompleteTask,
    RestoreVersion,
    SubmitPublication,
    WithdrawVersion,
    drafting,
    errors,
    items,
)


def published(office: Office, draft: dict[str, Any], note: str = "第一版") -> dict[str, Any]:
    command = drafting.PublishItemDraft(draft["id"], draft["revision"], note)
    return office.engine.execute(command, office.actor("admin"))


def changed(office: Office, draft: dict[str, Any], remark: bytes) -> dict[str, Any]:
    """The draft with a remark at the end of its sheet: other content, the same item."""
    files = {**folder(), "item.yaml": folder()["item.yaml"] + remark}
    played(office, files)
    command = drafting.ChangeItemDraft(draft["id"], {"item.yaml": files["item.yaml"]}, None)
    return office.engine.execute(command, office.actor(EDITOR))


def states(office: Office) -> list[tuple[int, str]]:
    found = office.engine.queries.item_versions(office.actor(EDITOR), "street-stall")["items"]
    return [(one["version"], one["state"]) for one in found]


def test_a_version_takes_effect_on_its_day(office: Office) -> None:
    deploy(office)
    draft = drafted(office)
    published(office, draft)
    later = submitted(office, changed(office, draft, b"# two\n"), "第二版")
    reviewed(office, later)
    zone = timedelta(hours=8)
    today = (office.clock() + zone).date()
    for day in (today, today - timedelta(days=3)):
        with pytest.raises(errors.Invalid) as refused:
            do(office, later, EDITOR, "publish", effective_on=day.isoformat())
        assert [one["field"] for one in refused.value.errors] == ["effective_on"]
    do(office, later, EDITOR, "publish", effective_on=(today + timedelta(days=3)).isoformat())
    assert states(office) == [(2, "scheduled"), (1, "published")]
    shown = office.engine.queries.publication(office.actor(EDITOR), later["id"])
    assert shown["state"] == "scheduled"
    # What came in between would be lost on that day.
    third = changed(office, draft, b"# three\n")
    with pytest.raises(errors.VersionScheduled):
        published(office, third, "第三版")
    office.wait(timedelta(days=1))
    assert states(office) == [(2, "scheduled"), (1, "published")]
    office.wait(timedelta(days=3))
    assert states(office) == [(2, "published"), (1, "replaced")]
    line = office.engine.queries.item_in_force(office.actor(EDITOR), "street-stall")
    assert line is not None
    assert (line["change_note"], line["published_by"], line["effective_at"]) == ("第二版", EDITOR, None)


def test_a_planned_day_is_called_off(office: Office) -> None:
    deploy(office)
    draft = drafted(office)
    sent = submitted(office, draft)
    reviewed(office, sent)
    day = (office.clock() + timedelta(days=5)).date().isoformat()
    do(office, sent, EDITOR, "publish", effective_on=day)
    version = office.engine.queries.item_versions(office.actor(EDITOR), "street-stall")["items"][0]
    with pytest.raises(errors.NeedsApproval):
        office.engine.execute(CancelSchedule(version["id"]), office.actor(EDITOR))
    office.engine.execute(CancelSchedule(version["id"]), office.actor("admin"))
    office.wait(timedelta(days=9))
    assert states(office) == [(1, "drafted")]
    with pytest.raises(errors.Conflict):
        office.engine.execute(CancelSchedule(version["id"]), office.actor("admin"))


def test_a_joint_item_whose_member_is_gone_does_not_take_effect_and_says_why(office: Office) -> None:
    deploy(office)
    admin = office.actor("admin")
    office.publish(CONTENT / "bookshop-opening")
    files = items.read_folder(CONTENT / "bookshop-opening")
    files["item.yaml"] += b"# two\n"
    draft = drafted(office, files)
    sent = office.engine.execute(SubmitPublication(draft["id"], 1, "第二版"), office.actor(EDITOR))
    day = (office.clock() + timedelta(days=2)).date().isoformat()
    for element in ("office", "legal", "publish"):
        (task,) = office.engine.queries.tasks(SYSTEM, instance=sent["instance_id"])["items"]
        assert task["element"] == element
        last = element == "publish"
        fields = {"effective_on": day} if last else {}
        command = CompleteTask(task["id"], "publish" if last else "agree", "同意", fields)
        office.engine.execute(command, SYSTEM)
    member = items.sheet_data(files)["joint"]["members"][0]["item"]  # type: ignore[index]
    line = office.engine.queries.item_in_force(admin, member)
    assert line is not None
    office.engine.execute(WithdrawVersion(line["id"], "停办"), admin)
    office.wait(timedelta(days=4))
    found = office.engine.queries.item_versions(office.actor(EDITOR), "bookshop-opening")["items"]
    assert [(one["version"], one["state"]) for one in found] == [(2, "drafted"), (1, "published")]
    failed = office.engine.queries.events(SYSTEM, types=("item.schedule_failed",))["items"]
    assert len(failed) == 1 and failed[0]["data"]["problems"]


def test_nobody_can_apply_for_what_is_withdrawn_and_running_cases_go_on(office: Office) -> None:
    admin, item = office.actor("admin"), items.read_item(folder())
    version = published(office, drafted(office))
    case = office.register(item)
    for reason in (" ", "长" * 501):
        with pytest.raises(errors.Invalid):
            office.engine.execute(WithdrawVersion(version["id"], reason), admin)
    with pytest.raises(errors.Invalid):
        office.engine.execute(WithdrawVersion(version["id"], "停办", restore=True), admin)
    for who in (EDITOR, "wang.window", "lin.applicant"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(WithdrawVersion(version["id"], "停办"), office.actor(who))
    office.engine.execute(WithdrawVersion(version["id"], "办法已废止"), admin)
    with pytest.raises(errors.ItemWithdrawn) as refused:
        office.register(item)
    assert "办法已废止" in refused.value.message
    assert states(office) == [(1, "withdrawn")]
    first = office.engine.queries.tasks(SYSTEM, case=case["case_no"])["items"][0]
    office.engine.execute(CompleteTask(first["id"], "accept", "齐全"), admin)
    assert office.case(case["case_no"])["state"] == "accepted"
    with pytest.raises(errors.Conflict):
        office.engine.execute(WithdrawVersion(version["id"], "再停"), admin)
    office.engine.execute(RestoreVersion(version["id"], "恢复"), admin)
    office.register(item)


def test_the_version_before_comes_back_when_that_is_wished(office: Office) -> None:
    admin, draft = office.actor("admin"), drafted(office)
    first = published(office, draft)
    second = published(office, changed(office, draft, b"# two\n"), "第二版")
    with pytest.raises(errors.NeedsApproval):
        office.engine.execute(RestoreVersion(first["id"], "x"), office.actor(EDITOR))
    answer = office.engine.execute(WithdrawVersion(second["id"], "有错", restore=True), admin)
    assert answer["restored"] == 1
    assert states(office) == [(2, "withdrawn"), (1, "published")]
    office.register(items.read_item(folder()))
    line = office.engine.queries.item_versions(office.actor(EDITOR), "street-stall")["items"][1]
    assert (line["running"], len(line["definitions"])) == (1, 2)
    with pytest.raises(errors.Conflict):
        office.engine.execute(RestoreVersion(first["id"], "x"), admin)

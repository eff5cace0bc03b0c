"""Publishing is a process: what was reviewed is what is published, by whom it may be, and nothing leads around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from office import CONTENT, Office, open_office

from studio.publishing.desk import (
    EDITOR,
    LEGAL,
    OFFICE,
    deploy,
    do,
    drafted,
    folder,
    played,
    reviewed,
    submitted,
)
from tongban.engine import (
    SYSTEM,
    CompleteTask,
    DeployResources,
    ImportItem,
    ModifyInstance,
    PublishItem,
    SubmitPublication,
    TerminateInstance,
    WithdrawPublication,
    drafting,
    errors,
    items,
    trial,
)


def state(office: Office, publication: dict) -> str:
    return office.engine.queries.publication(office.actor(EDITOR), publication["id"])["state"]


def test_what_was_reviewed_is_published(office: Office) -> None:
    deploy(office)
    draft = drafted(office)
    publication = submitted(office, draft)
    assert (publication["state"], publication["revision"]) == ("open", 1)
    reviewed(office, publication)
    with pytest.raises(errors.NotFound):
        office.engine.queries.item(None, "street-stall")
    do(office, publication, EDITOR, "publish")
    assert state(office, publication) == "published"
    item = items.read_item(folder())
    shown = office.engine.queries.item(None, "street-stall")
    assert (shown["version"], shown["content_hash"]) == (1, item.content_hash)
    office.register(item)
    line = office.engine.queries.item_versions(office.actor(EDITOR), "street-stall")["items"][0]
    assert (line["change_note"], line["published_by"], line["state"]) == ("第一版", EDITOR, "published")


def test_what_was_edited_in_between_is_refused_until_it_is_submitted_again(office: Office) -> None:
    deploy(office)
    xu = office.actor(EDITOR)
    draft = drafted(office)
    publication = submitted(office, draft)
    reviewed(office, publication)
    sheet = folder()["item.yaml"] + b"# changed\n"
    changed = office.engine.execute(drafting.ChangeItemDraft(draft["id"], {"item.yaml": sheet}, None), xu)
    with pytest.raises(errors.PublicationOutdated) as refused:
        do(office, publication, EDITOR, "publish")
    assert refused.value.facts["current"]["submitted_revision"] == 1
    assert refused.value.facts["current"]["revision"] == 2
    assert state(office, publication) == "open"
    do(office, publication, EDITOR, "return", "改过了，重新送审")
    with pytest.raises(errors.SamplesNotGreen):
        office.engine.execute(SubmitPublication(draft["id"], changed["revision"], "改了注释"), xu)
    played(office, {**folder(), "item.yaml": sheet})
    again = office.engine.execute(SubmitPublication(draft["id"], changed["revision"], "改了注释"), xu)
    assert (again["id"], again["revision"], again["change_note"]) == (publication["id"], 2, "改了注释")
    reviewed(office, again)
    do(office, again, EDITOR, "publish")
    files = {**folder(), "item.yaml": sheet}
    shown = office.engine.queries.item(None, "street-stall")
    assert shown["content_hash"] == items.content_hash(files)


@pytest.mark.parametrize("step", ["office", "legal", "publish"])
def test_every_step_may_return_it_with_a_reason(office: Office, step: str) -> None:
    deploy(office)
    publication = submitted(office, drafted(office))
    ways = [("office", OFFICE), ("legal", LEGAL), ("publish", EDITOR)]
    for name, who in ways:
        if name == step:
            with pytest.raises(errors.Invalid):
                do(office, publication, who, "return", " ")
            do(office, publication, who, "return", "缺依据")
            break
        do(office, publication, who, "agree")
    shown = office.engine.queries.publication(office.actor(EDITOR), publication["id"])
    assert shown["step"]["element"] == "submit"
    assert (shown["reviews"][-1]["element"], shown["reviews"][-1]["opinion"]) == (step, "缺依据")
    mine = office.engine.queries.tasks(office.actor(EDITOR), instance=publication["instance_id"])["items"]
    assert [one["element"] for one in mine] == ["submit"]


def test_nobody_reviews_what_they_submitted_and_nobody_reviews_twice(office: Office) -> None:
    deploy(office)
    draft = drafted(office)
    publication = office.engine.execute(SubmitPublication(draft["id"], 1, "第一版"), office.actor("admin"))
    first = office.engine.queries.tasks(SYSTEM, instance=publication["instance_id"])["items"]
    task = next(one for one in first if one["element"] == "office")
    with pytest.raises(errors.NotAllowed) as barred:
        office.engine.execute(CompleteTask(task["id"], "agree"), office.actor("admin"))
    assert barred.value.facts["rule"] == "not_same_person"


def test_a_submission_is_withdrawn_by_whoever_made_it(office: Office) -> None:
    deploy(office)
    xu, draft = office.actor(EDITOR), drafted(office)
    publication = submitted(office, draft)
    with pytest.raises(errors.Conflict):
        office.engine.execute(SubmitPublication(draft["id"], 1, "又一次"), xu)
    with pytest.raises(errors.Conflict):
        office.engine.execute(drafting.DeleteItemDraft(draft["id"], 1), xu)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(WithdrawPublication(publication["id"], "x"), office.actor(OFFICE))
    office.engine.execute(WithdrawPublication(publication["id"], "不发了"), xu)
    assert state(office, publication) == "withdrawn"
    open_tasks = office.engine.queries.tasks(office.actor(OFFICE), instance=publication["instance_id"])
    assert not [one for one in open_tasks["items"] if one["state"] == "open"]
    with pytest.raises(errors.Conflict):
        office.engine.execute(WithdrawPublication(publication["id"], "再撤"), xu)
    assert submitted(office, draft)["id"] != publication["id"]


def test_returned_work_is_withdrawn_from_the_inbox_too(office: Office) -> None:
    deploy(office)
    publication = submitted(office, drafted(office))
    do(office, publication, OFFICE, "return", "不需要这个事项")
    do(office, publication, EDITOR, "withdraw")
    assert state(office, publication) == "withdrawn"


def test_nobody_publishes_past_the_process_but_administrators(office: Office) -> None:
    draft = drafted(office)
    xu, admin = office.actor(EDITOR), office.actor("admin")
    with pytest.raises(errors.NeedsApproval):
        office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), xu)
    code = office.engine.execute(ImportItem(folder()), xu)["code"]
    with pytest.raises(errors.NeedsApproval):
        office.engine.execute(PublishItem(code), xu)
    for who in ("wang.window", OFFICE, LEGAL, "gao.admin", "lin.applicant"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), office.actor(who))
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(SubmitPublication(draft["id"], 1, "第一版"), office.actor(who))
    version = office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), admin)
    assert version["state"] == "published"


def test_a_setting_lets_item_administrators_publish_at_once(office: Office) -> None:
    free = open_office(replace(office.engine.settings, direct_publishing=True))
    draft = drafted(free)
    version = free.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), free.actor(EDITOR))
    assert version["state"] == "published"
    with pytest.raises(errors.NotAllowed):
        free.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), free.actor("wang.window"))
    free.engine.sql_engine.dispose()


def test_even_a_direct_way_wants_green_samples_and_a_note(office: Office) -> None:
    admin = office.actor("admin")
    draft = office.engine.execute(drafting.CreateItemDraft(folder()), admin)
    with pytest.raises(errors.SamplesNotGreen):
        office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), admin)
    assert [one.kind for one in trial(office.engine, admin, folder())][-1] == "done"
    with pytest.raises(errors.Invalid):
        office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, " "), admin)
    office.engine.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), admin)


def test_what_is_not_sound_is_not_even_submitted(office: Office) -> None:
    deploy(office)
    files = folder()
    files["flow.bpmn"] = files["flow.bpmn"].replace(b'roles="handler"', b"")
    draft = office.engine.execute(drafting.CreateItemDraft(files), office.actor(EDITOR))
    with pytest.raises(errors.InvalidItem):
        submitted(office, draft)
    with pytest.raises(errors.Invalid):
        submitted(office, drafted(office), " ")
    assert office.engine.queries.publications(office.actor(EDITOR))["items"] == []


def test_the_process_itself_is_the_administrators_alone(office: Office) -> None:
    deploy(office)
    publication = submitted(office, drafted(office))
    xu, admin = office.actor(EDITOR), office.actor("admin")
    diagram = (CONTENT / "item-publication" / "publication.bpmn").read_bytes()
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(DeployResources((("p.bpmn", diagram),)), xu)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(ModifyInstance(publication["instance_id"], (), ("force",), "x"), xu)
    with pytest.raises(errors.NotAllowed):
        office.engine.execute(TerminateInstance(publication["instance_id"], "x"), xu)
    # The same service in a diagram of somebody's own publishes nothing.
    other = diagram.replace(b'process id="item-publication"', b'process id="own"').replace(
        b'bpmnElement="item-publication"', b'bpmnElement="own"'
    )
    office.engine.execute(DeployResources((("own.bpmn", other),)), xu)
    office.engine.execute(TerminateInstance(publication["instance_id"], "x"), admin)
    # What an administrator has ended does not stand in the way of another submission.
    draft = office.engine.queries.publication(xu, publication["id"])["draft_id"]
    again = office.engine.execute(SubmitPublication(draft, 1, "再来"), xu)
    assert again["id"] != publication["id"]

"""Submitting a draft for publication and taking it back; what happens in between is the process of publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_OPEN, TASK_OPEN
from tongban.engine.ports import DesignDraft, DesignFile, Instance, Publication, Task, UnitOfWork
from tongban.engine.use_cases.complete_task import CompleteTask, complete_task
from tongban.engine.use_cases.flow import Act, calls, journal
from tongban.engine.use_cases.publication_rules import PROCESS, note_of
from tongban.engine.use_cases.publication_telling import tell

SUBMIT = "submit"
MOST_REASON = 2000


@dataclass(frozen=True, slots=True)
class SubmitPublication:
    """The draft as it was at this revision; what was returned before goes round again."""

    draft_id: str
    revision: int
    change_note: str


@dataclass(frozen=True, slots=True)
class WithdrawPublication:
    """Take a submission back before it is published."""

    publication_id: str
    reason: str


def submit_publication(command: SubmitPublication, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The submission with its process begun; Conflict when the draft is under review already."""
    may(actor, "item.submit")
    note = note_of(command.change_note)
    draft = uow.get(DesignDraft, command.draft_id, lock=True)
    if draft is None or draft.kind != "item":
        raise errors.NotFound(draft=command.draft_id)
    if draft.revision != command.revision:
        raise errors.PreconditionFailed(
            current={
                "revision": draft.revision,
                "path": None,
                "updated_by": draft.updated_by,
                "updated_at": draft.updated_at.isoformat(),
            }
        )
    publication = _of_draft(uow, draft.id) or _begun(uow, actor, draft, note)
    waiting = uow.find(Task, instance_id=publication.instance_id, element=SUBMIT, state=TASK_OPEN, limit=1)
    if not waiting:
        raise errors.Conflict(
            "草稿正在送审 / the draft is under review already", current={"publication": publication.id}
        )
    complete_task(CompleteTask(waiting[0].id, SUBMIT, note), actor, uow)
    found = uow.get(Publication, publication.id)
    assert found is not None
    return publication_view(found)


def withdraw_publication(command: WithdrawPublication, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The submission, withdrawn; its reviewers' tasks go. Whoever submitted it may, and administrators."""
    may(actor, "item.submit")
    found = uow.get(Publication, command.publication_id)
    if found is None:
        raise errors.NotFound(publication=command.publication_id)
    if found.submitted_by != actor.id and not (actor.is_admin or actor.is_system):
        raise errors.NotAllowed("只有送审人可以撤回 / only whoever submitted it may withdraw it")
    act = Act(uow, actor)
    run = act.open_by_id(found.instance_id)
    publication = uow.get(Publication, found.id, lock=True)
    assert publication is not None
    if publication.state != "open":
        raise errors.Conflict("已经办结 / it is over already", current={"state": publication.state})
    if run.record.state in INSTANCE_OPEN:
        run.execution.terminate()
    publication.state, publication.ended_by, publication.ended_at = "withdrawn", actor.id, uow.now
    uow.save(publication, "state", "ended_by", "ended_at")
    reason = command.reason.strip()[:MOST_REASON]
    journal.write(act, run, "publication.withdrawn", code=publication.code, reason=reason)
    tell(uow, actor, publication, "publication_withdrawn", note=reason)
    act.settle()
    return publication_view(publication)


def publication_view(publication: Publication) -> dict[str, Any]:
    """One submission without its files."""
    return {
        "id": publication.id,
        "draft_id": publication.draft_id,
        "code": publication.code,
        "key": publication.slug,
        "name": publication.name,
        "name_en": publication.name_en,
        "revision": publication.revision,
        "content_hash": publication.content_hash,
        "change_note": publication.change_note,
        "state": publication.state,
        "instance_id": publication.instance_id,
        "submitted_by": publication.submitted_by,
        "submitted_at": publication.submitted_at,
        "ended_by": publication.ended_by,
        "ended_at": publication.ended_at,
        "version_id": publication.version_id,
    }


def _of_draft(uow: UnitOfWork, draft_id: str) -> Publication | None:
    """The draft's open submission; one whose process an administrator has ended is over."""
    for one in uow.find(Publication, draft_id=draft_id, state="open", limit=5):
        instance = uow.get(Instance, one.instance_id)
        if instance is not None and instance.state in INSTANCE_OPEN:
            return one
        one.state, one.ended_at = "withdrawn", uow.now
        uow.save(one, "state", "ended_at")
    return None


def _begun(uow: UnitOfWork, actor: Actor, draft: DesignDraft, note: str) -> Publication:
    """A new process of publication, at its first step."""
    act = Act(uow, actor)
    try:
        definition = calls.find_process(act, PROCESS)
    except errors.NotFound:
        raise errors.Conflict(
            "发布流程未部署 / the process of publication has not been deployed", process=PROCESS
        ) from None
    files = {one.path: bytes(one.content) for one in uow.find(DesignFile, draft_id=draft.id, order="path")}
    item = items.read_item(files)
    publication_id = uow.new_id()
    run = act.start(
        definition,
        {"publication": publication_id, "draft": draft.id, "item_name": item.sheet.name.zh},
        business_key=item.slug,
    )
    publication = Publication(
        id=publication_id,
        draft_id=draft.id,
        code=item.code,
        slug=item.slug,
        name=item.sheet.name.zh,
        name_en=item.sheet.name.en,
        revision=draft.revision,
        content_hash=item.content_hash,
        change_note=note,
        state="open",
        instance_id=run.record.id,
        submitted_by=actor.id,
        submitted_at=uow.now,
    )
    uow.add(publication)
    act.settle()
    return publication

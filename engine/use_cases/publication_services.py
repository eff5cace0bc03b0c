"""What the process of publication has the engine itself do: keep what was submitted, publish it, or let it go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import group_ref
from tongban.engine.ports import (
    DesignDraft,
    DesignFile,
    DraftTrial,
    ItemVersion,
    Publication,
    PublicationFile,
    UnitOfWork,
)
from tongban.engine.use_cases.flow import Act, Run, journal, overseers
from tongban.engine.use_cases.import_item import take_in
from tongban.engine.use_cases.item_claims import require_claim
from tongban.engine.use_cases.joint.publishing import check_members
from tongban.engine.use_cases.publication_force import put_in_force, schedule
from tongban.engine.use_cases.publication_rules import PROCESS, note_of, require_green
from tongban.engine.use_cases.publication_telling import tell

FROZEN = (
    "code",
    "slug",
    "name",
    "name_en",
    "revision",
    "content_hash",
    "change_note",
    "submitted_at",
    "report",
)
ENDED = ("state", "ended_by", "ended_at", "version_id")


def freeze(act: Act, run: Run) -> Mapping[str, Any]:
    """Keep the draft as it is now: this is what the reviewers see, and nothing else will be published.

    InvalidItem with everything that is missing, SamplesNotGreen for samples that were not played to their ends.
    """
    uow = act.uow
    publication, draft, contents = _opened(act, run)
    item = items.read_item(contents)
    require_claim(uow, draft, contents)
    require_green(uow, contents)
    check_members(uow, item)
    said = run.execution.variables.get("submit")
    opinion = said.get("opinion") if isinstance(said, Mapping) else None
    publication.code, publication.slug = item.code, item.slug
    publication.name, publication.name_en = item.sheet.name.zh, item.sheet.name.en
    publication.revision, publication.content_hash = draft.revision, item.content_hash
    publication.change_note = note_of(str(opinion or publication.change_note))
    publication.submitted_at = uow.now
    publication.report = report(uow, contents)
    uow.save(publication, *FROZEN)
    uow.remove(PublicationFile, publication_id=publication.id)
    for path, content in contents.items():
        uow.add(PublicationFile(publication.id, path, content))
    journal.write(
        act,
        run,
        "publication.submitted",
        code=item.code,
        revision=draft.revision,
        content_hash=item.content_hash,
        note=publication.change_note,
    )
    return {
        "item_name": item.sheet.name.zh,
        "item_code": item.code,
        "revision": draft.revision,
        "content_hash": item.content_hash,
        "change_note": publication.change_note,
        "office": in_charge(uow, item.sheet.unit),
        # A day chosen in an earlier round says nothing about this one.
        "effective_on": None,
    }


def publish(act: Act, run: Run) -> Mapping[str, Any]:
    """Put in force exactly what was reviewed; PublicationOutdated when the draft has moved on since."""
    uow = act.uow
    publication, draft, contents = _opened(act, run)
    if items.content_hash(contents) != publication.content_hash:
        raise errors.PublicationOutdated(
            current={
                "revision": draft.revision,
                "submitted_revision": publication.revision,
                "updated_by": draft.updated_by,
                "updated_at": draft.updated_at.isoformat(),
            }
        )
    require_claim(uow, draft, contents)
    item = items.read_item(contents)
    version = uow.get(ItemVersion, take_in(contents, act.actor, uow)["id"])
    assert version is not None
    day = _day(run.execution.variables.get("effective_on"))
    if day is not None:
        schedule(uow, act.actor, version, day, publication.change_note)
    elif version.state != "published":
        put_in_force(uow, act.actor, version, item, note=publication.change_note)
    _end(act, publication, "scheduled" if day is not None else "published", version.id)
    facts = {
        "version": version.version,
        "note": publication.change_note,
        "on": day.isoformat() if day else "",
    }
    told = "publication_scheduled" if day is not None else "publication_published"
    tell(uow, act.actor, publication, told, **facts)
    draft.deployment_id, draft.deployed_revision = version.id, draft.revision
    uow.save(draft, "deployment_id", "deployed_revision")
    journal.write(
        act, run, "publication.published", code=version.code, version=version.version, item_version=version.id
    )
    return {"version": version.version, "item_version": version.id}


def let_go(act: Act, run: Run) -> Mapping[str, Any]:
    """Whoever submitted it does not want it published any more."""
    publication = _publication(act.uow, run)
    _end(act, publication, "withdrawn", None)
    journal.write(act, run, "publication.withdrawn", code=publication.code)
    return {}


#: Topics of service tasks that the engine does itself, in the transaction of whoever brought the token there.
SERVICES = {"publication-freeze": freeze, "publication-publish": publish, "publication-withdraw": let_go}


def report(uow: UnitOfWork, contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The gate's report of these files, with what the office knows of their samples."""
    played = uow.get(DraftTrial, items.content_hash(contents))
    lines = items.gate(contents)
    for line in lines:
        if line["key"] == "samples" and played is not None:
            line["played"] = {
                "green": played.green,
                "samples": played.samples,
                "by": played.played_by,
                "at": played.played_at.isoformat(),
            }
    return lines


def in_charge(uow: UnitOfWork, unit: str) -> list[str]:
    """Who answers for the item: the leaders of its unit, else any unit's administrator, as candidates."""
    ladder = [f"{role}@{unit}" for role in (overseers.BRANCH, overseers.MAIN, "unit_admin")]
    held = uow.known_groups(ladder)
    return [group_ref(name) for name in ladder if name in held] or [group_ref("unit_admin")]


def _opened(act: Act, run: Run) -> tuple[Publication, DesignDraft, dict[str, bytes]]:
    publication = _publication(act.uow, run)
    draft = act.uow.get(DesignDraft, publication.draft_id, lock=True)
    if draft is None:
        raise errors.NotFound(draft=publication.draft_id)
    files = act.uow.find(DesignFile, draft_id=draft.id, order="path")
    return publication, draft, {one.path: bytes(one.content) for one in files}


def _publication(uow: UnitOfWork, run: Run) -> Publication:
    """What the instance publishes: only the process of publication does, and only what was submitted to it."""
    found = uow.find(Publication, instance_id=run.record.id, lock=True, limit=1)
    if run.record.process_key != PROCESS or not found or found[0].state != "open":
        raise errors.NotAllowed("Only a submission may be published.", process=run.record.process_key)
    return found[0]


def _end(act: Act, publication: Publication, state: str, version_id: str | None) -> None:
    publication.state, publication.version_id = state, version_id
    publication.ended_by, publication.ended_at = act.actor.id, act.uow.now
    act.uow.save(publication, *ENDED)


def _day(given: Any) -> date | None:
    """The day from which it shall be in force; None is now."""
    if not given:
        return None
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        told = "不是日期 / not a date"
        raise errors.Invalid(errors=[{"field": "effective_on", "message": told}]) from None

"""重点项目: the list of projects whose cases take the green channel, and the process that watches them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.domain.identifiers import check_uscc, explain
from tongban.engine.domain.regimes import factor_of
from tongban.engine.ports import Definition, GreenProject, Person, UnitOfWork
from tongban.engine.use_cases.deploy_resources import Readable, add_definition
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.flow.green import WATCH

WATCH_FILE = Path(__file__).parent / "green_channel_watch.bpmn"
MOST = 200
USCC = 18


@dataclass(frozen=True, slots=True)
class AddGreenProject:
    """`factor` is the share of the promise that is left, as `0.5`; `tracker` a person of the office."""

    code: str
    name: str
    tracker: str
    factor: str = "0.5"
    name_en: str = ""
    applicant_id_no: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeGreenProject:
    """None leaves a value as it is; cases accepted before keep their pace.

    `tags` are of what the caller has read, None for any.
    """

    code: str
    name: str | None = None
    name_en: str | None = None
    tracker: str | None = None
    factor: str | None = None
    note: str | None = None
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class EndGreenProject:
    """Its new cases take the ordinary way from now on."""

    code: str


def add_green_project(command: AddGreenProject, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The project, in force; the first one brings the watch process with it."""
    may(actor, "green_project.change")
    code, name = command.code.strip(), command.name.strip()
    problems = [
        *_needed("code", code),
        *_needed("name", name),
        *_factor(command.factor),
        *_tracker(uow, command.tracker),
        *_owner(command.applicant_id_no),
    ]
    if problems:
        raise errors.Invalid(errors=problems)
    if uow.find(GreenProject, code=code, limit=1):
        raise errors.Conflict(f"重点项目 {code} 已登记 / the project is there already", code=code)
    project = GreenProject(
        id=uow.new_id(),
        code=code,
        name=name,
        name_en=command.name_en.strip() or name,
        factor=command.factor.strip(),
        tracker=command.tracker,
        state="active",
        created_by=actor.id,
        created_at=uow.now,
        applicant_id_no=(command.applicant_id_no or "").strip().upper() or None,
        note=command.note.strip(),
    )
    uow.add(project)
    _deploy_watch(uow, actor)
    journal.alone(uow, actor, project.id, "green_project.added", code=code, factor=project.factor)
    return project_view(project)


def change_green_project(command: ChangeGreenProject, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The project as it now is."""
    may(actor, "green_project.change")
    project = _locked(uow, command.code)
    demand(project_view(project), command.tags)
    problems = [
        *(_needed("name", command.name.strip()) if command.name is not None else []),
        *(_factor(command.factor) if command.factor is not None else []),
        *(_tracker(uow, command.tracker) if command.tracker is not None else []),
    ]
    if problems:
        raise errors.Invalid(errors=problems)
    before = {}
    for name in ("name", "name_en", "tracker", "factor", "note"):
        value = getattr(command, name)
        if value is not None and value.strip() != getattr(project, name):
            before[name] = getattr(project, name)
            setattr(project, name, value.strip())
    uow.save(project)
    after = {name: getattr(project, name) for name in before}
    journal.alone(
        uow, actor, uow.new_id(), "green_project.changed", code=project.code, before=before, after=after
    )
    return project_view(project)


def end_green_project(command: EndGreenProject, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The project, ended; ending it again changes nothing."""
    may(actor, "green_project.change")
    project = _locked(uow, command.code)
    if project.state == "active":
        project.state, project.ended_by, project.ended_at = "ended", actor.id, uow.now
        uow.save(project)
        journal.alone(uow, actor, uow.new_id(), "green_project.ended", code=project.code)
    return project_view(project)


def project_view(project: GreenProject) -> dict[str, Any]:
    """One project."""
    return {
        "id": project.id,
        "code": project.code,
        "name": project.name,
        "name_en": project.name_en,
        "factor": project.factor,
        "tracker": project.tracker,
        "state": project.state,
        "applicant_id_no": project.applicant_id_no,
        "note": project.note,
        "created_by": project.created_by,
        "created_at": project.created_at,
        "ended_at": project.ended_at,
    }


def _locked(uow: UnitOfWork, code: str) -> GreenProject:
    found = uow.find(GreenProject, code=code, limit=1, lock=True)
    if not found:
        raise errors.NotFound(f"There is no key project {code}.", code=code)
    return found[0]


def _deploy_watch(uow: UnitOfWork, actor: Actor) -> None:
    """The watch process, unless the office has one of its own under the same key."""
    if uow.find(Definition, limit=1, kind="process", key=WATCH):
        return
    content = WATCH_FILE.read_bytes()
    process = next(one for one in bpmn.read(content, WATCH_FILE.name).processes if one.key == WATCH)
    definition = add_definition(uow, Readable("process", WATCH, process.name or WATCH, content, process))
    journal.alone(
        uow, actor, definition.id, "definitions.deployed", name=WATCH, definitions=[f"process:{WATCH}:1"]
    )


def _needed(name: str, value: str) -> list[dict[str, str]]:
    if not value:
        return [{"field": name, "message": "必填 / required"}]
    if len(value) > MOST:
        return [{"field": name, "message": f"不超过 {MOST} 字 / at most {MOST} characters"}]
    return []


def _factor(text: str) -> list[dict[str, str]]:
    try:
        factor_of(text)
    except ValueError:
        return [{"field": "factor", "message": "须大于 0、不大于 1，如 0.5 / above 0 and at most 1, as 0.5"}]
    return []


def _tracker(uow: UnitOfWork, username: str) -> list[dict[str, str]]:
    person = uow.get(Person, username)
    if person is None or person.disabled or person.kind == "applicant":
        return [{"field": "tracker", "message": "须为在岗工作人员 / must be somebody of the office"}]
    return []


def _owner(number: str | None) -> list[dict[str, str]]:
    text = (number or "").strip().upper()
    wrong = check_uscc(text) if len(text) == USCC and not text[:17].isdigit() else None
    return [{"field": "applicant_id_no", "message": explain(wrong)}] if wrong else []

"""Diagrams as somebody works on them: kept byte for byte, runnable or not, changed by one person at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import DesignDraft, DesignFile, UnitOfWork
from tongban.engine.use_cases.deploy_resources import DIAGRAMS, DeployResources, deploy_resources
from tongban.engine.use_cases.draft_findings import Findings, examine, examine_kept
from tongban.engine.use_cases.flow import journal

Revisions = frozenset[int] | None
CHANGED = ("name", "revision", "updated_by", "updated_at", "deployable", "problems")


@dataclass(frozen=True, slots=True)
class CreateDraft:
    """A diagram from any tool, under its file's name."""

    path: str
    content: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChangeDraft:
    """The diagram anew; `revisions` are those the caller has read, None for any."""

    draft_id: str
    path: str
    content: bytes
    revisions: Revisions
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeleteDraft:
    """Throw it away; what was deployed from it stays."""

    draft_id: str
    revisions: Revisions


@dataclass(frozen=True, slots=True)
class DeployDraft:
    """Make it the next version of its processes."""

    draft_id: str
    revisions: Revisions = None
    name: str = ""
    change_note: str = ""


def create_draft(command: CreateDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft with what speaks against running it."""
    may(actor, "draft.change")
    findings = examine([(command.path, command.content)])
    draft = DesignDraft(
        id=uow.new_id(),
        kind="diagram",
        name=command.name or _name(command.path, findings),
        revision=1,
        created_by=actor.id,
        created_at=uow.now,
        updated_by=actor.id,
        updated_at=uow.now,
        deployable=findings.runnable,
        problems=findings.problems,
    )
    file = _file(draft, command.path, command.content)
    uow.add(draft)
    uow.add(file)
    _record(uow, actor, draft, "created", file)
    return draft_view(draft, [file], findings)


def change_draft(command: ChangeDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft in its next revision; the same bytes under the same name leave it as it is."""
    may(actor, "draft.change")
    draft, files = _opened(uow, command.draft_id, command.revisions)
    findings = examine([(command.path, command.content)])
    file = _file(draft, command.path, command.content)
    same = [(one.path, one.sha256) for one in files] == [(file.path, file.sha256)]
    if same and command.name in ("", draft.name):
        return draft_view(draft, files, findings)
    draft.name = command.name or draft.name
    draft.revision += 1
    draft.updated_by, draft.updated_at = actor.id, uow.now
    draft.deployable, draft.problems = findings.runnable, findings.problems
    uow.save(draft, *CHANGED)
    file.revision = draft.revision
    uow.remove(DesignFile, draft_id=draft.id)
    uow.add(file)
    _record(uow, actor, draft, "changed", file)
    return draft_view(draft, [file], findings)


def delete_draft(command: DeleteDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The draft as it was at last."""
    may(actor, "draft.change")
    draft, files = _opened(uow, command.draft_id, command.revisions)
    findings = examine_kept((file.path, file.content) for file in files)
    uow.remove(DesignFile, draft_id=draft.id)
    uow.remove(DesignDraft, id=draft.id)
    _record(uow, actor, draft, "deleted", *files)
    return draft_view(draft, files, findings)


def deploy_draft(command: DeployDraft, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The deployment; InvalidDiagram with every problem of a draft that cannot run."""
    may(actor, "deploy")
    draft, files = _opened(uow, command.draft_id, command.revisions)
    content = tuple((_deployable_name(file.path), file.content) for file in files)
    deployed = deploy_resources(
        DeployResources(content, command.name or draft.name, command.change_note), actor, uow
    )
    draft.deployment_id, draft.deployed_revision = deployed["id"], draft.revision
    uow.save(draft, "deployment_id", "deployed_revision")
    _record(uow, actor, draft, "deployed", *files)
    return deployed


def draft_view(draft: DesignDraft, files: list[DesignFile], findings: Findings) -> dict[str, Any]:
    """One draft with its files' names and its findings."""
    return {
        **draft_line(draft),
        "runnable": findings.runnable,
        "processes": findings.processes,
        "problems": findings.problems,
        "files": [
            {
                "path": file.path,
                "size": len(file.content),
                "sha256": file.sha256,
                "revision": file.revision,
            }
            for file in files
        ],
    }


def draft_line(draft: DesignDraft) -> dict[str, Any]:
    """One draft in a list; `runnable` as it was found when it was saved."""
    return {
        "id": draft.id,
        "name": draft.name,
        "revision": draft.revision,
        "runnable": draft.deployable,
        "created_by": draft.created_by,
        "created_at": draft.created_at,
        "updated_by": draft.updated_by,
        "updated_at": draft.updated_at,
        "deployment_id": draft.deployment_id,
        "deployed_revision": draft.deployed_revision,
    }


def _opened(uow: UnitOfWork, draft_id: str, revisions: Revisions) -> tuple[DesignDraft, list[DesignFile]]:
    """The draft, locked, if it is still what the caller has read."""
    draft = uow.get(DesignDraft, draft_id, lock=True)
    if draft is None:
        raise errors.NotFound(draft=draft_id)
    if revisions is not None and draft.revision not in revisions:
        raise errors.PreconditionFailed(
            current={
                "revision": draft.revision,
                "updated_by": draft.updated_by,
                "updated_at": draft.updated_at.isoformat(),
            }
        )
    return draft, uow.find(DesignFile, draft_id=draft.id, order="path")


def _file(draft: DesignDraft, path: str, content: bytes) -> DesignFile:
    return DesignFile(draft.id, path, content, hashlib.sha256(content).hexdigest(), draft.revision)


def _name(path: str, findings: Findings) -> str:
    """What its first process is called, else the file."""
    named = [one["name"] for one in findings.processes if one["name"] != one["key"]]
    return str(named[0]) if len(named) == 1 else path


def _deployable_name(path: str) -> str:
    """Other tools end the names of their files as they like."""
    return path if path.lower().endswith(DIAGRAMS) else f"{path}.bpmn"


def _record(uow: UnitOfWork, actor: Actor, draft: DesignDraft, what: str, *files: DesignFile) -> None:
    hashes = {file.path: file.sha256 for file in files}
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        f"draft.{what}",
        draft=draft.id,
        name=draft.name,
        revision=draft.revision,
        files=hashes,
    )

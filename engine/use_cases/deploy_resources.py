"""Deploy diagrams, decision models and forms together: all of them or, with every problem named, none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from tongban import forms
from tongban.engine import bpmn, dmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, Deployment, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.flow.starts import replace_starts
from tongban.engine.use_cases.publication_rules import guard_process

MAX_FILES = 50
DIAGRAMS = (".bpmn", ".bpmn20.xml", ".bpmn.xml")


@dataclass(frozen=True, slots=True)
class DeployResources:
    """`files` are (name, bytes): .bpmn, .dmn or .form.json by name."""

    files: tuple[tuple[str, bytes], ...]
    name: str = ""
    change_note: str = ""


@dataclass(frozen=True, slots=True)
class Readable:
    """One definition found in a file."""

    kind: str
    key: str
    name: str
    source: bytes
    process: bpmn.ProcessDefinition | None = None


def deploy_resources(command: DeployResources, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The deployment with its definitions, each the next version of its key."""
    may(actor, "deploy")
    found = _read(command.files)
    for one in found:
        if one.kind == "process":
            guard_process(actor, one.key)
    deployment = Deployment(
        id=uow.new_id(),
        name=command.name or command.files[0][0],
        change_note=command.change_note,
        created_by=actor.id,
        created_at=uow.now,
    )
    uow.add(deployment)
    definitions = [add_definition(uow, one, deployment_id=deployment.id) for one in found]
    keys = [f"{one.kind}:{one.key}:{one.version}" for one in definitions]
    journal.alone(uow, actor, deployment.id, "definitions.deployed", name=deployment.name, definitions=keys)
    return {
        "id": deployment.id,
        "name": deployment.name,
        "created_at": deployment.created_at,
        "definitions": [
            {"id": one.id, "kind": one.kind, "key": one.key, "version": one.version, "name": one.name}
            for one in definitions
        ],
    }


def add_definition(
    uow: UnitOfWork,
    found: Readable,
    *,
    deployment_id: str | None = None,
    item_version_id: str | None = None,
) -> Definition:
    """The next version of a key; its start events replace those of the version before."""
    newest = uow.find(Definition, limit=1, order="-version", kind=found.kind, key=found.key)
    definition = Definition(
        id=uow.new_id(),
        kind=found.kind,
        key=found.key,
        version=newest[0].version + 1 if newest else 1,
        name=found.name,
        content_hash=hashlib.sha256(found.source).hexdigest(),
        source=found.source,
        created_at=uow.now,
        deployment_id=deployment_id,
        item_version_id=item_version_id,
    )
    uow.add(definition)
    if found.process is not None:
        replace_starts(uow, definition, found.process)
    return definition


def _read(files: tuple[tuple[str, bytes], ...]) -> list[Readable]:
    if not files:
        raise errors.Invalid(errors=[{"field": "files", "message": "Send at least one file."}])
    if len(files) > MAX_FILES:
        raise errors.Invalid(errors=[{"field": "files", "message": f"At most {MAX_FILES} files."}])
    found: list[Readable] = []
    problems: list[dict[str, Any]] = []
    for name, content in files:
        try:
            found.extend(read_file(name, content))
        except errors.Invalid as refused:
            problems.extend(refused.errors or [_problem(name, refused.code, refused.message)])
    seen: set[tuple[str, str]] = set()
    for one in found:
        if (one.kind, one.key) in seen:
            problems.append(_problem("", "duplicate-key", f"{one.kind} {one.key} is there twice.", one.key))
        seen.add((one.kind, one.key))
    if problems:
        raise errors.InvalidDiagram("Nothing was deployed.", errors=problems)
    return found


def read_file(name: str, content: bytes) -> list[Readable]:
    """The definitions of one file, by the ending of its name."""
    lower = name.lower()
    if lower.endswith(DIAGRAMS):
        diagram = bpmn.read(content, name)
        runnable = [process for process in diagram.processes if process.executable]
        if not runnable:
            raise errors.InvalidDiagram(
                errors=[_problem(name, "no-executable-process", "No process is marked executable.")]
            )
        return [
            Readable("process", process.key, process.name or process.key, content, process)
            for process in runnable
        ]
    if lower.endswith(".dmn"):
        model = dmn.read(content, name)
        return [Readable("decision", one.id, one.name, content) for one in model.decisions.values()]
    if lower.endswith(".form.json"):
        return [_form(name, content)]
    raise errors.Invalid(
        errors=[_problem(name, "file-type", "Only .bpmn, .dmn and .form.json can be deployed.")]
    )


def _form(name: str, content: bytes) -> Readable:
    try:
        form = forms.read_form(content)
    except forms.InvalidForm as refused:
        raise errors.Invalid(
            errors=[
                _problem(name, one.get("rule", "form"), one["message"], one.get("path"))
                for one in refused.errors
            ]
        ) from None
    key = form.id or name.removesuffix(".form.json")
    return Readable("form", key, key, content)


def _problem(file: str, rule: str, message: str, element: str | None = None) -> dict[str, Any]:
    return {"file": file, "element": element, "rule": rule, "message": message}

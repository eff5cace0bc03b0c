"""Whoever submitted an item hears in their message box what became of it, step by step; of their own acts they know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.ports import ItemVersion, Outgoing, Publication, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run
from tongban.engine.use_cases.publication_rules import PROCESS
from tongban.engine.use_cases.views import english_name

#: Steps of the process by which nobody but the reviewer decides, and the outcome that sends it back.
SUBMIT, RETURN, PUBLISH = "submit", "return", "publish"


def tell_step(act: Act, run: Run, task: Task, outcome: str, opinion: str | None) -> None:
    """A reviewer has agreed or sent it back; that it was published is told when it is."""
    if run.record.process_key != PROCESS or task.part is not None or task.element == SUBMIT:
        return
    found = act.uow.find(Publication, instance_id=run.record.id, limit=1)
    if not found or (task.element == PUBLISH and outcome != RETURN):
        return
    step = task.name or task.element
    tell(
        act.uow,
        act.actor,
        found[0],
        "publication_returned" if outcome == RETURN else "publication_agreed",
        step=step,
        step_en=english_name(run.definition.elements[task.element]) or step,
        note=opinion or "",
    )


def tell(uow: UnitOfWork, actor: Actor, publication: Publication, template: str, **facts: Any) -> None:
    """One notice to whoever submitted it, unless it was they who did it."""
    named = {"item": publication.name, "item_en": publication.name_en or publication.name}
    _queue(uow, actor, [publication.submitted_by], template, {**named, **facts}, publication.id)


def tell_of_version(uow: UnitOfWork, actor: Actor, version: ItemVersion, template: str, **facts: Any) -> None:
    """The same for what becomes of a version later, as far as it came by a submission."""
    for publication in uow.find(Publication, version_id=version.id, limit=5):
        tell(uow, actor, publication, template, version=version.version, **facts)


def tell_editors(
    uow: UnitOfWork, actor: Actor, version: ItemVersion, editors: Iterable[str], **facts: Any
) -> None:
    """An administrator has published a draft past the process: its editors hear of it."""
    named = {"item": version.name, "item_en": version.name_en or version.name, "version": version.version}
    _queue(uow, actor, editors, "publication_published", {**named, **facts}, None)


def _queue(
    uow: UnitOfWork,
    actor: Actor,
    to: Iterable[str],
    template: str,
    facts: dict[str, Any],
    publication: str | None,
) -> None:
    data = {"by": actor.name or actor.id, **facts}
    payload = {"template": template, "task_id": None, "data": data, "publication": publication}
    for who in sorted(set(to) - {actor.id}):
        uow.add(Outgoing(uow.new_id(), "message_box", user_ref(who), payload, uow.now))

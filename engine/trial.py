"""Samples of a draft played on the real engine, in a database of their own with this office's people, step by step."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tongban.engine import errors, items, joint_samples
from tongban.engine.bootstrap import bootstrap
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.domain.authorize import may
from tongban.engine.door import Engine
from tongban.engine.persistence.database import create_tables
from tongban.engine.persistence.office_copy import copy_office
from tongban.engine.samples import PlayClock, Player
from tongban.engine.settings import Settings
from tongban.engine.use_cases import ImportItem, PublishItem
from tongban.engine.use_cases.publication_trials import RecordTrial

# Playing is work; a few at once leave the rest of the office its turn.
_TURN = threading.BoundedSemaphore(3)
LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a trial. `kind`: sample (its name in `sample`), step, done, failed, or refused (nothing was played)."""

    kind: str
    sample: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    step: items.Step | None = None
    by: str = ""
    done: str = ""
    at: datetime | None = None
    case: Mapping[str, Any] = field(default_factory=dict)
    # what the step and its outcome are called, as {name, name_en}
    task: Mapping[str, str] = field(default_factory=dict)
    outcome: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    problems: tuple[Mapping[str, Any], ...] = ()


def trial(office: Engine, actor: Actor, files: Mapping[str, bytes]) -> Iterator[Moment]:
    """Every sample of the folder, each on a database of its own; the last line says `done` when all went as expected."""
    may(actor, "item.draft")
    try:
        item = items.read_item(files)
    except errors.InvalidItem as refused:
        yield Moment("refused", message=refused.message, problems=tuple(refused.errors))
        return
    if not _TURN.acquire(timeout=LONGEST_WAIT):
        yield Moment(
            "refused", message="正在试办的人多，请稍后再试 / many trials are running, try again later"
        )
        return
    try:
        went = dict.fromkeys((sample.key for sample in item.samples.values()), True)
        for sample in item.samples.values():
            for moment in _played(office, item, sample):
                went[sample.key] = went[sample.key] and moment.kind != "failed"
                yield moment
        green = office.execute(RecordTrial(item.content_hash, went), actor)["green"]
        yield Moment("done" if green else "red")
    finally:
        _TURN.release()


def _played(office: Engine, item: items.Item, sample: items.Sample) -> Iterator[Moment]:
    name = {"key": sample.key, "name": sample.name.zh, "name_en": sample.name.en}
    yield Moment("sample", name)
    clock = PlayClock()
    with tempfile.TemporaryDirectory(prefix="tongban-trial-") as folder:
        engine = bootstrap(Settings(f"sqlite:///{folder}/trial.db", Path(folder)), clock=clock)
        try:
            create_tables(engine.sql_engine)
            furnish(office, engine, item, (sample.by, *(step.who for step in sample.steps if step.who)))
            yield from _steps(Player(engine, clock, item, sample, lambda line: None), name)
        except errors.EngineError as refused:
            said = tuple(refused.errors)
            yield Moment("failed", name, at=clock(), message=refused.message, problems=said)
        finally:
            engine.sql_engine.dispose()


def _steps(player: Player, name: Mapping[str, str]) -> Iterator[Moment]:
    sample = player.sample
    player.register()
    yield _moment(player, name, 0, None, sample.by, "register")
    for number, step in enumerate(sample.steps, 1):
        player.step(number, step)
        yield _moment(player, name, number, step, step.who, _done(step))
    player.finish()
    yield _moment(player, name, len(sample.steps) + 1, None, "", "finish")


def _moment(
    player: Player, name: Mapping[str, str], number: int, step: items.Step | None, by: str, done: str
) -> Moment:
    engine = player.engine
    who = engine.actor_of_username(by) if by else None
    case = engine.queries.case(SYSTEM, player.case_no)
    task, outcome = _names(player.item, step) if step is not None and (step.task or step.job) else ({}, {})
    return Moment(
        "step",
        name,
        number,
        step,
        by=who.name if who else by,
        done=done,
        at=player.clock(),
        case=case,
        task=task,
        outcome=outcome,
    )


def _names(item: items.Item, step: items.Step) -> tuple[dict[str, str], dict[str, str]]:
    """What the diagram calls the step and its outcome; a member's step is in another diagram and keeps its id."""
    id = step.task or step.job
    drawn = item.process.elements.get(id) if not step.member else None
    if drawn is None:
        return {"name": id}, {"name": step.outcome or step.error}
    name = drawn.name or id
    english = [one.name for one in drawn.extensions.labels if one.lang == "en"]
    chosen = [one for one in drawn.extensions.outcomes if one.id == step.outcome]
    outcome = (
        {"name": chosen[0].name, "name_en": chosen[0].name_en}
        if chosen
        else {"name": step.outcome or step.error}
    )
    return {"name": name, "name_en": english[0] if english else name}, outcome


def _done(step: items.Step) -> str:
    """The word of what was done: an act's, `advance`, `job`, or the outcome of a task."""
    if step.advance or step.job:
        return "advance" if step.advance else "job"
    return step.act or "complete"


def furnish(office: Engine, engine: Engine, item: items.Item, names: Collection[str]) -> None:
    """This office's people and calendars, the items of a joint one as they are in force, and the item itself.

    `names` are the applicants that take part; the staff is there anyway.
    """
    copy_office(office.sql_engine, engine.sql_engine, set(names))
    members = [office.queries.item_files(SYSTEM, one) for one in joint_samples.member_folders(item)]
    for files in (*members, item.files):
        version = engine.execute(ImportItem(files), SYSTEM)
        engine.execute(PublishItem(version["code"]), SYSTEM)

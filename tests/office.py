"""An office at work for tests: the engine on a test's own database, the demonstration's people, a clock that obeys."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from tongban import processes
from tongban.engine import (
    SYSTEM,
    Actor,
    CompleteTask,
    Engine,
    ImportItem,
    LoadPeople,
    PublishItem,
    RegisterCase,
    bootstrap,
    items,
    joint_samples,
)
from tongban.engine.calendar_files import read_calendar
from tongban.engine.samples import PlayClock
from tongban.engine.settings import Settings
from tongban.engine.worker import Worker
from tongban.migrations import migrate

CONTENT = Path(processes.__path__[0])
# Read once: the files do not change while tests run.
CALENDARS: list[Any] = []
PEOPLE: dict[str, Any] = {}
ITEMS = sorted(path.parent for path in CONTENT.glob("*/item.yaml"))


@dataclass
class Office:
    """The engine and what one does with it all the time."""

    engine: Engine
    clock: PlayClock

    def actor(self, username: str) -> Actor:
        found = self.engine.actor_of_username(username)
        assert found is not None, username
        return found

    def publish(self, folder: Path) -> items.Item:
        files = items.read_folder(folder)
        for name in joint_samples.member_folders(items.read_item(files)):
            self.publish(folder.parent / name)
        version = self.engine.execute(ImportItem(files), SYSTEM)
        self.engine.execute(PublishItem(version["code"]), SYSTEM)
        return items.read_item(files)

    def register(self, item: items.Item, sample: str = "granted", **changes: Any) -> dict[str, Any]:
        """A case from a sample's application, without its files."""
        found = next(one for one in item.samples.values() if one.key == sample)
        command = {
            "item": item.code,
            "applicant": found.applicant,
            "agent": found.agent,
            "form": found.form,
            "channel": found.channel,
            **changes,
        }
        by = command.pop("by", found.by)
        return self.engine.execute(RegisterCase(**command), self.actor(by))

    def task(self, case_no: str, element: str, actor: Actor = SYSTEM) -> dict[str, Any]:
        """The first open task of a step."""
        found = self.engine.queries.tasks(actor, case=case_no, element=element)["items"]
        assert found, f"{element} is not open"
        return dict(found[0])

    def complete(
        self,
        case_no: str,
        element: str,
        who: str,
        outcome: str | None = None,
        opinion: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        actor = self.actor(who)
        tasks = self.engine.queries.tasks(actor, case=case_no, element=element)["items"]
        mine = [
            one for one in tasks if "complete" in self.engine.queries.task(actor, one["id"])["operations"]
        ]
        assert mine, f"{who} has no open task {element}"
        return self.engine.execute(CompleteTask(mine[0]["id"], outcome, opinion, variables or {}), actor)

    def case(self, case_no: str, actor: Actor = SYSTEM) -> dict[str, Any]:
        return self.engine.queries.case(actor, case_no)

    def wait(self, by: timedelta) -> None:
        """Let time pass and the worker do what falls due."""
        self.clock.advance(by)
        Worker(self.engine).sweep()

    def messages(self, who: str) -> list[str]:
        found = self.engine.queries.messages(self.actor(who))["items"]
        return [one["subject"] for one in found]


def furnish(url: str) -> None:
    """Migrate a database and bring calendars and people in; items are published by the tests that want them."""
    migrate(url)
    with tempfile.TemporaryDirectory() as folder:
        open_office(Settings(url, Path(folder), embedded_worker=False)).engine.sql_engine.dispose()


def open_office(settings: Settings) -> Office:
    """People and calendars on a migrated database."""
    office = enter(settings)
    if not PEOPLE:
        PEOPLE.update(yaml.safe_load((CONTENT / "people.yaml").read_text(encoding="utf-8")))
        for calendar in sorted((CONTENT / "calendars").glob("*.yaml")):
            CALENDARS.append(read_calendar(calendar.read_text(encoding="utf-8")))
    for command in CALENDARS:
        office.engine.execute(command, SYSTEM)
    office.engine.execute(LoadPeople(PEOPLE, lambda _: "!"), SYSTEM)
    return office


def enter(settings: Settings) -> Office:
    """The office whose people and calendars are in the database already."""
    clock = PlayClock()
    return Office(bootstrap(settings, clock=clock), clock)

"""One trial stepped by hand on the real engine: a move at a time, back and forth in time, until it is a sample."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tongban.engine import bpmn, errors, items, sample_jobs
from tongban.engine.bootstrap import bootstrap
from tongban.engine.domain.actor import SYSTEM
from tongban.engine.domain.calendar import ZONE, WorkingCalendar
from tongban.engine.door import Engine
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.database import create_tables, read
from tongban.engine.queries import trial_sight
from tongban.engine.samples import BEGIN, PlayClock, Player
from tongban.engine.settings import Settings
from tongban.engine.trial import furnish
from tongban.engine.trial_record import MOST_MOVES, Move, TrialRecord, dumped, sample_of
from tongban.engine.use_cases.views import english_name

DATABASE, ITEM, FILES = "trial.db", "item", "files"
FURTHEST_DAYS = 400


class TrialRun:
    """A run that is open: its engine, its clock, and the record that will be kept."""

    def __init__(self, office: Engine, folder: Path, record: TrialRecord) -> None:
        self._office, self._folder, self.record = office, folder, record
        self.item = items.read_item(items.read_folder(folder / ITEM))
        self._connect()

    def close(self) -> None:
        self.engine.sql_engine.dispose()

    def rebuild(self, lines: list[dict[str, Any]], planned: int = 0) -> None:
        """Everything from the application on, anew; `planned` of the lines are those of the sample it began with."""
        self.close()
        for path in self._folder.glob(f"{DATABASE}*"):
            path.unlink()
        shutil.rmtree(self._folder / FILES, ignore_errors=True)
        record = self.record
        record.now, record.case_no, record.moves = BEGIN.isoformat(), "", []
        record.recipe = {**record.recipe, "steps": []}
        self._connect()
        create_tables(self.engine.sql_engine)
        furnish(self._office, self.engine, self.item, record.people)
        self._noted(lambda player: player.register())
        for number, line in enumerate(lines):
            self.move(line, planned=number < planned)

    def move(self, line: Mapping[str, Any], *, planned: bool = False) -> None:
        """Play one line as a sample has it; a refusal changes nothing."""
        record = self.record
        steps = [*record.recipe["steps"], dict(line)]
        if len(steps) > MOST_MOVES:
            raise errors.Conflict(f"一次试办最多 {MOST_MOVES} 步 / a trial takes {MOST_MOVES} moves at most")
        step = sample_of({**record.recipe, "steps": steps}).steps[-1]
        self._noted(lambda player: player.step(len(steps), step), planned)
        record.recipe["steps"] = steps

    def next_planned(self) -> None:
        """The next line of the sample the run began with."""
        if not self.record.planned:
            raise errors.Conflict("样例的步骤已经走完 / the sample has no more lines")
        self.move(self.record.planned[0], planned=True)
        del self.record.planned[0]

    def undo(self) -> None:
        """As it was before the last move: all moves but that one are played again."""
        record = self.record
        lines, moves = record.recipe["steps"], record.moves[1:]
        if not lines:
            raise errors.Conflict("还没有走过一步 / nothing has been done yet")
        if moves[-1].planned:
            record.planned.insert(0, lines[-1])
        self.rebuild(lines[:-1], sum(move.planned for move in moves[:-1]))

    def wait(self, *, working_days: int | None = None, hours: int | None = None) -> None:
        """Let time pass: so many working days or hours, or without either until the next thing falls due."""
        now = self.clock.now
        if working_days is not None:
            until = trial_sight.after_working_days(self._calendar(), now, working_days)
        elif hours is not None:
            until = now + timedelta(hours=hours)
        else:
            due = self.coming()
            if not due:
                raise errors.Conflict("没有会到期的事 / nothing will fall due")
            until = due[0]["at"].astimezone(ZONE)
        minutes = math.ceil((until - now).total_seconds() / 60)
        if not 0 < minutes <= FURTHEST_DAYS * 24 * 60:
            said = f"须在 1 分钟到 {FURTHEST_DAYS} 天之间 / from one minute to {FURTHEST_DAYS} days"
            raise errors.Invalid(errors=[{"field": "advance", "message": said}])
        days, rest = divmod(minutes, 24 * 60)
        self.move({"advance": f"P{days or ''}{'D' if days else ''}{_time(rest)}"})

    def coming(self) -> list[dict[str, Any]]:
        """What will fall due, the next first."""
        return read(self.engine.sql_engine, lambda one: trial_sight.coming(one, self.clock.now))

    def sent(self) -> list[dict[str, Any]]:
        """The notices that went out, the newest first."""
        return read(self.engine.sql_engine, trial_sight.sent)

    def jobs(self) -> list[dict[str, Any]]:
        """Work that waits for a system outside, by its element's names; here somebody finishes it by hand."""
        elements = self.item.process.elements
        found = []
        for one in sample_jobs.open_jobs(self.engine, self.record.case_no):
            element = elements.get(one["element"])
            name = (element.name if element else None) or one["element"]
            found.append({**one, "name": name, "name_en": (english_name(element) or "") if element else ""})
        return found

    def signers(self, task: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Who may do a task: who has it, else everybody it is open to."""
        open_to = task["candidates"]
        refs = [f"user:{one}" for one in open_to["users"]] + [f"group:{one}" for one in open_to["groups"]]
        if task["assignee"]:
            refs = [f"user:{task['assignee']}"]
        return read(self.engine.sql_engine, lambda one: trial_sight.signers(one, refs))

    def conditions(self) -> list[dict[str, Any]]:
        """What every move has asked, the last move first: the flow's and its gateway's names beside text and answer."""
        elements, told = self.item.process.elements, []
        flows = {flow.id: flow for element in elements.values() for flow in element.outgoing}
        for number, move in reversed(list(enumerate(self.record.moves))):
            asked = []
            for one in move.asked:
                flow = flows.get(one["flow"])
                asked.append(
                    {
                        **one,
                        "name": (flow.name if flow else None) or "",
                        **_called("source", flow.source if flow else None),
                        **_called("target", flow.target if flow else None),
                    }
                )
            told.append({"number": number, "at": datetime.fromisoformat(move.at), "asked": asked})
        return told

    def as_sample(self, name: Mapping[str, str]) -> bytes:
        """The run as a sample file that expects what has come out."""
        if not self.record.recipe["steps"]:
            raise errors.Conflict("还没有走过一步 / nothing has been done yet")
        case = self.engine.queries.case(SYSTEM, self.record.case_no)
        expect: dict[str, Any] = {"state": case["state"]}
        if case["result"]:
            expect["result"] = case["result"]
        expect["documents"] = list(dict.fromkeys(one["type"] for one in case["documents"]))
        members = {one["key"]: one["result"] for one in case["sub_cases"] if one["result"]}
        if members:
            expect["members"] = members
        recipe = {**self.record.recipe, "name": dict(name), "expect": expect}
        sample_of(recipe)
        return dumped(recipe)

    def _noted(self, act: Callable[[Player], Any], planned: bool = False) -> None:
        """Do it and write down what was asked; a refusal leaves the clock where it was."""
        record, before = self.record, self.clock.now
        player = Player(self.engine, self.clock, self.item, record.sample, lambda line: None)
        player.case_no = record.case_no
        try:
            with bpmn.noting() as asked:
                act(player)
                # As in a real office, where the worker is never further away than a second.
                player.worker.sweep()
        except errors.EngineError:
            self.clock.now = before
            raise
        record.case_no, record.now = player.case_no, self.clock.now.isoformat()
        record.moves.append(Move(record.now, [asdict(one) for one in asked], planned))

    def _calendar(self) -> WorkingCalendar:
        shelf = CalendarShelf(self.engine.settings.time_zone)
        return read(self.engine.sql_engine, lambda one: shelf.of_case(one, self.record.case_no))

    def _connect(self) -> None:
        self.clock = PlayClock(datetime.fromisoformat(self.record.now))
        settings = Settings(f"sqlite:///{self._folder / DATABASE}", self._folder)
        self.engine = bootstrap(settings, clock=self.clock)


def _called(key: str, element: bpmn.Element | None) -> dict[str, str]:
    if element is None:
        return {key: "", f"{key}_en": ""}
    return {key: element.name or element.id, f"{key}_en": english_name(element) or ""}


def _time(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    parts = f"{hours or ''}{'H' if hours else ''}{left or ''}{'M' if left else ''}"
    return f"T{parts}" if parts else ""

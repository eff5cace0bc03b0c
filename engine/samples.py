"""Play a sample case of an item from application to its end, on a database and a clock of its own."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tongban.engine import errors, items, joint_samples, sample_jobs
from tongban.engine.bootstrap import bootstrap
from tongban.engine.calendar_files import read_calendar
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.domain.calendar import ZONE
from tongban.engine.door import Engine
from tongban.engine.persistence.database import create_tables
from tongban.engine.settings import Settings
from tongban.engine.use_cases import (
    AttachMaterial,
    CompleteTask,
    ExtendCase,
    ImportItem,
    LoadPeople,
    PublishItem,
    RateCase,
    RegisterCase,
    ResumeCase,
    SupplementCase,
    SuspendCase,
    VoidCase,
    WithdrawCase,
)
from tongban.engine.use_cases.operations import ReturnTask
from tongban.engine.use_cases.regimes import AddGreenProject, SignForPapers
from tongban.engine.worker import Worker

Say = Callable[[str], None]
# A Monday of an ordinary week, in office hours.
BEGIN = datetime(2026, 3, 2, 9, 30, tzinfo=ZONE)
PAUSE_BETWEEN_STEPS = timedelta(minutes=20)
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
NO_PASSWORD = "!"


class PlayClock:
    """Time that passes only when told."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


def play_sample(path: Path, name: str, say: Say) -> dict[str, Any]:
    """The case at its end; Conflict when the sample's own expectations do not hold. Nothing outside is touched."""
    clock = PlayClock()
    with tempfile.TemporaryDirectory(prefix="tongban-play-") as folder:
        settings = Settings(f"sqlite:///{folder}/play.db", Path(folder))
        engine = bootstrap(settings, clock=clock)
        try:
            create_tables(engine.sql_engine)
            _furnish(engine, path)
            item = items.read_item(items.read_folder(path))
            return play(engine, clock, item, item.samples[_path_of(item, name)], say)
        finally:
            engine.sql_engine.dispose()


def play(
    engine: Engine, clock: PlayClock, item: items.Item, sample: items.Sample, say: Say
) -> dict[str, Any]:
    """Play one sample on an engine that has the item published and its people."""
    player = Player(engine, clock, item, sample, say)
    player.register()
    for number, step in enumerate(sample.steps, 1):
        player.step(number, step)
    return player.finish()


class Player:
    """One sample under way."""

    def __init__(
        self, engine: Engine, clock: PlayClock, item: items.Item, sample: items.Sample, say: Say
    ) -> None:
        self.engine, self.clock, self.item, self.sample, self.say = engine, clock, item, sample, say
        self.worker = Worker(engine)
        self.case_no = ""

    def register(self) -> None:
        """The application."""
        sample = self.sample
        self.say(f"▶ {self.item.sheet.name.zh} · {sample.name.zh}")
        self._project(sample.green_project)
        case = self.engine.execute(
            RegisterCase(
                item=self.item.code,
                applicant=sample.applicant,
                agent=sample.agent,
                form=sample.form,
                channel=sample.channel,
                materials=self._files(sample.materials),
                override_reason=sample.override_reason,
                green_project=(sample.green_project or {}).get("code"),
                commitments=sample.commitments,
                members=sample.members,
            ),
            self._actor(sample.by),
        )
        self.case_no = case["case_no"]
        self.say(f"  0. {sample.by} 提交申请 {self.case_no}，查询码 {case['progress_code']}")
        for hint in case["hints"]:
            self.say(f"     ! {hint.partition(' / ')[0]}")
        self._tell_state()

    def _project(self, given: Mapping[str, Any] | None) -> None:
        """The key project a sample belongs to, unless the office has it already."""
        if given is None:
            return
        known = self.engine.queries.green_projects(SYSTEM, q=str(given["code"]))["items"]
        if not any(one["code"] == given["code"] for one in known):
            self.engine.execute(AddGreenProject(**given), SYSTEM)

    def step(self, number: int, step: items.Step) -> None:
        """One line of the sample."""
        if step.advance:
            self.clock.advance(_duration(step.advance))
            self.worker.sweep()
            self.say(f"  {number}. ⏱ {step.advance} → {self.clock.now:%Y-%m-%d %H:%M}")
        else:
            self.clock.advance(PAUSE_BETWEEN_STEPS)
            if step.job:
                self.say(sample_jobs.finish(self.engine, self._number(step), number, step))
            elif step.act:
                self._act(number, step, self._actor(step.who))
            else:
                self._complete(number, step, self._actor(step.who))
        self._tell_state()

    def finish(self) -> dict[str, Any]:
        """Check the sample's expectations and tell the documents."""
        self.worker.sweep()
        case = self.engine.queries.case(SYSTEM, self.case_no)
        for document in case["documents"]:
            self.say(f"  📄 {document['number']} {document['title']}")
        audit = self.engine.queries.audit(SYSTEM, self.case_no)
        events, valid = len(audit["items"]), audit["valid"]
        self.say(f"  ■ {case['state']} {case['result'] or ''} · {events} events, chain valid: {valid}")
        wrong = self._unmet(case)
        if not audit["valid"]:
            wrong.append("the audit chain does not hold")
        if wrong:
            raise errors.Conflict(f"The sample {self.sample.key} did not end as expected: {'; '.join(wrong)}")
        return case

    def _complete(self, number: int, step: items.Step, actor: Actor) -> None:
        found = self.engine.queries.tasks(actor, case=self._number(step), element=step.task)["items"]
        able = [task for task in found if self._may_complete(actor, task)]
        if not able:
            raise errors.NotFound(f"Step {number}: {step.who} has no open task {step.task}.", task=step.task)
        self.engine.execute(
            CompleteTask(able[0]["id"], step.outcome, step.opinion, step.variables or {}), actor
        )
        said = f"：{step.opinion}" if step.opinion else ""
        self.say(f"  {number}. {step.who} {able[0]['name']} → {step.outcome or 'complete'}{said}")

    def _may_complete(self, actor: Actor, task: Mapping[str, Any]) -> bool:
        return "complete" in self.engine.queries.task(actor, task["id"])["operations"]

    def _act(self, number: int, step: items.Step, actor: Actor) -> None:
        details = dict(step.details or {})
        make: dict[str, Callable[[], Any]] = {
            "return": lambda: ReturnTask(self._open_task(step, actor), step.opinion or "", **details),
            "supplement": lambda: SupplementCase(
                self.case_no, step.form or {}, step.note, self._files(step.materials or {})
            ),
            "withdraw": lambda: WithdrawCase(self.case_no, **details),
            "void": lambda: VoidCase(self.case_no, **details),
            "suspend": lambda: SuspendCase(self.case_no, **details),
            "resume": lambda: ResumeCase(self.case_no, **details),
            "extend": lambda: ExtendCase(self.case_no, **details),
            "rate": lambda: RateCase(self.case_no, **details),
            "sign_for": lambda: SignForPapers(self.case_no, step.note),
        }
        if step.act == "attach":
            for code, name, content in self._files(step.materials or {}):
                self.engine.execute(AttachMaterial(self._number(step), code, name, content), actor)
        elif step.act in items.JOINT_ACTS:
            self.engine.execute(joint_samples.command_of(self.case_no, step, self.clock()), actor)
        else:
            self.engine.execute(make[step.act](), actor)
        said = step.note or step.opinion or details.get("reason", "")
        self.say(f"  {number}. {step.who} {step.act} {said}")
        for field, reason in (details.get("fields") or {}).items():
            self.say(f"       · {field}：{reason}")

    def _open_task(self, step: items.Step, actor: Actor) -> str:
        found = self.engine.queries.tasks(actor, case=self._number(step), element=step.task)["items"]
        if not found:
            raise errors.NotFound(f"{step.who} has no open task {step.task}.", task=step.task)
        return str(found[0]["id"])

    def _number(self, step: items.Step) -> str:
        """The case a line is about: the sample's own, or a sub-case of it."""
        if not step.member:
            return self.case_no
        return joint_samples.number_of(self.engine.queries.case(SYSTEM, self.case_no), step.member)

    def _tell_state(self) -> None:
        case = self.engine.queries.case(SYSTEM, self.case_no)
        clocks = [
            f"{clock['name']} 剩 {clock['days_left']}"
            for clock in case["clocks"]
            if clock["state"] != "stopped"
        ]
        work = [f"{task['name']}" for task in case["tasks"]]
        self.say(
            f"       {case['state_name']} | 待办 {'、'.join(work) or '无'} | {'，'.join(clocks) or '无计时'}"
        )

    def _unmet(self, case: Mapping[str, Any]) -> list[str]:
        expect = self.sample.expect
        wrong = []
        if case["state"] != expect.state:
            wrong.append(f"state is {case['state']}, not {expect.state}")
        if expect.result is not None and case["result"] != expect.result:
            wrong.append(f"result is {case['result']}, not {expect.result}")
        marks = {mark["kind"] for mark in case["marks"]}
        wrong += [f"the case is not marked {one}" for one in expect.marks if one not in marks]
        if expect.promise is not None:
            promised = [clock["limit"] for clock in case["clocks"] if clock["kind"] == "promised"]
            if promised != [expect.promise]:
                wrong.append(f"the promise is {promised}, not {expect.promise}")
        issued = {document["type"] for document in case["documents"]}
        wrong += [f"no {type_} was issued" for type_ in expect.documents if type_ not in issued]
        wrong += joint_samples.unmet(case, expect.members)
        if expect.variables:
            variables = self.engine.queries.instance(SYSTEM, case["instance_id"])["variables"]
            wrong += [
                f"{name} is {variables.get(name)!r}, not {value!r}"
                for name, value in expect.variables.items()
                if variables.get(name) != value
            ]
        return wrong

    def _files(self, recipes: Mapping[str, items.FileRecipe]) -> tuple[tuple[str, str, bytes], ...]:
        return tuple(
            (code, items.file_name(recipe, code), items.make_file(recipe, code))
            for code, recipe in recipes.items()
        )

    def _actor(self, username: str) -> Actor:
        actor = self.engine.actor_of_username(username)
        if actor is None:
            raise errors.NotFound(f"There is nobody called {username}.", username=username)
        return actor


def _furnish(engine: Engine, path: Path) -> None:
    """The calendars and people beside the item folder, and the item itself."""
    for calendar in sorted((path.parent / "calendars").glob("*.yaml")):
        engine.execute(read_calendar(calendar.read_text(encoding="utf-8")), SYSTEM)
    people = path.parent / "people.yaml"
    if people.exists():
        content = yaml.safe_load(people.read_text(encoding="utf-8"))
        engine.execute(LoadPeople(content, lambda _: NO_PASSWORD), SYSTEM)
    item = items.read_item(items.read_folder(path))
    for folder in (*(path.parent / name for name in joint_samples.member_folders(item)), path):
        version = engine.execute(ImportItem(items.read_folder(folder)), SYSTEM)
        engine.execute(PublishItem(version["code"]), SYSTEM)


def _path_of(item: items.Item, name: str) -> str:
    for key, sample in item.samples.items():
        if name in (key, sample.key):
            return key
    raise errors.NotFound(f"There is no sample {name}; there are {', '.join(item.samples)}.", sample=name)


def _duration(text: str) -> timedelta:
    found = DURATION.fullmatch(text)
    if found is None:
        raise errors.Invalid(f"{text} is no duration such as P2D or PT4H.")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)

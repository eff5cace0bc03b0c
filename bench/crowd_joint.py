"""A joint case for a crowd: two departments side by side, and everybody finishes one of their steps at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crowd_ways import Answer

from tongban.api import demonstration
from tongban.engine import (
    SYSTEM,
    CompleteTask,
    Engine,
    ImportItem,
    LoadPeople,
    PublishItem,
    items,
    joint_samples,
)
from tongban.engine.calendar_files import read_calendar
from tongban.engine.samples import PlayClock, Player

ITEM, SAMPLE = "construction-project-approval", "granted"
#: The departments that review side by side, and the steps of the sample up to there.
DEPARTMENTS, STEPS = ("civil_defence", "works_plan"), 6


@dataclass
class JointTown:
    """The demonstration's people and the item with its members, published."""

    engine: Engine
    clock: PlayClock
    item: items.Item

    @classmethod
    def of(cls, engine: Engine, clock: PlayClock) -> JointTown:
        """Load what the item needs."""
        content = demonstration.content_folder()
        for path in sorted((content / "calendars").glob("*.yaml")):
            engine.execute(read_calendar(path.read_text(encoding="utf-8")), SYSTEM)
        engine.execute(LoadPeople(demonstration.people(), lambda _: "!"), SYSTEM)
        item = items.read_item(items.read_folder(content / ITEM))
        for name in (*joint_samples.member_folders(item), ITEM):
            version = engine.execute(ImportItem(items.read_folder(content / name)), SYSTEM)
            engine.execute(PublishItem(version["code"]), SYSTEM)
        return cls(engine, clock, item)

    def play(self, people: int) -> Any:
        """A joint case as far as its reviews; each of the crowd finishes one of them, all at once."""
        sample = next(one for one in self.item.samples.values() if one.key == SAMPLE)
        player = Player(self.engine, self.clock, self.item, sample, lambda _: None)
        player.register()
        for number, step in enumerate(sample.steps[:STEPS], 1):
            player.step(number, step)
        story = {(one.member, one.task): one for one in sample.steps if one.task}
        acts: list[tuple[str, Any]] = []
        for key in DEPARTMENTS:
            for task in self.tasks(player.case_no, key):
                step = story[key, task["element"]]
                acts.append(
                    (step.who, CompleteTask(task["id"], step.outcome, step.opinion, step.variables or {}))
                )
        before = {command.task_id for _, command in acts}

        def check(answers: list[Answer]) -> str:
            done = sum(one.status == 200 for one in answers)
            left = {task["id"] for key in DEPARTMENTS for task in self.tasks(player.case_no, key)} & before
            return "" if done == len(acts) and not left else f"{done} done of {len(acts)}, still open: {left}"

        return (acts * people)[:people], check

    def tasks(self, joint: str, key: str) -> list[dict[str, Any]]:
        """The open tasks of a department's part."""
        board = self.engine.queries.joint_board(SYSTEM, joint)
        number = [one["case_no"] for one in board["members"] if one["key"] == key][-1]
        return list(self.engine.queries.tasks(SYSTEM, case=number)["items"])

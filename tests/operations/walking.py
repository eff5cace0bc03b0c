"""One case under random operations: what may be tried next, and what must hold whatever was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from office import Office

from tongban.engine import SYSTEM, Actor, errors, items
from tongban.engine.domain.case_state import is_closed
from tongban.engine.worker import Worker

T = TypeVar("T")
OPEN = ("open", "claimed")
# What may still be done to a case that is closed, and what is said of it.
AFTERWARDS = (
    "ReopenCase",
    "RateCase",
    "HandOver",
    "CreateProxy",
    "RevokeProxy",
    "BatchTasks",
    "MarkCopyRead",
    "DecideJump",
)
# Tasks that stand beside the flow's own and end by themselves.
BESIDE = ("consult",)


class Draw:
    """Chance, all of it from one number: what was drawn before may change what there is to draw from."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def of(self, rows: Sequence[T]) -> T:
        return self._random.choice(rows)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


@dataclass
class Walk:
    """The case, everybody who may act, and what was seen so far."""

    office: Office
    item: items.Item
    case_no: str
    instance: str
    people: tuple[str, ...]
    # What the item's samples do at a step: task -> (outcome, opinion, variables, who).
    known: dict[str, list[tuple[str | None, str | None, Mapping[str, Any], str]]]
    # Acts that only make sense after what was done, and by whom.
    sequels: list[tuple[Any, str]] = field(default_factory=list)
    clocks: dict[tuple[Any, ...], list[Mapping[str, Any]]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    # What `seen` said and how many events there were when it was last checked.
    last: tuple[list[tuple[Any, ...]], int] = ([], 0)
    log: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, office: Office, item: items.Item, draw: Draw, done: Counter[str]) -> Walk:
        """A case from one of the item's samples, its materials handed in."""
        sample = draw.of(sorted(item.samples.values(), key=lambda one: one.key))
        files = tuple(
            (code, items.file_name(recipe, code), items.make_file(recipe, code))
            for code, recipe in sample.materials.items()
        )
        case = office.register(item, sample.key, materials=files)
        known: dict[str, list[Any]] = {}
        for one in item.samples.values():
            for step in one.steps:
                if step.task and not step.act:
                    known.setdefault(step.task, []).append(
                        (step.outcome, step.opinion, step.variables or {}, step.who)
                    )
        names = {one.by for one in item.samples.values()}
        names |= {step.who for one in item.samples.values() for step in one.steps if step.who}
        people = tuple(sorted(names | {"admin", "lin.applicant", "qian.jzy", "zhou.branch"}))
        found = office.case(case["case_no"])
        walk = cls(office, item, case["case_no"], found["instance_id"], people, known, done=done)
        walk.check()
        return walk

    def case(self) -> dict[str, Any]:
        return self.office.case(self.case_no)

    def tasks(self, *states: str) -> list[dict[str, Any]]:
        """Of the case's own course, in an order that does not hang on ids, which differ from run to run.

        What only goes beside it, as the rectification after a bad rating, has a life of its own.
        """
        found = self.office.engine.queries.tasks(SYSTEM, case=self.case_no, state="all", page_size=200)[
            "items"
        ]
        found = [one for one in found if one["instance_id"] == self.instance]
        found = [one for one in found if not states or one["state"] in states]
        return sorted(found, key=_order)

    def actor(self, name: str) -> Actor:
        return SYSTEM if name == "system" else self.office.actor(name)

    def events(self) -> int:
        return len(self.office.engine.queries.audit(SYSTEM, self.case_no)["items"])

    def do(self, command: Any, who: str) -> bool:
        """Try it; a refusal changes nothing, and nothing but rating and reopening happens to a closed case."""
        name = type(command).__name__
        before, events = self.last
        closed = is_closed(before[0][0])
        try:
            self.office.engine.execute(command, self.actor(who))
        except errors.EngineError as refused:
            self.log.append(f"{who}: {name} refused: {refused.message[:60]}")
            assert self.seen() == before, f"a refused {name} changed something"
            assert self.events() == events, f"a refused {name} left an event"
            return False
        self.log.append(f"{who}: {command}"[:200])
        self.done[name] += 1
        if closed and name not in AFTERWARDS:
            raise AssertionError(f"{name} was done to a closed case")
        if closed and name not in ("ReopenCase", "RateCase"):
            assert self.seen() == before, f"{name} changed a closed case"
        return True

    def seen(self) -> list[tuple[Any, ...]]:
        """What an operation could have changed."""
        facts = [
            (one["id"], one["state"], one["assignee"], one["owner"], one["held"], str(one["candidates"]))
            for one in self.tasks()
        ]
        case = self.case()
        return [(case["state"], str(case["form"]), len(case["documents"])), *facts]

    def pass_time(self, by: timedelta) -> None:
        """The worker does what has fallen due."""
        self.office.clock.advance(by)
        Worker(self.office.engine).sweep()
        self.log.append(f"time: {by}")

    def check(self) -> None:
        """What always holds."""
        case, queries = self.case(), self.office.engine.queries
        audit = queries.audit(SYSTEM, self.case_no)
        assert audit["valid"], "the audit chain does not hold"
        numbers = [one["no"] for one in audit["items"]]
        assert numbers == sorted(set(numbers))
        at_work = self.tasks(*OPEN)
        waits = at_work or any(
            getattr(queries, name)(SYSTEM, instance=self.instance)["items"]
            for name in ("timers", "subscriptions")
        )
        assert bool(waits) == (not is_closed(case["state"])), f"{case['state']} waits for {waits}"
        assert all(one["case_no"] == self.case_no for one in at_work), "a task without its case"
        self.last = (self.seen(), len(numbers))
        self._every_step_is_served(at_work)
        self._clocks_go_forward(case)

    def _every_step_is_served(self, at_work: list[dict[str, Any]]) -> None:
        """Every token at a step has somebody who can go on with it, and no task stands where no token is."""
        by_id = {one["id"]: one for one in self.tasks()}
        active = {
            one["element"]
            for one in self.office.engine.queries.activities(SYSTEM, self.instance)["items"]
            if one["state"] == "active" and one["type"] == "userTask"
        }
        served = {_root(one, by_id)["element"] for one in at_work if one["part"] not in BESIDE}
        assert served == active, f"tokens at {sorted(active)}, work at {sorted(served)}"

    def _clocks_go_forward(self, case: Mapping[str, Any]) -> None:
        """No clock begins anew or vanishes, none of them gets shorter or falls due earlier."""
        now: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        for one in case["clocks"]:
            now.setdefault((one["kind"], one["start"]), []).append(one)
        for key, before in self.clocks.items():
            after = now.get(key, [])
            assert len(after) >= len(before), f"a clock vanished: {key}"
            for name in ("limit", "due"):
                old, new = (sorted(one[name] for one in ones if one[name]) for ones in (before, after))
                if len(old) == len(before) and len(new) == len(after) == len(before):
                    assert all(x <= y for x, y in zip(old, new, strict=True)), (
                        f"{name} of {key}: {old}, {new}"
                    )
        self.clocks = now


def drawn(draw: Draw, found: Iterable[Any]) -> Any:
    """One of them by number, or None."""
    rows = list(found)
    return draw.of(rows) if rows else None


def _root(task: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    while task["part"] is not None and task["part_of"] in by_id:
        task = by_id[task["part_of"]]
    return task


def _order(one: Mapping[str, Any]) -> tuple[Any, ...]:
    words = (one["element"], one["part"] or "", one["assignee"] or "", str(one["candidates"]), one["state"])
    return (one["created_at"], *words)

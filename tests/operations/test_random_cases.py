"""Random operations on random cases of the real items: every operation there is, and what must hold after each."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import SqliteFiles
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from office import CONTENT, Office, open_office
from operations.tries import CASE_CHOICE, COMMANDS, TASK_CHOICE, Made
from operations.walking import OPEN, Draw, Walk, drawn

from tongban.engine import (
    SYSTEM,
    AddSigners,
    AskJump,
    CopyTask,
    CreateProxy,
    DecideJump,
    HandOver,
    LoadPeople,
    MarkCopyRead,
    RemoveSigners,
    ResumeCase,
    RetrieveTask,
    RevokeProxy,
    SuspendCase,
    UrgeTask,
    WithdrawCase,
)
from tongban.engine.domain.case_state import is_closed
from tongban.engine.settings import Settings
from tongban.engine.use_cases.operations import OPERATIONS

ITEMS = (
    *("construction-permit", "outdoor-advertising", "sole-trader-registration"),
    *("road-occupation", "farm-subsidy", "service-complaint"),
)
# So many walks; a longer run sets it: TONGBAN_WALKS=2000 pytest tests/operations/test_random_cases.py
WALKS = int(os.environ.get("TONGBAN_WALKS", "20"))
SECOND = {"people": [{"username": "second", "name": {"zh": "第二"}, "posts": ["zwzx-system"]}]}
# Calendars end; walks that wait for months come there.
AS_FAR = datetime(2040, 1, 1, tzinfo=UTC)


class Town:
    """The office, the items in force, and how often each command went through; each walk has a case of its own."""

    def __init__(self, databases: SqliteFiles, folder: Path) -> None:
        self._databases, self._folder = databases, folder
        self.done: Counter[str] = Counter()
        self.walks = 0
        self._open()

    def __repr__(self) -> str:
        return "Town()"

    def begin(self) -> Office:
        """The office for one more walk: a new one when the walks before have taken decades."""
        if self.office.clock.now > AS_FAR:
            self.close()
            self._open()
        self.walks += 1
        return self.office

    def close(self) -> None:
        self.office.engine.sql_engine.dispose()
        self._databases.drop(self._url)

    def _open(self) -> None:
        self._url = self._databases.create()
        self.office = open_office(Settings(self._url, data_dir=self._folder, embedded_worker=False))
        self.office.engine.execute(LoadPeople(SECOND, lambda _: "!"), SYSTEM)
        self.items = {key: self.office.publish(CONTENT / key) for key in ITEMS}


@pytest.fixture(scope="module")
def town(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    found = Town(sqlite_files, tmp_path_factory.mktemp("walks"))
    yield found
    found.close()


# Sentences of a unit and instances without a case have nothing to do with a case.
ELSEWHERE = {"AddPhrase", "RemovePhrase", "ReopenInstance"}


def step(walk: Walk, draw: Draw) -> None:
    kind = draw.number(0, 19)
    who = draw.of(("system", "system", *walk.people))
    if kind == 0:
        walk.pass_time(timedelta(hours=draw.of((1, 7, 30, 24 * 9, 24 * 40))))
        return
    task = drawn(draw, walk.tasks(*OPEN)) if kind < 16 else None
    made: Made = None
    if kind in (1, 2):
        done = drawn(draw, walk.tasks("completed", "cancelled"))
        made = (RetrieveTask(done["id"]), done["completed_by"] or who) if done else None
    elif kind in (3, 4) and walk.sequels:
        made = walk.sequels.pop(draw.number(0, len(walk.sequels) - 1))
    elif task is not None:
        usual = drawn(draw, [one[3] for one in walk.known.get(task["element"], ())])
        holder = task["assignee"] or drawn(draw, task["candidates"]["users"]) or usual or who
        made = draw.of(TASK_CHOICE)(walk, task, draw.of((holder, holder, holder, "admin", who)), draw)
    else:
        made = draw.of(CASE_CHOICE)(walk, {}, who, draw)
    if made is None or made[0] is None:
        return
    command, actor = made
    if isinstance(command, (CreateProxy, RetrieveTask, UrgeTask, HandOver)) and actor == "system":
        actor = "admin"
    if walk.do(command, actor):
        walk.sequels += _sequels(walk, command, actor, draw)


def _sequels(walk: Walk, command: Any, actor: str, draw: Draw) -> list[tuple[Any, str]]:
    """What only makes sense once this was done."""
    queries = walk.office.engine.queries
    if isinstance(command, AskJump):
        waiting = queries.jumps(walk.office.actor("second"))["items"]
        own = [one["id"] for one in waiting if one["task_id"] == command.task_id]
        return [(DecideJump(one, draw.of((True, True, False))), "second") for one in own]
    if isinstance(command, CreateProxy):
        mine = queries.proxies(walk.office.actor(actor))["items"]
        held = [one["id"] for one in mine if one["principal"] == actor and not one["revoked_at"]]
        return [(RevokeProxy(one), actor) for one in held[:1]]
    if isinstance(command, AddSigners):
        return [(RemoveSigners(command.task_id, command.users), actor)]
    if isinstance(command, CopyTask):
        return [(MarkCopyRead(command.task_id), one) for one in command.users]
    if isinstance(command, SuspendCase):
        return [(ResumeCase(walk.case_no, "评审完成"), actor)]
    return []


# A failing walk is not made shorter: each takes seconds, and its log tells enough.
@settings(
    max_examples=WALKS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    derandomize=WALKS == 20,
    database=None,
)
@given(seed=st.integers(0, 2**32))
def test_random_operations_leave_every_case_sound(town: Town, seed: int) -> None:
    office, draw = town.begin(), Draw(seed)
    walk = Walk.begin(office, town.items[draw.of(ITEMS)], draw, town.done)
    try:
        for _ in range(draw.number(5, 30)):
            step(walk, draw)
            office.clock.advance(timedelta(minutes=1))
            walk.check()
        _closed_stays_closed(walk)
    except BaseException:
        note("\n".join([f"{walk.item.slug} {walk.case_no}", *walk.log]))
        raise


def _closed_stays_closed(walk: Walk) -> None:
    """Whatever is left is withdrawn; then nothing more happens, though time goes on."""
    if not is_closed(walk.case()["state"]):
        walk.do(WithdrawCase(walk.case_no, "不办了"), "system")
    before, events = walk.seen(), walk.events()
    if is_closed(walk.case()["state"]):
        walk.pass_time(timedelta(days=90))
        assert (walk.seen(), walk.events()) == (before, events)
        walk.check()


def test_the_walks_know_every_operation() -> None:
    assert {kind.__name__ for kind in OPERATIONS} - ELSEWHERE <= {kind.__name__ for kind in COMMANDS}


def test_every_operation_has_happened_in_the_walks(town: Town) -> None:
    """After the walks above: an operation that never gets through is not tested by them."""
    kinds = " ".join(f"{kind}={times}" for kind, times in town.done.most_common())
    print(f"walks={town.walks} operations={town.done.total()} {kinds}")
    if WALKS < 1000:
        pytest.skip("too few walks to come by every operation")
    assert {kind.__name__ for kind in COMMANDS} - set(town.done) == set(), town.done

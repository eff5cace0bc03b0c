"""Two and fifty people at once on one task, on one case and on one decision: one winner each, and nothing is stuck."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from office import CONTENT, Office, open_office
from operations.flows import Desk, approval, line, process, user
from sqlalchemy.exc import IntegrityError

from faults.crowding import Answer, at_once, in_processes
from tongban.engine import (
    SYSTEM,
    Actor,
    AddPhrase,
    ClaimTask,
    CommentTask,
    CompleteTask,
    DelegateTask,
    RemovePhrase,
    RetrieveTask,
    ReturnTask,
    SuspendCase,
    TransferTask,
    UrgeTask,
    VoidCase,
    WithdrawCase,
)
from tongban.engine.persistence.turns import Turns
from tongban.engine.ports import Unit
from tongban.engine.settings import Settings

PEOPLE = [2, 50]
#: What somebody who came too late may be told.
TOO_LATE = {"task_not_open", "conflict", "not_found", "not_allowed"}
ACCEPT: dict[str, Any] = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}


@pytest.fixture
def desk(office: Office) -> Desk:
    """On both databases."""
    return Desk(office)


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Desk]:
    office = open_office(Settings(database_url=postgres_url, data_dir=tmp_path, embedded_worker=False))
    yield Desk(office)
    office.engine.sql_engine.dispose()


def names(people: int) -> list[str]:
    return [f"p{number:02d}" for number in range(people)]


def counted(answers: list[Answer]) -> Counter[str]:
    return Counter(code for _who, code, _facts in answers)


def sound(office: Office) -> None:
    assert office.engine.verify_audit()["broken"] == []


@pytest.mark.parametrize("people", PEOPLE)
def test_of_many_who_finish_one_task_one_wins_and_all_others_learn_who(desk: Desk, people: int) -> None:
    crowd = names(people)
    desk.start(process(user("a", ",".join(crowd)), user("b", "wang.window"), line("a", "b")))
    task = desk.task("a")["id"]
    answers = at_once(desk.office.engine, [(Actor(name), CompleteTask(task)) for name in crowd])
    assert counted(answers) == Counter({"done": 1, "task_not_open": people - 1})
    winner = next(who for who, code, _facts in answers if code == "done")
    assert {facts["completed_by"] for _who, code, facts in answers if code != "done"} == {winner}
    assert desk.open() == ["b"]
    assert len(desk.events("task.completed")) == 1
    sound(desk.office)


@pytest.mark.parametrize("people", PEOPLE)
def test_of_many_who_claim_one_task_one_has_it(desk: Desk, people: int) -> None:
    crowd = names(people)
    desk.start(process(user("a", ",".join(crowd)), line("a")))
    task = desk.task("a")["id"]
    answers = at_once(desk.office.engine, [(Actor(name), ClaimTask(task)) for name in crowd])
    assert counted(answers) == Counter({"done": 1, "conflict": people - 1})
    holder = desk.task("a")["assignee"]
    assert [who for who, code, _facts in answers if code == "done"] == [holder]
    assert {facts["current"]["assignee"] for _who, code, facts in answers if code != "done"} == {holder}


@pytest.mark.parametrize("people", PEOPLE)
def test_many_on_one_case_each_with_a_task_of_their_own_join_once(desk: Desk, people: int) -> None:
    crowd = names(people)
    desk.start(in_parallel(), {"members": crowd})
    mine = {one["candidates"]["users"][0]: one["id"] for one in desk.tasks(page_size=200)}
    assert sorted(mine) == crowd
    answers = at_once(desk.office.engine, [(Actor(name), CompleteTask(task)) for name, task in mine.items()])
    assert counted(answers) == Counter({"done": people})
    assert desk.open() == ["last"]
    sound(desk.office)


@pytest.mark.parametrize("people", PEOPLE)
def test_many_signers_at_the_same_moment_make_one_decision(desk: Desk, people: int) -> None:
    crowd = names(people)
    step = user("s", ",".join(crowd), approval("all", onReject="collect"))
    desk.start(process(step, user("t", "wang.window"), line("s", "t")))
    mine = {one["assignee"]: one["id"] for one in desk.tasks(page_size=200)}
    acts = [(Actor(name), CompleteTask(task, "reject" if name == "p01" else "approve", "意见"))
            for name, task in mine.items()]  # fmt: skip
    assert counted(at_once(desk.office.engine, acts)) == Counter({"done": people})
    votes = desk.variables["s"]["votes"]
    assert (votes["approved"], votes["rejected"]) == (people - 1, 1)
    assert len(desk.events("sign.decided")) == 1
    assert desk.open() == ["t"]
    sound(desk.office)


def test_everything_at_once_on_one_case_leaves_it_open_with_work_or_ended_without(office: Office) -> None:
    item = office.publish(CONTENT / "construction-permit")
    endings = set()
    for turn in range(4):
        number = str(office.register(item)["case_no"])
        office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
        first = office.engine.queries.inbox(office.actor("wang.window"), box="done", q=number)["items"][0][
            "id"
        ]
        held = {one["candidates"]["groups"][0]: one["id"]
                for one in office.engine.queries.tasks(SYSTEM, case=number)["items"]}  # fmt: skip
        jzy, zaj = (
            next(id for group, id in held.items() if unit in group) for unit in ("zjj-jzy", "zjj-zaj")
        )
        acts: list[tuple[str, Any]] = [
            ("qian.jzy", CompleteTask(jzy, "approve", "同意")),
            ("qian.jzy", TransferTask(jzy, "li.cjk", "外出")),
            ("zhao.zaj", CompleteTask(zaj, "approve", "同意")),
            ("zhao.zaj", ReturnTask(zaj, "请补充")),
            ("zhao.zaj", DelegateTask(zaj, "sun.sqb", "请先看")),
            ("wang.window", RetrieveTask(first)),
            ("song.agent", UrgeTask(jzy, "请抓紧")),
            ("zhou.branch", CommentTask(zaj, "请注意")),
            ("zhou.branch", SuspendCase(number, "hearing", "行政许可法第四十六条", "吴主衡", 5, "听证")),
        ]
        # Now and then somebody ends the case in the middle of it all.
        withdraw = ("song.agent", WithdrawCase(number, "不建了"))
        void = ("zhou.branch", VoidCase(number, "重复"))
        acts += [[], [withdraw], [void], [withdraw, void]][turn]
        answers = at_once(office.engine, [(office.actor(name), command) for name, command in acts * 3])
        assert set(counted(answers)) <= {"done", *TOO_LATE}, answers
        case = office.case(number)
        ended = case["state"] in ("withdrawn", "voided")
        assert ended == (turn > 0), case["state"]
        assert bool(case["tasks"]) != ended
        endings.add(case["state"])
        decided = [
            one for one in case["opinions"] if one["element"] == "section_review" and not one.get("void")
        ]
        assert len({one["signer"] for one in decided}) == len(decided)
    assert {"withdrawn", "voided"} <= endings
    sound(office)


def test_processes_race_for_one_task_and_one_wins(
    on_postgres: Desk, postgres_url: str, tmp_path: Path
) -> None:
    crowd = names(24)
    on_postgres.start(process(user("a", ",".join(crowd)), user("b", "wang.window"), line("a", "b")))
    task = on_postgres.task("a")["id"]
    answers = in_processes(postgres_url, tmp_path, [(name, CompleteTask(task)) for name in crowd], 2)
    assert counted(answers) == Counter({"done": 1, "task_not_open": 23})
    assert on_postgres.open() == ["b"]
    sound(on_postgres.office)


def test_signers_in_several_processes_make_one_decision(
    on_postgres: Desk, postgres_url: str, tmp_path: Path
) -> None:
    crowd = names(50)
    on_postgres.start(process(user("s", ",".join(crowd), approval("ratio", threshold="0.6")), line("s")))
    mine = {one["assignee"]: one["id"] for one in on_postgres.tasks(page_size=200)}
    acts = [(name, CompleteTask(task, "approve", "同意")) for name, task in mine.items()]
    answers = counted(in_processes(postgres_url, tmp_path, acts, 2))
    assert answers["done"] == 30 and sum(answers.values()) == 50
    assert set(answers) <= {"done", "task_not_open", "not_found"}
    assert on_postgres.variables["s"]["votes"]["approved"] == 30
    assert len(on_postgres.events("sign.decided")) == 1
    assert on_postgres.state == "completed"
    sound(on_postgres.office)


def test_a_commit_that_failed_leaves_no_connection_behind_that_fails_for_the_next(office: Office) -> None:
    office.engine.sql_engine.dispose()

    def twice(_command: Any, _actor: Actor, uow: Any) -> dict[str, Any]:
        uow.add(Unit("zwzx", "again", "again", "429900"))
        return {}

    for _ in range(3):
        with pytest.raises(IntegrityError):
            office.engine._executor.run(twice, None, SYSTEM, None)
        assert office.engine.execute(AddPhrase(None, "同意。", "any"), office.actor("wang.window"))
        phrase = office.engine.queries.phrases(office.actor("wang.window"))["items"][0]["id"]
        office.engine.execute(RemovePhrase(phrase), office.actor("wang.window"))


def test_whoever_waits_longest_writes_next() -> None:
    turns, order = Turns(1), []

    def take(number: int) -> None:
        with turns:
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(20)]
    with turns:
        for number, thread in enumerate(threads):
            thread.start()
            while len(turns._waiting) <= number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join(10)
    assert order == list(range(20))
    with turns:
        assert not turns._waiting


def test_as_many_write_at_once_as_there_are_places() -> None:
    turns, inside, most, guard = Turns(3), [0], [0], threading.Lock()
    full = threading.Barrier(3, timeout=10)

    def take(number: int) -> None:
        with turns:
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            full.wait()
            with guard:
                inside[0] -= 1

    threads = [threading.Thread(target=take, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # Three must be inside for the barrier to open, four never are.
    assert (most, inside, full.broken) == ([3], [0], False)


def in_parallel() -> bytes:
    """A task for every member at the same time, then one for all."""
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        '<tb:loop collection="= members" element="member"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    each = (
        '<bpmn:userTask id="each" name="each"><bpmn:extensionElements>'
        "<tb:candidates expression='= \"user:\" + member'/></bpmn:extensionElements>"
        f"{loop}</bpmn:userTask>"
    )
    return process(each, user("last", "wang.window"), line("each", "last"))

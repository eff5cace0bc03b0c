"""One lock order for a joint case and its members: whoever locks a member has locked the joint case before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office import Office, open_office
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from use_cases.joint.town import PROJECT, number, played, published

from faults.crowding import at_once
from tongban.engine import CancelMember, CompleteTask, WithdrawCase
from tongban.engine.domain.case_state import is_closed
from tongban.engine.persistence import executor
from tongban.engine.persistence.unit_of_work import SqlUnitOfWork
from tongban.engine.ports import Instance
from tongban.engine.settings import Settings

DECIDERS = {"filing": ("luo.reform", "tao.reform"), "land_use": ("zhu.planning", "fan.planning")}
CASES = 8
#: What somebody who came too late may be told.
TOO_LATE = {"task_not_open", "conflict", "not_found"}
LOCKS: dict[str, Callable[[SqlUnitOfWork, str, str], object]] = {
    "by its own id": lambda uow, instance, _task: uow.get(Instance, instance, lock=True),
    "among others": lambda uow, instance, _task: uow.find(
        Instance, id=[instance, "?"], order="id", lock=True
    ),
    "with a task": lambda uow, _instance, task: uow.lock_task(task),
}


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    """SQLite has one writer at a time and no order to get wrong."""
    office = open_office(Settings(database_url=postgres_url, data_dir=tmp_path, embedded_worker=False))
    yield office
    office.engine.sql_engine.dispose()


@pytest.fixture
def retries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why the database asked to try again, each time it did."""
    seen: list[str] = []
    worth = executor._worth_another_try

    def noted(failed: OperationalError) -> bool:
        seen.append(str(failed.orig))
        return worth(failed)

    monkeypatch.setattr(executor, "_worth_another_try", noted)
    return seen


@pytest.mark.parametrize("how", LOCKS)
def test_a_locked_member_has_its_joint_case_locked_too_and_no_sibling(on_postgres: Office, how: str) -> None:
    office = on_postgres
    joint = played(office, published(office, PROJECT), "granted", 1).case_no
    above = office.case(joint)["instance_id"]
    mine, sibling = (office.case(number(office, joint, key))["instance_id"] for key in ("filing", "land_use"))
    task = office.task(number(office, joint, "filing"), "review")["id"]
    engine = office.engine.sql_engine
    surroundings = office.engine._executor._surroundings
    with engine.begin() as holding, engine.connect() as other:
        assert LOCKS[how](SqlUnitOfWork(holding, office.clock(), surroundings), mine, task)

        def is_free(instance: str) -> bool:
            found = other.execute(
                text("SELECT id FROM instance WHERE id = :id FOR UPDATE SKIP LOCKED"), {"id": instance}
            ).all()
            other.rollback()
            return bool(found)

        assert [is_free(one) for one in (above, mine, sibling)] == [False, False, True]


def test_an_act_on_the_joint_case_alone_locks_no_member(on_postgres: Office) -> None:
    office = on_postgres
    joint = played(office, published(office, PROJECT), "granted", 1).case_no
    above, mine = (office.case(one)["instance_id"] for one in (joint, number(office, joint, "filing")))
    surroundings = office.engine._executor._surroundings
    with office.engine.sql_engine.begin() as holding, office.engine.sql_engine.begin() as other:
        SqlUnitOfWork(holding, office.clock(), surroundings).get(Instance, above, lock=True)
        locked = other.execute(
            text("SELECT id FROM instance WHERE id = :id FOR UPDATE SKIP LOCKED"), {"id": mine}
        ).all()
        assert len(locked) == 1


def test_members_decide_while_the_whole_is_withdrawn_or_they_are_cancelled_and_nobody_deadlocks(
    on_postgres: Office, retries: list[str]
) -> None:
    office = on_postgres
    item = published(office, PROJECT)
    lead, applicant = office.actor("ning.joint"), office.actor("song.agent")
    cases = [played(office, item, "granted", 1).case_no for _ in range(CASES)]
    acts = []
    for case_no in cases:
        for key, (reviewer, who) in DECIDERS.items():
            office.complete(number(office, case_no, key), "review", reviewer, "approve", "已审查。")
            task = office.task(number(office, case_no, key), "decide")["id"]
            acts.append((office.actor(who), CompleteTask(task, "grant", "同意。")))
            acts.append((lead, CancelMember(case_no, key, "不需要了")))
        acts.append((applicant, WithdrawCase(case_no, "不办了")))
    answers = Counter(code for _who, code, _facts in at_once(office.engine, acts))
    assert set(answers) <= {"done", *TOO_LATE}, answers
    assert retries == []
    for case_no in cases:
        assert office.case(case_no)["state"] == "withdrawn"
        for one in office.case(case_no)["sub_cases"]:
            running = office.case(one["case_no"])["tasks"]
            assert one["result"] == "granted" or (is_closed(one["state"]) and not running)
    assert office.engine.verify_audit()["broken"] == []

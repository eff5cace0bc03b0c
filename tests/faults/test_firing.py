"""Timers that share a transaction: oldest first, a bad one takes nobody with it, and finding them costs one index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from office import Office
from sqlalchemy import Connection, select, text

from faults.firing import WAITING, check_each_fired_once, stock, timers_left
from tongban.engine import SYSTEM, DeployResources, Engine, StartInstance, bootstrap
from tongban.engine.persistence.due import OLDEST_DUE
from tongban.engine.persistence.tables import case, process
from tongban.engine.settings import Settings
from tongban.engine.use_cases import FireBatch
from tongban.engine.worker import TIMERS_AT_ONCE, Worker

OPEN_TIMERS = 20_000


def fired(engine: Engine) -> list[str]:
    """The instances whose timers fired, in that order."""
    event = case.event.c
    with engine.sql_engine.connect() as connection:
        return list(
            connection.execute(
                select(event.chain).where(event.type == "timer.fired").order_by(event.id)
            ).scalars()
        )


def test_the_oldest_fire_first(office: Office) -> None:
    office.engine.execute(DeployResources((("w.bpmn", WAITING.encode()),)), SYSTEM)
    begun = []
    for _ in range(TIMERS_AT_ONCE + 10):
        begun.append(str(office.engine.execute(StartInstance("waiting"), SYSTEM)["id"]))
        office.clock.advance(timedelta(seconds=-1))
    office.wait(timedelta(hours=1))
    assert fired(office.engine) == begun[::-1]


def test_a_bad_timer_takes_nobody_with_it(office: Office) -> None:
    instances = stock(office.engine, 8)
    bad = sorted(instances)[3]
    with office.engine.sql_engine.begin() as connection:
        connection.execute(
            process.instance.update().where(process.instance.c.id == bad).values(state_blob=b"broken")
        )
    office.wait(timedelta(0))
    assert set(fired(office.engine)) == instances - {bad}
    with office.engine.sql_engine.connect() as connection:
        (left,) = connection.execute(
            select(process.timer).where(process.timer.c.instance_id.is_not(None))
        ).all()
    assert (left.instance_id, left.attempts) == (bad, 1)
    assert left.due_at > office.engine.now


def test_several_timers_of_one_instance_fire_each_on_what_the_last_left(office: Office) -> None:
    boundary = "".join(
        f'<bpmn:boundaryEvent id="b{n}" attachedToRef="work" cancelActivity="false"><bpmn:timerEventDefinition>'
        f"<bpmn:timeDuration>PT{n}M</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
        f'<bpmn:userTask id="t{n}"/><bpmn:sequenceFlow id="fb{n}" sourceRef="b{n}" targetRef="t{n}"/>'
        for n in (1, 2, 3)
    )
    diagram = WAITING.replace("<bpmn:intermediate", boundary + "<bpmn:intermediate")
    office.engine.execute(DeployResources((("w.bpmn", diagram.encode()),)), SYSTEM)
    instance = str(office.engine.execute(StartInstance("waiting"), SYSTEM)["id"])
    office.wait(timedelta(0))
    assert timers_left(office.engine) == 3
    office.wait(timedelta(minutes=10))
    open_ = {one["element"] for one in office.engine.queries.tasks(SYSTEM, instance=instance)["items"]}
    assert open_ == {"work", "t1", "t2", "t3"}
    assert office.engine.verify_audit()["broken"] == []


def test_what_somebody_holds_is_passed_over_and_not_waited_for(postgres_url: str, tmp_path: Path) -> None:
    engine = bootstrap(Settings(postgres_url, tmp_path, embedded_worker=False))
    instances = stock(engine, 6)
    held = sorted(instances)[:2]
    with engine.sql_engine.connect() as other:
        _lock(other, process.timer, process.timer.c.instance_id == held[0])
        _lock(other, process.instance, process.instance.c.id == held[1])
        answer = engine.execute(FireBatch(TIMERS_AT_ONCE), SYSTEM)
        assert answer["fired"] == 4
        assert len(answer["alone"]) == 1
        other.rollback()
    Worker(engine).sweep()
    check_each_fired_once(engine, instances)
    engine.sql_engine.dispose()


def _lock(connection: Connection, table: Any, condition: Any) -> None:
    assert connection.execute(select(table.c.id).where(condition).with_for_update()).all()


@pytest.fixture
def crowded(settings: Settings) -> Iterator[Engine]:
    """Many timers that are not due."""
    engine = bootstrap(settings)
    due = datetime.now(UTC) + timedelta(days=1)
    rows = [
        {"id": f"timer-{n}", "due_at": due + timedelta(seconds=n), "kind": "date", "each": "", "attempts": 0}
        for n in range(OPEN_TIMERS)
    ]
    with engine.sql_engine.begin() as connection:
        connection.execute(process.timer.insert(), rows)
        connection.execute(text("ANALYZE"))
    yield engine
    engine.sql_engine.dispose()


def test_looking_for_due_timers_reads_the_index_on_when_they_are_due(crowded: Engine) -> None:
    dialect = crowded.sql_engine.dialect
    query = str(OLDEST_DUE.compile(dialect=dialect))
    values: dict[str, Any] = {"now": crowded.now, "limit_": TIMERS_AT_ONCE}
    with crowded.sql_engine.connect() as connection:
        if dialect.name == "sqlite":
            given = (crowded.now.isoformat(timespec="microseconds"), TIMERS_AT_ONCE, 0)
            steps = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given).all())
            assert "SEARCH timer USING INDEX ix_timer_due_at (due_at<?)" in steps
            assert "TEMP B-TREE" not in steps
            return
        found = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", values)
        plan = found.scalar_one()[0]["Plan"]
    scan = plan["Plans"][0]["Plans"][0]
    assert (scan["Node Type"], scan["Index Name"]) == ("Index Scan", "ix_timer_due_at")
    # The root, a branch and a leaf: the table itself, of some hundred pages, is not touched.
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] <= 4

"""The machine's clock is set forward and back, a year ends, a leap day comes: everything fires once, at its time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from office import CONTENT, Office
from sqlalchemy import select

from tongban.engine import SYSTEM, DeployResources, StartInstance
from tongban.engine.domain.calendar import ZONE
from tongban.engine.persistence.tables import case, supervision
from tongban.engine.worker import Worker

HOUR = timedelta(hours=1)
DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<bpmn:process id="p" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:userTask id="work"/><bpmn:endEvent id="end"/><bpmn:endEvent id="told"/>
  <bpmn:boundaryEvent id="remind" attachedToRef="work" cancelActivity="false">
    <bpmn:timerEventDefinition>{timer}</bpmn:timerEventDefinition>
  </bpmn:boundaryEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
  <bpmn:sequenceFlow id="f3" sourceRef="remind" targetRef="told"/>
</bpmn:process></bpmn:definitions>"""


def start(office: Office, kind: str, text: str) -> str:
    """An instance with a timer on its open task."""
    diagram = DIAGRAM.format(timer=f"<bpmn:{kind}>{text}</bpmn:{kind}>")
    office.engine.execute(DeployResources((("p.bpmn", diagram.encode()),)), SYSTEM)
    return str(office.engine.execute(StartInstance("p"), SYSTEM)["id"])


def fired(office: Office, instance: str) -> int:
    event = case.event.c
    with office.engine.sql_engine.connect() as connection:
        found = connection.execute(
            select(event.id).where(event.chain == instance, event.type == "timer.fired")
        )
        return len(found.all())


def set_to(office: Office, moment: str) -> None:
    office.clock.now = datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def test_an_hour_forward_and_back_fires_once(office: Office) -> None:
    instance = start(office, "timeDuration", "PT30M")
    counts = []
    for by in (HOUR, -HOUR, HOUR, -HOUR, HOUR):
        office.wait(by)
        counts.append(fired(office, instance))
    assert counts == [1] * 5


def test_an_hour_back_delays_and_loses_nothing(office: Office) -> None:
    instance = start(office, "timeDuration", "PT30M")
    counts = []
    for by in (-HOUR, timedelta(minutes=80), timedelta(minutes=10)):
        office.wait(by)
        counts.append(fired(office, instance))
    # It is due at one moment of the clock, which comes an hour and a half after the clock was set back.
    assert counts == [0, 0, 1]


def test_a_cycle_fires_as_often_as_it_says_however_the_clock_is_set(office: Office) -> None:
    instance = start(office, "timeCycle", "R3/PT1H")
    for by in (HOUR, -HOUR, HOUR, HOUR, -HOUR, HOUR, HOUR, -HOUR, 5 * HOUR):
        office.wait(by)
    assert fired(office, instance) == 3


def test_reminders_of_a_case_are_given_once_however_the_clock_is_set(office: Office) -> None:
    number = str(office.register(office.publish(CONTENT / "construction-permit"))["case_no"])
    # Into the last moments before something is due, and to and fro over it.
    for _ in range(12):
        for by in (timedelta(hours=12), HOUR, -HOUR, HOUR, -HOUR):
            office.wait(by)
    with office.engine.sql_engine.connect() as connection:
        firing = supervision.firing.c
        done = Counter(connection.execute(select(firing.rule_id, firing.subject, firing.occurrence)).all())
    told = [
        (one["type"], one["data"]["clock"], one["data"]["rule"], one["data"]["occurrence"])
        for one in office.engine.queries.audit(SYSTEM, number)["items"]
        if one["type"] in ("task.reminded", "task.escalated")
    ]
    assert done and set(done.values()) == {1}
    assert told and len(told) == len(set(told))


@pytest.mark.parametrize(
    ("begin", "text", "due"),
    [
        ("2026-12-31T23:30:00", "PT1H", "2027-01-01T00:30:00"),
        ("2026-12-31T12:00:00", "P1D", "2027-01-01T12:00:00"),
        ("2026-12-31T12:00:00", "P2M", "2027-02-28T12:00:00"),
        ("2028-02-28T12:00:00", "P1D", "2028-02-29T12:00:00"),
        ("2028-01-31T12:00:00", "P1M", "2028-02-29T12:00:00"),
        ("2028-02-29T12:00:00", "P1Y", "2029-02-28T12:00:00"),
        ("2027-02-28T12:00:00", "P1D", "2027-03-01T12:00:00"),
    ],
)
def test_year_end_and_leap_day(office: Office, begin: str, text: str, due: str) -> None:
    set_to(office, begin)
    instance = start(office, "timeDuration", text)
    set_to(office, due)
    office.wait(timedelta(seconds=-1))
    assert fired(office, instance) == 0
    office.wait(timedelta(seconds=1))
    assert fired(office, instance) == 1
    office.wait(HOUR)
    assert fired(office, instance) == 1


def test_a_sign_of_life_from_the_future_is_none(office: Office) -> None:
    office.clock.advance(HOUR)
    office.engine.beat("one:1")
    office.clock.advance(-HOUR)
    found = office.engine.queries.readiness()
    assert (found["ready"], found["workers"]["state"]) == (False, "absent")
    Worker(office.engine).sweep()
    found = office.engine.queries.readiness()
    assert (found["ready"], found["workers"]["state"]) == (True, "alone")

"""Instances that start by themselves: by timer, by message, by signal; only the newest version listens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from office import Office

from tongban.engine import SYSTEM, BroadcastSignal, CorrelateMessage, DeployResources, errors

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
  <bpmn:message id="m" name="order placed"/>
  <bpmn:signal id="n" name="new year"/>
  <bpmn:process id="{key}" isExecutable="true">
    <bpmn:startEvent id="begin">{event}</bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work"/>
    <bpmn:userTask id="work"/>
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
</bpmn:definitions>"""
TIMER = "<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def deploy(office: Office, key: str, event: str) -> None:
    content = PROCESS.format(key=key, event=event).encode()
    office.engine.execute(DeployResources(((f"{key}.bpmn", content),)), SYSTEM)


def started(office: Office, key: str) -> int:
    return len(office.engine.queries.instances(SYSTEM, process=key)["items"])


def test_a_cycle_starts_as_often_as_it_says(office: Office) -> None:
    deploy(office, "thrice", TIMER.format(kind="timeCycle", text="R3/PT1H"))
    office.wait(timedelta(minutes=30))
    assert started(office, "thrice") == 0
    for hours in (1, 2, 3, 3, 3):
        office.wait(timedelta(hours=1))
        assert started(office, "thrice") == hours


def test_a_cron_line_starts_once_after_a_long_silence(office: Office) -> None:
    deploy(office, "daily", TIMER.format(kind="timeCycle", text="0 8 * * *"))
    office.wait(timedelta(days=3))
    assert started(office, "daily") == 1
    office.wait(timedelta(days=1))
    assert started(office, "daily") == 2


def test_a_new_version_takes_over_the_timer(office: Office) -> None:
    deploy(office, "hourly", TIMER.format(kind="timeCycle", text="R/PT1H"))
    deploy(office, "hourly", TIMER.format(kind="timeCycle", text="R/PT2H"))
    office.wait(timedelta(hours=1))
    assert started(office, "hourly") == 0
    office.wait(timedelta(hours=1))
    assert started(office, "hourly") == 1


def test_a_message_starts_one_and_a_signal_everybody(office: Office) -> None:
    deploy(office, "ordered", '<bpmn:messageEventDefinition messageRef="m"/>')
    deploy(office, "greeted", '<bpmn:signalEventDefinition signalRef="n"/>')
    office.engine.execute(CorrelateMessage("order placed", variables={"amount": 3}), SYSTEM)
    office.engine.execute(BroadcastSignal("new year"), SYSTEM)

    assert (started(office, "ordered"), started(office, "greeted")) == (1, 1)
    assert office.engine.queries.instances(SYSTEM, process="ordered")["items"][0]["variables"] == {
        "amount": 3
    }
    with pytest.raises(errors.NotFound):
        office.engine.execute(CorrelateMessage("nobody waits"), SYSTEM)

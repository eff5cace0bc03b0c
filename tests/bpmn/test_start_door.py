"""What begins instances besides plain start events, through the door: several events, receive tasks, gateways."""

from __future__ import annotations

from datetime import timedelta

from bpmn.building import diagram, flows, user
from bpmn.event_parts import MESSAGE, SIGNAL, timer
from office import Office

from tongban.engine import SYSTEM, BroadcastSignal, CorrelateMessage, DeployResources

SIGNAL2 = '<signalEventDefinition signalRef="s2"/>'
ROOTS = '<message id="m" name="paid"/><message id="m2" name="withdrawn"/>'
ROOTS += '<signal id="s" name="alarm"/><signal id="s2" name="quiet"/>'


def deploy(office: Office, body: str) -> None:
    office.engine.execute(DeployResources((("flow.bpmn", diagram(body, roots=ROOTS)),)), SYSTEM)


def tell(office: Office, name: str, key: str | None = None) -> None:
    office.engine.execute(CorrelateMessage(name, business_key=key), SYSTEM)


def signal(office: Office, name: str) -> None:
    office.engine.execute(BroadcastSignal(name), SYSTEM)


def tasks(office: Office) -> list[str]:
    return sorted(one["element"] for one in office.engine.queries.tasks(SYSTEM)["items"])


def instances(office: Office) -> int:
    return len(office.engine.queries.instances(SYSTEM, process="p")["items"])


def test_any_of_several_start_events_starts_and_timers_too(office: Office) -> None:
    several = MESSAGE + SIGNAL + timer("Cycle", "R1/PT1H") + timer("Cycle", "R1/PT2H")
    deploy(office, f'<startEvent id="z">{several}</startEvent>' + user("h") + flows("z > h"))
    tell(office, "paid")
    signal(office, "alarm")
    assert tasks(office) == ["h"] * 2
    office.wait(timedelta(hours=1))
    assert tasks(office) == ["h"] * 3
    office.wait(timedelta(hours=1))
    assert tasks(office) == ["h"] * 4


def test_signals_that_start_together_make_one_instance_in_either_order(office: Office) -> None:
    body = f'<startEvent id="z" parallelMultiple="true">{SIGNAL}{SIGNAL2}</startEvent>'
    deploy(office, body + user("h") + flows("z > h"))
    for count, names in enumerate((("alarm", "quiet"), ("quiet", "alarm")), start=1):
        for name in names:
            signal(office, name)
        assert tasks(office) == ["h"] * count
        assert instances(office) == count


def test_message_and_signal_that_start_together_find_each_other(office: Office) -> None:
    body = f'<startEvent id="z" parallelMultiple="true">{MESSAGE}{SIGNAL}</startEvent>'
    deploy(office, body + user("h") + flows("z > h"))
    tell(office, "paid", "1")
    assert tasks(office) == []
    signal(office, "alarm")
    assert tasks(office) == ["h"] and instances(office) == 1


def test_messages_begin_instances_at_receive_tasks_and_gateways(office: Office) -> None:
    body = '<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>'
    body += f'<intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent><receiveTask id="r" messageRef="m2"/>'
    deploy(office, body + user("a", "b") + flows("g > c > a", "g > r > b"))
    tell(office, "withdrawn", "7")
    assert tasks(office) == ["b"]
    tell(office, "paid", "7")
    assert tasks(office) == ["a", "b"] and instances(office) == 1

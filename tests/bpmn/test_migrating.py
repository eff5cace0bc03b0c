"""An open instance goes on in another version: what moves, what is dropped and added, and what cannot move."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from bpmn import graphs
from bpmn.building import flows, read, user
from bpmn.drawing import VARIABLES, Drawing
from bpmn.host import NOON
from lxml import etree

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import step

GAMES, STEPS = 60, 12
FACTS: dict[str, Any] = {"now": NOON, "environment": bpmn.NoEnvironment()}
START = '<startEvent id="s"/>'
NAMED = ("id", "sourceRef", "targetRef", "attachedToRef", "default")


def renamed(xml: bytes, old: bpmn.ProcessDefinition) -> tuple[bytes, dict[str, str]]:
    """The same diagram with every node and flow called otherwise, and how."""
    names = {id: f"{id}.new" for id in (*old.elements, *old.flows)}
    root = etree.fromstring(xml)
    for node in root.iter():
        for attribute in NAMED:
            if node.get(attribute) in names:
                node.set(attribute, names[node.get(attribute)])
    return etree.tostring(root), names


def move(
    source: bpmn.ProcessDefinition, state: bytes, target: bpmn.ProcessDefinition, **mapping: str
) -> tuple[bpmn.Migration, bpmn.Execution]:
    execution = bpmn.Execution.load(source, state, **FACTS)
    found = execution.migrate(target, mapping, bpmn.NoEnvironment(), dry=False)
    return found, execution


def begun(definition: bpmn.ProcessDefinition, **variables: Any) -> bytes:
    return bpmn.Execution.start(definition, variables, **FACTS).save()


def rules(found: bpmn.Migration) -> set[tuple[str, str]]:
    return {(one.element, one.rule) for one in found.obstacles}


def test_going_to_a_renamed_version_and_back_changes_nothing() -> None:
    """At every step of random play on random graphs, with joins half filled and boundaries armed."""
    moved = 0
    for seed in range(GAMES):
        drawing = Drawing(seed, 5 + seed % 20, wild=seed % 2 == 1)
        random = Random(seed)
        xml = graphs.xml(drawing.graph)
        try:
            old = bpmn.read(xml).processes[0]
        except errors.InvalidDiagram:
            continue
        other, names = renamed(xml, old)
        new = bpmn.read(other).processes[0]
        execution = bpmn.Execution.start(old, {name: random.random() < 0.5 for name in VARIABLES}, **FACTS)
        for _ in range(STEPS):
            state = execution.save()
            if execution.state != "running":
                break
            there, changed = move(old, state, new, **names)
            assert (there.obstacles, there.added, there.dropped) == ((), (), ()), (seed, there)
            assert changed.drain() == []
            assert {names[id] for id in execution.tokens.values()} == set(changed.tokens.values())
            _, back = move(new, changed.save(), old, **{new: old for old, new in names.items()})
            assert back.save() == state, seed
            moved += len(there.moves)
            execution = bpmn.Execution.load(old, back.save(), **FACTS)
            work = [t for t, id in execution.tokens.items() if old.elements[id].type == "userTask"]
            if not work:
                break
            execution.complete(random.choice(work), {random.choice(VARIABLES): random.random() < 0.5})
    assert moved > GAMES


def test_what_is_open_goes_on_in_the_new_version() -> None:
    old = read(START + user("a") + flows("s > a"))
    new = read(START + user("a", "b") + flows("s > a > b"))
    found, execution = move(old, begun(old), new)
    assert [(one.source, one.target, one.type, one.count) for one in found.moves] == [
        ("a", "a", "userTask", 1)
    ]
    (token,) = execution.tokens
    execution.complete(token)
    assert list(execution.tokens.values()) == ["b"]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (user("b") + flows("s > b"), "no-counterpart"),
        ('<receiveTask id="a"/>' + flows("s > a"), "other-kind"),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>" + flows("s > a"),
            "other-kind",
        ),
        (
            f'<subProcess id="sub"><startEvent id="s2"/>{user("a")}{flows("s2 > a")}</subProcess>'
            + flows("s > sub"),
            "other-place",
        ),
    ],
)
def test_what_has_no_equal_place_is_refused_and_nothing_changes(body: str, rule: str) -> None:
    old = read(START + user("a") + flows("s > a"))
    state = begun(old)
    found, execution = move(old, state, read(START + body))
    assert rules(found) == {("a", rule)}
    assert execution.save() == state and execution.drain() == []


def test_an_event_that_waits_for_something_else_is_refused() -> None:
    def catching(definition: str) -> bpmn.ProcessDefinition:
        event = f'<intermediateCatchEvent id="c">{definition}</intermediateCatchEvent>'
        return read(START + event + flows("s > c"))

    timer = catching("<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>")
    longer = catching("<timerEventDefinition><timeDuration>PT9H</timeDuration></timerEventDefinition>")
    signal = catching('<signalEventDefinition signalRef="s"/>')
    found, _ = move(timer, begun(timer), signal)
    assert rules(found) == {("c", "other-event")}
    # A timer that is set keeps its time, as in Camunda without `updateEventTrigger`.
    found, execution = move(timer, begun(timer), longer)
    assert (found.obstacles, execution.drain()) == ((), [])


def test_boundary_events_are_dropped_and_added() -> None:
    def bounded(id: str, definition: str) -> bpmn.ProcessDefinition:
        event = f'<boundaryEvent id="{id}" attachedToRef="a">{definition}</boundaryEvent>'
        return read(START + user("a", "b") + event + flows("s > a", f"{id} > b"))

    old = bounded("late", "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>")
    new = bounded("off", '<messageEventDefinition messageRef="m2"/>')
    found, execution = move(old, begun(old), new)
    assert (found.obstacles, found.dropped, found.added) == ((), ("late",), ("off",))
    effects = execution.drain()
    assert [type(one) for one in effects] == [step.TimerCleared, step.Subscribed]
    waiting = effects[1]
    assert isinstance(waiting, step.Subscribed) and waiting.name == "withdrawn"
    execution.deliver(waiting.token)
    assert list(execution.tokens.values()) == ["b"]


def test_a_boundary_timer_that_has_fired_is_not_set_again() -> None:
    event = (
        '<boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    process = read(START + user("a", "b") + event + flows("s > a", "late > b"))
    again = read(START + user("a", "b", "c") + event + flows("s > a > c", "late > b"))
    execution = bpmn.Execution.start(process, {}, **FACTS)
    execution.fire_timer(next(token for token, id in execution.tokens.items() if id == "late"))
    found, moved = move(process, execution.save(), again)
    assert (found.obstacles, found.added) == ((), ())
    assert sorted(moved.tokens.values()) == ["a", "b"]


def test_an_event_subprocess_of_the_new_version_listens_at_once() -> None:
    inside = (
        '<subProcess id="es" triggeredByEvent="true"><startEvent id="es1"><signalEventDefinition signalRef="s"/>'
        f"</startEvent>{user('mend')}{flows('es1 > mend')}</subProcess>"
    )
    old = read(START + user("a") + flows("s > a"))
    found, execution = move(old, begun(old), read(START + user("a") + inside + flows("s > a")))
    assert (found.obstacles, found.added) == ((), ("es1",))
    (waiting,) = [one for one in execution.drain() if isinstance(one, step.Subscribed)]
    execution.deliver(waiting.token)
    assert list(execution.tokens.values()) == ["mend"]


def test_a_token_at_a_join_needs_the_flow_it_came_by() -> None:
    def joined(*ways: str) -> bpmn.ProcessDefinition:
        gateways = '<parallelGateway id="f"/><parallelGateway id="j"/>'
        return read(START + gateways + user("a", "b", "c", "z") + flows("s > f", *ways, "j > z"))

    three = joined("f > a > j", "f > b > j", "f > c > j")
    execution = bpmn.Execution.start(three, {}, **FACTS)
    for wanted in ("a", "b"):
        execution.complete(next(token for token, id in execution.tokens.items() if id == wanted))
    state = execution.save()
    # Without `b` before the join its token has no way to have come by.
    found, _ = move(three, state, joined("f > a > j", "f > c > j", "f > b"))
    assert rules(found) == {("j", "no-flow")}
    # Here all that the join still waits for are there already.
    found, moved = move(three, state, joined("f > a > j", "f > b > j", "f > c"))
    assert found.obstacles == ()
    assert sorted(moved.tokens.values()) == ["c", "z"]


def test_what_could_not_be_undone_any_more_is_refused() -> None:
    def booking(handler: str) -> bpmn.ProcessDefinition:
        body = START + user("book", "pay") + handler + flows("s > book > pay")
        return read(body)

    undo = (
        '<boundaryEvent id="u" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>'
        '<userTask id="cancel" isForCompensation="true"/>'
        '<association id="as" sourceRef="u" targetRef="cancel"/>'
    )
    old = booking(undo)
    execution = bpmn.Execution.start(old, {}, **FACTS)
    execution.complete(next(iter(execution.tokens)))
    found, _ = move(old, execution.save(), booking(""))
    assert rules(found) == {("book", "compensation")}
    assert move(old, execution.save(), booking(undo))[0].obstacles == ()


def test_names_that_nobody_bears_are_refused() -> None:
    process = read(START + user("a") + flows("s > a"))
    found, _ = move(process, begun(process), process, nobody="a", a="nowhere")
    assert {("nobody", "unknown-element"), ("nowhere", "unknown-element")} <= rules(found)


def test_a_dry_run_changes_nothing() -> None:
    old, new = read(START + user("a") + flows("s > a")), read(START + user("b") + flows("s > b"))
    state = begun(old)
    execution = bpmn.Execution.load(old, state, **FACTS)
    found = execution.migrate(new, {"a": "b"}, bpmn.NoEnvironment(), dry=True)
    assert [(one.source, one.target) for one in found.moves] == [("a", "b")]
    assert found.obstacles == ()
    assert (execution.save(), execution.tokens) == (state, bpmn.Execution.load(old, state, **FACTS).tokens)

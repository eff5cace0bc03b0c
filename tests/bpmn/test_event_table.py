"""Every event definition at every position: it runs where BPMN 2.0.2 (table 10.93) allows it, else it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bpmn.building import Town, flows, problems, user
from bpmn.event_parts import ERROR, ESCALATION, MESSAGE, SIGNAL, START, inside, timer

from tongban.engine.bpmn import step

CONDITION = "<conditionalEventDefinition><condition>= x = 1</condition></conditionalEventDefinition>"
DEFINITIONS = {
    "none": "",
    "message": MESSAGE,
    "timer": timer("Duration", "PT1H"),
    "signal": SIGNAL,
    "conditional": CONDITION,
    "error": ERROR,
    "escalation": ESCALATION,
    "link": '<linkEventDefinition name="l"/>',
    "cancel": "<cancelEventDefinition/>",
    "compensate": "<compensateEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
    "multiple": MESSAGE + SIGNAL,
    "parallel": MESSAGE + SIGNAL,
}
WAITING = {"message", "timer", "signal", "conditional", "multiple", "parallel"}
ALLOWED = {
    "start": WAITING | {"none"},
    "inside": WAITING | {"error", "escalation", "compensate"},
    "inside-repeated": WAITING | {"escalation"},
    "boundary": WAITING | {"error", "escalation", "compensate", "cancel"},
    "boundary-repeated": WAITING | {"escalation"},
    "catch": WAITING | {"link"},
    "throw": {"none", "message", "signal", "escalation", "link", "compensate", "multiple"},
    "end": {
        "none",
        "message",
        "signal",
        "error",
        "escalation",
        "cancel",
        "compensate",
        "terminate",
        "multiple",
    },
}
PAIRS = [(kind, position) for position in ALLOWED for kind in DEFINITIONS]
# Whether compensation interrupts means nothing: what it undoes has ended.
NO_MATTER = {("compensate", "inside-repeated"), ("compensate", "boundary-repeated")}
# Throwing several at once is `multiple`.
NO_MATTER |= {("parallel", "throw"), ("parallel", "end")}


def event(tag: str, id: str, kind: str, facts: str = "") -> str:
    several = ' parallelMultiple="true"' if kind == "parallel" else ""
    return f'<{tag} id="{id}"{several} {facts}>{DEFINITIONS[kind]}</{tag}>'


def thrower(kind: str) -> str:
    """What an error or an escalation comes from; nothing for the others."""
    return event("endEvent", "t", kind if kind in ("error", "escalation") else "none")


def body_of(kind: str, position: str) -> str:
    """A process with the event `z` at that position, and the task `h` behind it."""
    work = START + '<parallelGateway id="f"/>' + user("a", "b") + thrower(kind)
    work += flows("s > f", "f > a", "f > b > t")
    if position == "start":
        return event("startEvent", "z", kind) + user("h") + flows("z > h")
    if position.startswith("inside"):
        handler = inside(DEFINITIONS[kind], interrupting=position == "inside", id="z")
        if kind == "parallel":
            handler = handler.replace('id="zs"', 'id="zs" parallelMultiple="true"')
        return work + handler
    if position.startswith("boundary"):
        facts = f'attachedToRef="sub" cancelActivity="{str(position == "boundary").lower()}"'
        host = f'<subProcess id="sub">{work}</subProcess>'
        return (
            '<startEvent id="s0"/>'
            + host
            + event("boundaryEvent", "z", kind, facts)
            + user("h", "o")
            + flows("s0 > sub > o", "z > h")
        )
    if position == "catch":
        return START + event("intermediateCatchEvent", "z", kind) + user("h") + flows("s > z > h")
    if position == "throw":
        return START + event("intermediateThrowEvent", "z", kind) + user("h") + flows("s > z > h")
    return START + user("h") + event("endEvent", "z", kind) + flows("s > h > z")


def set_off(town: Town, kind: str, *, before: list[str]) -> None:
    """Let it happen; where two things are needed, nothing has happened after the first."""
    acts: dict[str, Callable[[], object]] = {
        "message": lambda: town.message("paid"),
        "signal": lambda: town.signal("alarm"),
        "timer": lambda: town.advance(timedelta(hours=1)),
        "conditional": lambda: town.set_variables(1, {"x": 1}),
        "error": lambda: town.does("b"),
        "escalation": lambda: town.does("b"),
        "multiple": lambda: town.signal("alarm"),
    }
    if kind == "parallel":
        acts["message"]()
        assert town.tasks == before
        acts["signal"]()
    else:
        acts[kind]()


TAKER = f'<startEvent id="s9">{MESSAGE}</startEvent><endEvent id="e9"/>{flows("s9 > e9")}'
SPECIAL = {"link", "cancel", "compensate"}


@pytest.mark.parametrize(
    ("kind", "position"), [pair for pair in PAIRS if pair[0] in ALLOWED[pair[1]] - SPECIAL]
)
def test_event_runs_where_the_standard_allows_it(kind: str, position: str) -> None:
    # Somebody has to be there to take a thrown message.
    town = Town(body_of(kind, position), *([TAKER] if position in ("throw", "end") else []))
    if position == "start":
        begin_with(town, kind)
        assert town.tasks == ["h"]
        return
    town.begin()
    if position in ("throw", "end"):
        if position == "end":
            town.does("h")
        assert town.tasks == (["h"] if position == "throw" else [])
        thrown(town, kind, position)
        return
    set_off(town, kind, before=town.tasks)
    stays = [] if position in ("inside", "boundary", "catch") else ["a"]
    stays += ["b"] if stays and kind != "escalation" else []
    assert town.tasks == [*stays, "h"]
    if stays and kind in ("message", "signal", "multiple", "parallel"):
        set_off(town, kind, before=town.tasks)
        assert town.tasks == [*stays, "h", "h"]


def begin_with(town: Town, kind: str) -> None:
    if kind == "none":
        town.begin()
    elif kind in ("timer", "conditional"):
        assert [s.kind for s in town.definitions["p"].start_subscriptions] == [kind]
        town.start("p", {"x": 1}, start_event="z")
    else:
        set_off(town, kind, before=[])


def thrown(town: Town, kind: str, position: str) -> None:
    names = [effect.name for effect in town.log if isinstance(effect, step.MessageThrown | step.SignalThrown)]
    assert names == {"message": ["paid"], "signal": ["alarm"], "multiple": ["paid", "alarm"]}.get(kind, [])
    if position == "end":
        # An error that nobody catches is no end.
        assert town.ended == (kind != "error")
        assert town.incidents == ([("z", "uncaught_error")] if kind == "error" else [])


@pytest.mark.parametrize(
    ("kind", "position"),
    [pair for pair in PAIRS if pair[0] not in ALLOWED[pair[1]] and pair not in NO_MATTER],
)
def test_event_is_refused_with_its_id_where_the_standard_does_not_allow_it(kind: str, position: str) -> None:
    refused = {element for element, _ in problems(body_of(kind, position))}
    assert refused & {"z", "zs"}


def test_links_are_thrown_and_caught() -> None:
    body = START + event("intermediateThrowEvent", "t", "link") + event("intermediateCatchEvent", "c", "link")
    town = Town(body + user("h") + flows("s > t", "c > h"))
    town.begin()
    assert town.tasks == ["h"]


def test_cancel_ends_a_transaction_and_leaves_by_its_boundary() -> None:
    inner = START + user("a", "b") + event("endEvent", "t", "cancel") + '<parallelGateway id="f"/>'
    inner = f'<transaction id="sub">{inner}{flows("s > f", "f > a", "f > b > t")}</transaction>'
    body = '<startEvent id="s0"/>' + inner + event("boundaryEvent", "z", "cancel", 'attachedToRef="sub"')
    town = Town(body + user("h", "o") + flows("s0 > sub > o", "z > h"))
    town.begin()
    town.does("b")
    assert town.tasks == ["h"]


UNDO = '<boundaryEvent id="z" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
UNDO += '<userTask id="u" isForCompensation="true"/><association id="as" sourceRef="z" targetRef="u"/>'


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_compensation_is_thrown_and_its_boundary_handler_runs(tag: str) -> None:
    town = Town(START + user("a") + UNDO + event(tag, "t", "compensate") + flows("s > a > t"))
    town.begin()
    town.does("a")
    assert town.tasks == ["u"]
    town.does("u")
    assert town.ended


def test_compensation_begins_an_event_subprocess() -> None:
    inner = START + user("a") + flows("s > a") + inside(DEFINITIONS["compensate"], interrupting=True)
    body = f'<startEvent id="s0"/><subProcess id="sub">{inner}</subProcess>'
    town = Town(body + event("endEvent", "t", "compensate") + flows("s0 > sub > t"))
    town.begin()
    town.does("a")
    assert town.tasks == ["h"]
    town.does("h")
    assert town.ended

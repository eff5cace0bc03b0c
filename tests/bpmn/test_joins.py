"""Joins: surplus tokens wait for the next activation; an inclusive join is asked again when an awaited token is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bpmn.building import Town, flows, user
from bpmn.event_parts import ERROR, MESSAGE, SIGNAL, START, boundary, inside


def test_surplus_tokens_on_one_flow_wait_for_the_next_activation() -> None:
    body = START + '<parallelGateway id="f"/><exclusiveGateway id="m"/><parallelGateway id="j"/>'
    body += '<exclusiveGateway id="n"/><exclusiveGateway id="x" default="x-end"/><endEvent id="end"/>'
    body += user("a", "b", "c", "d")
    chains = (
        "s > f",
        "f > a > m",
        "f > b > m",
        "m > j",
        "f > n > c > j",
        "j > d > x",
        "x [again]> n",
        "x > end",
    )
    town = Town(body + flows(*chains))
    town.begin()
    town.does("a", "b")
    assert town.tasks == ["c"]
    town.does("c")
    assert town.tasks == ["d"]
    town.does("d", again=True)
    assert town.tasks == ["c"]
    town.does("c")
    assert town.tasks == ["d"]
    town.does("d", again=False)
    assert town.ended and town.incidents == []


FORK = START + '<inclusiveGateway id="f"/><inclusiveGateway id="j"/>' + user("a", "after")
JOIN = flows("s > f", "f > a > j", "j > after")
ELSEWHERE = user("else")


def sub(inner: str) -> str:
    return f'<subProcess id="sub"><startEvent id="s2"/>{inner}</subProcess>'


EVENTS = f'<eventBasedGateway id="g"/><intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>'
EVENTS += f'<intermediateCatchEvent id="c2">{SIGNAL}</intermediateCatchEvent>'
GONE: dict[str, tuple[str, Callable[[Town], None], list[str]]] = {
    "interrupting boundary": (
        user("b") + boundary("z", "b", MESSAGE) + flows("f > b > j", "z > else"),
        lambda town: town.message("paid"),
        ["after", "else"],
    ),
    "event-based gateway": (
        EVENTS + flows("f > g", "g > c > j", "g > c2 > else"),
        lambda town: town.signal("alarm"),
        ["after", "else"],
    ),
    "exclusive gateway": (
        user("b") + '<exclusiveGateway id="x" default="x-else"/>' + flows("f > b > x", "x [back]> j", "x > else"),
        lambda town: town.does("b", back=False),
        ["after", "else"],
    ),
    "error out of a subprocess": (
        sub(user("b") + f'<endEvent id="t">{ERROR}</endEvent>' + flows("s2 > b > t"))
        + boundary("z", "sub", ERROR)
        + flows("f > sub > j", "z > else"),
        lambda town: town.does("b"),
        ["after", "else"],
    ),
    "end of its path": (
        user("b") + '<endEvent id="end"/><exclusiveGateway id="x" default="x-end"/>'
        + flows("f > b > x", "x [back]> j", "x > end"),
        lambda town: town.does("b", back=False),
        ["after"],
    ),
    "terminated subprocess that leaves elsewhere": (
        sub(user("b", "w") + '<parallelGateway id="f2"/><endEvent id="t"><terminateEventDefinition/></endEvent>'
            + flows("s2 > f2", "f2 > b > t", "f2 > w"))
        + '<exclusiveGateway id="x" default="x-else"/>' + flows("f > sub > x", "x [back]> j", "x > else"),
        lambda town: town.does("b"),
        ["after", "else"],
    ),
    "cancelled transaction": (
        sub(user("b") + '<endEvent id="t"><cancelEventDefinition/></endEvent>' + flows("s2 > b > t")).replace(
            "subProcess", "transaction"
        )
        + boundary("z", "sub", "<cancelEventDefinition/>")
        + flows("f > sub > j", "z > else"),
        lambda town: town.does("b"),
        ["after", "else"],
    ),
    "several instances cancelled": (
        '<userTask id="b"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics></userTask>" + boundary("z", "b", MESSAGE) + flows("f > b > j", "z > else"),
        lambda town: town.message("paid"),
        ["after", "else"],
    ),
    "taken away by hand": (
        user("b") + flows("f > b > j"),
        lambda town: town.do(1, lambda execution: execution.modify(cancel=["b"])),
        ["after"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", GONE)
def test_inclusive_join_is_asked_again_when_an_awaited_token_is_gone(how: str) -> None:
    body, act, expected = GONE[how]
    reached = ELSEWHERE if "else" in expected else ""
    town = Town(FORK + reached + JOIN + body)
    town.begin()
    town.does("a")
    assert "after" not in town.tasks
    act(town)
    assert town.tasks == expected
    town.does(*expected)
    assert town.ended and town.incidents == []


def test_interrupting_event_subprocess_takes_the_waiting_tokens_with_it() -> None:
    body = FORK + user("b") + JOIN + flows("f > b > j") + inside(MESSAGE, interrupting=True)
    town = Town(body)
    town.begin()
    town.does("a")
    town.message("paid")
    assert town.tasks == ["h"]
    town.does("h")
    assert town.ended

"""Undoing what is done: compensation events and transactions."""

from __future__ import annotations

from bpmn.building import Town, flows, user

START = '<startEvent id="s"/>'


def undoable(id: str) -> str:
    """A task with its handler `undo-<id>`."""
    return (
        user(id)
        + f'<boundaryEvent id="z{id}" attachedToRef="{id}"><compensateEventDefinition/></boundaryEvent>'
        + f'<userTask id="undo-{id}" isForCompensation="true"/>'
        + f'<association id="as{id}" sourceRef="z{id}" targetRef="undo-{id}"/>'
    )


THROW = '<intermediateThrowEvent id="throw"><compensateEventDefinition {}/></intermediateThrowEvent>'


def test_throw_undoes_all_that_is_done_and_waits_for_it() -> None:
    town = Town(
        START
        + undoable("a")
        + undoable("b")
        + THROW.format("")
        + user("after")
        + flows("s > a > b > throw > after")
    )
    town.begin()
    town.does("a", "b")
    assert town.tasks == ["undo-a", "undo-b"]
    assert [element for _, _, element in town.work()] == ["undo-b", "undo-a"]
    town.does("undo-a")
    assert town.tasks == ["undo-b"]
    town.does("undo-b")
    assert town.tasks == ["after"]


def test_throw_names_one_activity_and_need_not_wait() -> None:
    throw = THROW.format('activityRef="a" waitForCompletion="false"')
    town = Town(
        START + undoable("a") + undoable("b") + throw + user("after") + flows("s > a > b > throw > after")
    )
    town.begin()
    town.does("a", "b")
    assert town.tasks == ["after", "undo-a"]


def test_nothing_is_undone_twice_and_nothing_that_is_not_done() -> None:
    town = Town(
        START
        + undoable("a")
        + THROW.format("")
        + user("after")
        + '<exclusiveGateway id="m"/>'
        + flows("s > a > m > throw > after", "after [again]> m")
    )
    town.begin()
    town.does("a")
    town.does("undo-a")
    town.does("after", again=True)
    assert town.tasks == ["after"]


def test_handler_sees_the_local_variables_its_activity_had() -> None:
    body = START + undoable("a").replace(
        '<userTask id="a"/>',
        '<userTask id="a"><extensionElements><tb:input name="seat" value="= no"/></extensionElements></userTask>',
    )
    town = Town(body + THROW.format("") + flows("s > a > throw"))
    instance = town.begin(no=7)
    town.does("a", no=8)
    _, token, _ = town.work("undo-a")[0]
    assert town.execution(instance).visible(token)["seat"] == 7


def test_event_subprocess_compensates_what_is_inside_its_subprocess() -> None:
    inside = '<startEvent id="s2"/>' + undoable("a") + flows("s2 > a")
    inside += '<subProcess id="ev" triggeredByEvent="true"><startEvent id="evs"><compensateEventDefinition/></startEvent>'
    inside += (
        user("first")
        + '<endEvent id="rest"><compensateEventDefinition/></endEvent>'
        + flows("evs > first > rest")
        + "</subProcess>"
    )
    body = START + f'<subProcess id="sub">{inside}</subProcess>' + THROW.format("") + user("after")
    town = Town(body + flows("s > sub > throw > after"))
    town.begin()
    town.does("a")
    assert town.tasks == ["first"]
    town.does("first")
    assert town.tasks == ["undo-a"]
    town.does("undo-a")
    assert town.tasks == ["after"]


def test_cancel_end_undoes_the_transaction_before_leaving_it() -> None:
    inside = '<startEvent id="s2"/><parallelGateway id="f"/>' + undoable("a") + user("open", "decide")
    inside += '<endEvent id="no"><cancelEventDefinition/></endEvent>' + flows(
        "s2 > a > f", "f > open", "f > decide > no"
    )
    body = START + f'<transaction id="tx">{inside}</transaction>' + user("after", "cancelled")
    body += '<boundaryEvent id="z" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>'
    town = Town(body + flows("s > tx > after", "z > cancelled"))
    town.begin()
    town.does("a")
    town.does("decide")
    assert town.tasks == ["undo-a"]
    town.does("undo-a")
    assert town.tasks == ["cancelled"]

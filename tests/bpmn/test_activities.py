"""Tasks, subprocesses and calls: what they do with work and with variables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bpmn.building import Town, diagram, flows, user

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import step

START = '<startEvent id="s"/>'


def ext(content: str) -> str:
    return f"<extensionElements>{content}</extensionElements>"


def test_script_assigns_in_order_and_later_lines_see_earlier_ones() -> None:
    script = (
        'total = sum([1, 2.5])\nname = "a;b"; double = total * 2\nfar = if double > 6 then\n  "yes" else "no"'
    )
    town = Town(
        START
        + f"<scriptTask id='x'><script>{script.replace('>', '&gt;')}</script></scriptTask>"
        + user("a")
        + flows("s > x > a")
    )
    town.begin()
    assert town.variables == {"total": Decimal("3.5"), "name": "a;b", "double": 7, "far": "yes"}


def test_script_may_be_a_context_or_one_value_for_a_result_variable() -> None:
    body = START + "<scriptTask id='x'><script>= {a: 1, b: a + 1}</script></scriptTask>".replace("= {", "{")
    body += "<scriptTask id='y' camunda:resultVariable='r'><script>= a + b</script></scriptTask>" + user("t")
    town = Town(body + flows("s > x > y > t"))
    town.begin()
    assert town.variables == {"a": 1, "b": 2, "r": 3}


def test_input_mapping_is_local_and_output_mapping_reaches_the_outside() -> None:
    body = (
        START
        + '<userTask id="t">'
        + ext(
            '<camunda:inputOutput><camunda:inputParameter name="local">${x + 1}</camunda:inputParameter>'
            '<camunda:inputParameter name="list"><camunda:list><camunda:value>a</camunda:value>'
            "<camunda:value>${x}</camunda:value></camunda:list></camunda:inputParameter>"
            '<camunda:outputParameter name="out">${local * 2}</camunda:outputParameter></camunda:inputOutput>'
            '<tb:output name="seen" value="= local"/>'
        )
        + "</userTask>"
        + user("u")
    )
    town = Town(body + flows("s > t > u"))
    instance = town.begin(x=1)
    _, token, _ = town.work("t")[0]
    assert town.execution(instance).visible(token) == {"x": 1, "local": 2, "list": ["a", 1]}
    town.does("t", local=10)
    assert town.variables == {"x": 1, "out": 20, "seen": 10}


def test_parallel_branches_share_variables_and_the_last_to_complete_has_the_last_word() -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a", "b", "c")
    for order in (("a", "b"), ("b", "a")):
        town = Town(body + flows("s > f", "f > a > j", "f > b > j", "j > c"))
        town.begin()
        for task in order:
            town.does(task, who=task)
        assert town.variables == {"who": order[-1]}


def test_decision_gives_its_outputs_under_the_result_name() -> None:
    body = (
        START
        + '<businessRuleTask id="d">'
        + ext('<tb:decision key="fee" result="fee"/>')
        + "</businessRuleTask>"
        + user("a")
    )
    town = Town(body + flows("s > d > a"))
    town.decisions.known["fee"] = lambda variables: variables["area"] * 2
    town.begin(area=21)
    assert town.variables["fee"] == 42
    made = next(effect for effect in town.log if isinstance(effect, step.DecisionMade))
    assert (made.decision, made.inputs, made.outputs) == ("fee", {"area": 21}, 42)


def test_service_task_waits_for_its_connector_or_computes_at_once() -> None:
    body = START + '<serviceTask id="c">' + ext('<tb:connector name="bank"/>') + "</serviceTask>"
    body += '<serviceTask id="e" camunda:expression="${x * 2}" camunda:resultVariable="y"/>' + user("a")
    town = Town(body + flows("s > c > e > a"))
    instance = town.begin()
    assert town.instances[instance].services == {2: "bank"}
    town.complete(instance, 2, {"x": 4})
    assert town.variables["y"] == 8 and town.tasks == ["a"]


def test_call_binds_a_version_or_a_computed_key() -> None:
    body = START + '<callActivity id="c" calledElement="${target}" camunda:calledElementBinding="version"'
    body += (
        ' camunda:calledElementVersion="3">'
        + ext('<camunda:in businessKey="${no}"/><tb:in all="true"/>')
        + "</callActivity>"
    )
    process = bpmn.read(diagram(body + flows("s > c"))).processes[0]
    execution = bpmn.Execution.start(
        process,
        {"target": "other", "no": "X1"},
        now=Town(body + flows("s > c")).now,
        environment=bpmn.NoEnvironment(),
    )
    started = next(effect for effect in execution.effects if isinstance(effect, step.ChildStarted))
    assert (started.key, started.binding, started.version, started.business_key) == (
        "other",
        "version",
        3,
        "X1",
    )
    assert started.variables == {"target": "other", "no": "X1"}


def test_called_process_is_ended_with_its_call() -> None:
    body = START + '<callActivity id="c" calledElement="p2"/>' + user("a")
    body += '<boundaryEvent id="z" attachedToRef="c"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    town = Town(body + flows("s > c", "z > a"), '<startEvent id="s2"/>' + user("w") + flows("s2 > w"))
    town.begin()
    assert town.tasks == ["w"]
    town.message("paid")
    assert town.tasks == ["a"]
    assert town.instances[2].ended == "terminated"


def test_error_of_a_called_process_without_a_boundary_is_an_incident_of_the_caller() -> None:
    child = '<startEvent id="s2"/><endEvent id="e3"><errorEventDefinition errorRef="e"/></endEvent>' + flows(
        "s2 > e3"
    )
    town = Town(START + '<callActivity id="c" calledElement="p2"/>' + flows("s > c"), child)
    town.begin()
    assert town.incidents == [("c", "uncaught_error")]
    assert town.instances[2].ended == "terminated"


def test_subprocess_ends_when_nothing_is_left_inside() -> None:
    body = START + '<subProcess id="sub"><startEvent id="s2"/><parallelGateway id="f"/>' + user("a", "b")
    body += flows("s2 > f", "f > a", "f > b") + "</subProcess>" + user("c")
    town = Town(body + flows("s > sub > c"))
    town.begin()
    town.does("a")
    assert town.tasks == ["b"]
    town.does("b")
    assert town.tasks == ["c"]


def test_ad_hoc_subprocess_runs_all_until_its_condition_says_enough() -> None:
    body = START + '<adHocSubProcess id="ah">' + user("a", "b", "c")
    body += "<completionCondition>= count(done) &gt;= 2</completionCondition></adHocSubProcess>" + user(
        "after"
    )
    town = Town(body + flows("s > ah > after"))
    town.begin(done=[])
    assert town.tasks == ["a", "b", "c"]
    town.does("b", done=["b"])
    town.does("a", done=["b", "a"])
    assert town.tasks == ["after"]


def test_ad_hoc_subprocess_in_sequence_and_without_cancelling_the_rest() -> None:
    body = (
        START
        + '<adHocSubProcess id="ah" ordering="Sequential">'
        + user("a", "b")
        + "</adHocSubProcess>"
        + user("after")
    )
    town = Town(body + flows("s > ah > after"))
    town.begin()
    for task in ("a", "b", "after"):
        assert town.tasks == [task]
        town.does(task)
    body = body.replace('ordering="Sequential"', 'cancelRemainingInstances="false"').replace(
        "</adHocSubProcess>", "<completionCondition>= true</completionCondition></adHocSubProcess>"
    )
    town = Town(body + flows("s > ah > after"))
    town.begin()
    town.does("a")
    assert town.tasks == ["b"]
    town.does("b")
    assert town.tasks == ["after"]


def test_send_task_throws_its_message_with_payload() -> None:
    body = (
        START
        + '<sendTask id="t" messageRef="m">'
        + ext('<tb:in source="x" target="sum"/>')
        + "</sendTask>"
        + user("a")
    )
    town = Town(
        body + flows("s > t > a"),
        '<startEvent id="s2"><messageEventDefinition messageRef="m"/></startEvent>'
        + user("b")
        + flows("s2 > b"),
    )
    town.begin(x=3)
    assert town.tasks == ["a", "b"]
    assert town.instances[2].variables == {"sum": 3}


@pytest.mark.parametrize("id", ["End", "Start", "p.EndJoin", "Root"])
def test_ids_that_a_library_reserves_are_free_here(id: str) -> None:
    town = Town(START + user(id, "a") + flows(f"s > {id} > a"))
    town.begin()
    town.does(id)
    assert town.tasks == ["a"]


def test_without_a_start_event_everything_that_nothing_leads_to_begins() -> None:
    town = Town(user("a", "b", "c") + flows("a > c"))
    town.begin()
    assert town.tasks == ["a", "b"]


def test_completing_what_is_not_open_is_refused() -> None:
    town = Town(START + user("a") + flows("s > a"))
    instance = town.begin()
    with pytest.raises(errors.TaskNotOpen):
        town.execution(instance).complete(99, {})

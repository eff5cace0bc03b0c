"""The places where an expression can stand: a text in, a process, decision or form with it in that place out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

LONG = "a" * 900
# Each takes much of what one expression may.
SLOW = "a = count(for i in 1..90000 return sum([i, 1, 2, 3])); "
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:tb="https://tongban.org/schema/bpmn/1.0">'
)
LINE = (
    '<startEvent id="s"/><endEvent id="z"/><sequenceFlow id="in" sourceRef="s" targetRef="place"/>'
    '<sequenceFlow id="out" sourceRef="place" targetRef="z"/>'
)
HEALTHY = f'{HEAD}<process id="healthy" isExecutable="true">{LINE}<task id="place"/></process></definitions>'
TABLE = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="t">'
    '{}<decision id="decided" name="decided"><variable name="decided"/>{}</decision></definitions>'
)
# Between what stands beside the process and the process.
ROOTS_END = "<!-- process -->"


def node(tag: str, inside: str = "", more: str = "", attributes: str = "") -> str:
    """The element `place` with an extension and whatever else stands in it."""
    extension = f"<extensionElements>{more}</extensionElements>" if more else ""
    return f'{LINE}<{tag} id="place" {attributes}>{extension}{inside}</{tag}>'


def attribute(name: str, tag: str = "userTask", before: str = "= ", after: str = "") -> Callable[[str], str]:
    return lambda text: node(tag, attributes=f"{name}={quoteattr(before + text + after)}")


def juel(name: str) -> Callable[[str], str]:
    return attribute(name, before="${", after="}")


def inside(tag: str, content: str, **facts: str) -> Callable[[str], str]:
    """`@` in the content of the element becomes the payload as text."""
    return lambda text: node(tag, content.replace("@", escape(text)), **facts)


def extended(tag: str, more: str, **facts: str) -> Callable[[str], str]:
    """`@` in the extension becomes the payload, quotes and all."""
    return lambda text: node(
        tag, more=more.replace("@", escape(text, {'"': "&quot;", "\n": "&#10;"})), **facts
    )


def loop(kind: str, content: str) -> Callable[[str], str]:
    return inside("task", f"<{kind}LoopCharacteristics>{content}</{kind}LoopCharacteristics>")


def timer(kind: str, tag: str = "intermediateCatchEvent", before: str = "= ") -> Callable[[str], str]:
    return inside(tag, f"<timerEventDefinition><{kind}>{before}@</{kind}></timerEventDefinition>")


def flow(before: str, after: str = "", gateway: str = "exclusiveGateway") -> Callable[[str], str]:
    def body(text: str) -> str:
        condition = f"<conditionExpression>{escape(before + text + after)}</conditionExpression>"
        return (
            f'<startEvent id="s"/><{gateway} id="g"/><endEvent id="z"/>'
            '<sequenceFlow id="f" sourceRef="s" targetRef="g"/>'
            f'<sequenceFlow id="place" sourceRef="g" targetRef="z">{condition}</sequenceFlow>'
        )

    return body


def named(text: str) -> str:
    event = '<messageEventDefinition messageRef="m"/>'
    return f"<message id='m' name={quoteattr('= ' + text)}/>{ROOTS_END}" + node(
        "intermediateCatchEvent", event
    )


PARAMETER = (
    '<camunda:inputOutput><camunda:{0}Parameter name="a">{1}</camunda:{0}Parameter></camunda:inputOutput>'
)
CARDINALITY = "<loopCardinality>2</loopCardinality>"
MULTI = "multiInstance"
CALL = {"attributes": 'calledElement="healthy"'}
PROCESSES: dict[str, Callable[[str], str]] = {
    "condition": flow("= "),
    "bare condition": flow(""),
    "condition in JUEL": flow("${", "}"),
    "condition of an inclusive gateway": flow("= ", gateway="inclusiveGateway"),
    "condition of a task's flow": flow("= ", gateway="task"),
    "complex gateway": inside("complexGateway", "<activationCondition>= @</activationCondition>"),
    "conditional event": inside(
        "intermediateCatchEvent",
        "<conditionalEventDefinition><condition>= @</condition></conditionalEventDefinition>",
    ),
    "script assignment": inside("scriptTask", "<script>a = @</script>"),
    "script context": inside("scriptTask", "<script>{a: @}</script>"),
    "script itself": inside("scriptTask", "<script>@</script>"),
    "script result": inside("scriptTask", "<script>@</script>", attributes='camunda:resultVariable="a"'),
    "camunda input": extended("task", PARAMETER.format("input", "${@}")),
    "camunda input list": extended(
        "task", PARAMETER.format("input", "<camunda:list><camunda:value>= @</camunda:value></camunda:list>")
    ),
    "camunda output": extended("task", PARAMETER.format("output", "= @")),
    "tb:input": extended("task", '<tb:input name="a" value="= @"/>'),
    "tb:output": extended("task", '<tb:output name="a" value="= @"/>'),
    "text with expressions": extended("task", '<tb:output name="a" value="${@} and ${@}"/>'),
    "data association": inside(
        "task",
        "<dataInputAssociation><assignment><from>= @</from><to>a</to></assignment></dataInputAssociation>",
    ),
    "call in": extended("callActivity", '<camunda:in sourceExpression="${@}" target="a"/>', **CALL),
    "call out": extended("callActivity", '<tb:out source="= @" target="a"/>', **CALL),
    "call key": extended("callActivity", '<camunda:in businessKey="= @"/>', **CALL),
    "called element": attribute("calledElement", "callActivity"),
    "called version": extended(
        "callActivity", '<tb:call process="healthy" binding="version" version="= @"/>'
    ),
    "timer date": timer("timeDate"),
    "timer duration": timer("timeDuration"),
    "timer cycle": timer("timeCycle"),
    "timer text": timer("timeCycle", before="R"),
    "cardinality": loop(MULTI, "<loopCardinality>@</loopCardinality>"),
    "collection": lambda text: node(
        "task", f"<{MULTI}LoopCharacteristics camunda:collection={quoteattr('= ' + text)}/>"
    ),
    "completion condition": loop(MULTI, f"{CARDINALITY}<completionCondition>= @</completionCondition>"),
    "loop condition": loop("standard", "<loopCondition>= @</loopCondition>"),
    "message name": named,
    "correlation": extended(
        "receiveTask", '<tb:correlation name="a" value="= @"/>', attributes='messageRef="m"'
    ),
    "name": attribute("name"),
    "tb:candidates": extended("userTask", '<tb:candidates expression="= @"/>'),
    "candidate users": juel("camunda:candidateUsers"),
    "candidate groups": attribute("camunda:candidateGroups"),
    "assignee": juel("camunda:assignee"),
    "due date": attribute("camunda:dueDate"),
    "follow-up date": juel("camunda:followUpDate"),
    "priority": juel("camunda:priority"),
    "form key": attribute("camunda:formKey"),
    "topic": attribute("camunda:topic", "serviceTask"),
    "service expression": attribute("camunda:expression", "serviceTask", "${", "}"),
    "decision": extended("businessRuleTask", '<tb:decision key="= @" result="a"/>'),
    "decision version": extended(
        "businessRuleTask", '<tb:decision key="place" binding="version" version="= @" result="a"/>'
    ),
}
LITERAL = "<literalExpression id='place'><text>@</text></literalExpression>"
RULES = (
    '<decisionTable id="place_table"><input id="i"><inputExpression><text>{}</text></inputExpression></input>'
    '<output id="o"/><rule id="place"><inputEntry><text>{}</text></inputEntry>'
    "<outputEntry><text>{}</text></outputEntry></rule></decisionTable>"
)
BKM = (
    '<businessKnowledgeModel id="place" name="f"><variable name="f"/><encapsulatedLogic>'
    f'<formalParameter name="n"/>{LITERAL}</encapsulatedLogic></businessKnowledgeModel>'
)
DECISIONS: dict[str, tuple[str, str]] = {
    "literal expression": ("", LITERAL),
    "input expression": ("", RULES.format("@", "-", "1")),
    "input cell": ("", RULES.format("x", "@", "1")),
    "output cell": ("", RULES.format("x", "-", "@")),
    "context entry": (
        "",
        f'<context id="place"><contextEntry><variable name="a"/>{LITERAL}</contextEntry></context>',
    ),
    "knowledge model": (
        BKM,
        '<knowledgeRequirement><requiredKnowledge href="#place"/></knowledgeRequirement>'
        + LITERAL.replace("@", "f(x)"),
    ),
}
PLACE = {"type": "textfield", "id": "place", "key": "place", "label": "place"}
FORMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "hide": lambda text: {**PLACE, "conditional": {"hide": f"= {text}"}},
    "options": lambda text: {**PLACE, "type": "select", "valuesExpression": f"= {text}"},
    "read-only": lambda text: {**PLACE, "readonly": f"= {text}"},
    "least length": lambda text: {**PLACE, "validate": {"minLength": f"= {text}"}},
    "computed": lambda text: {**PLACE, "type": "expression", "expression": f"= {text}", "computeOn": "change"},
    "label": lambda text: {**PLACE, "label": f"= {text}"},
    "sentence": lambda text: {"type": "text", "id": "place", "text": "a {{" + text + "}} b"},
    "table": lambda text: {
        "type": "table", "id": "place", "dataSource": f"= {text}", "columns": [{"key": "a", "label": "a"}]
    },
    "image": lambda text: {"type": "image", "id": "place", "source": f"= {text}"},
}  # fmt: skip
# Bombs that only one place knows; they need no text.
OWN_BOMBS = {
    "JUEL doubling": attribute("name", before="${a", after='=="1"' * 60 + "}"),
    "JUEL methods": attribute("name", before="${a", after='.contains("x")' * 40 + "}"),
    "JUEL signs": attribute("name", before="${" + "empty " * 60, after="a}"),
    "blank lines": inside("scriptTask", "<script>a = 1" + "\n" * 200_000 + "b = (</script>"),
    "long text in many pieces": extended(
        "task",
        f'<tb:input name="t" value=\'= string join(for i in 1..1000 return "{LONG}")\'/>'
        f'<tb:input name="l" value="{"${t}" * 5_000}"/>',
    ),
    "slow in many pieces": inside("scriptTask", f"<script>{SLOW * 9}</script>"),
    "long count": loop(MULTI, f"<loopCardinality>{'9' * 5_000}</loopCardinality>"),
    "long maximum": inside("task", f'<standardLoopCharacteristics loopMaximum="{"9" * 5_000}"/>'),
    "no number": inside("task", '<standardLoopCharacteristics loopMaximum="²"/>'),
    "long repetition": lambda _: timer("timeCycle", before="R" + "9" * 5_000 + "/PT1S")(""),
    "long step": lambda _: timer("timeCycle", before="*/" + "9" * 5_000 + " * * * *")(""),
    "before the calendar": lambda _: timer("timeDate", before="0001-01-01")(""),
    "after the calendar": lambda _: timer("timeDate", before="9999-12-31T23:59:59-08:00")(""),
    "due before the calendar": lambda _: attribute("camunda:dueDate", before="0001-01-01")(""),
    "long version": extended(
        "callActivity", f'<tb:call process="healthy" binding="version" version="{"9" * 5_000}"/>'
    ),
    "outside the file system": lambda _: timer("timeDate", before="2026-01-01T00:00:00@../../passwd")(""),
}

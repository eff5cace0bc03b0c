"""Every place where an expression can stand, against every known escape and bomb: refused or harmless, and quick."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import process_time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from databases import SqliteFiles
from feel.test_budget import REFUSED, STOPPED
from feel.test_escapes import ESCAPES
from items.building import an_item
from office import Office, open_office

from tongban import forms
from tongban.engine import SYSTEM, DeployResources, EvaluateDecision, ImportItem, StartInstance, errors, feel
from tongban.engine.settings import Settings

CANARY = "tongban_canary"
OWN = [
    f'__import__("{CANARY}").path',
    f'open("/tmp/{CANARY}").read()',
    f'("x".__class__.__mro__[1].__subclasses__())[1]("/tmp/{CANARY}")',
    f'execution.getClass().forName("{CANARY}")',
    f'"".getClass().forName("java.lang.Runtime").exec("{CANARY}")',
    "function(a) external {java: {class: \"java.lang.Math\", method signature: \"abs(int)\"}}",
    "1".zfill(5_000).replace("0", "9"),
    f'{{"{"__class__"}": 1}}.__class__.__init__.__globals__',
    '"\\u0000\\uD800"',
    "[1, {a: null}]",
    "-1",
]
# The quick ones of the bombs: each place meets them all; how they are stopped is the business of tests/feel.
QUICK = ("string doubling", "recursion", "endless list", "shared lists handed out", "joining")
BOMBS = [STOPPED[name] for name in QUICK] + [REFUSED["parentheses"], REFUSED["comparisons"]]
BOMBS.append(f'{{t: string join(for i in 1..1000 return "{"a" * 900}"), l: for i in 1..90000 return t}}.l')
PAYLOADS = [*ESCAPES, *OWN, *BOMBS]
SECONDS, MEGABYTES = 2, 400

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
    '{}<decision id="place" name="place"><variable name="place"/>{}</decision></definitions>'
)
# What an audit hook hears while a payload is at work.
HEARD: list[str] = []
LISTENING: list[bool] = []
NEVER = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "ctypes.dlopen", "pickle.find_class")


def hear(event: str, facts: tuple[Any, ...]) -> None:
    if LISTENING and (event in NEVER or (event in ("open", "import") and CANARY in str(facts[0]))):
        HEARD.append(f"{event} {facts}")


sys.addaudithook(hear)


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
    return lambda text: node(tag, more=more.replace("@", escape(text, {'"': "&quot;", "\n": "&#10;"})), **facts)


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
    """`@name` marks a root element whose name is the payload."""
    event = '<messageEventDefinition messageRef="m"/>'
    return f"<message id='m' name={quoteattr('= ' + text)}/>@@" + node("intermediateCatchEvent", event)


PARAMETER = '<camunda:inputOutput><camunda:{0}Parameter name="a">{1}</camunda:{0}Parameter></camunda:inputOutput>'
CARDINALITY = "<loopCardinality>2</loopCardinality>"
MULTI = "multiInstance"
CALL = {"attributes": 'calledElement="healthy"'}
MESSAGE = '<messageEventDefinition messageRef="m"/>'
PROCESSES: dict[str, Callable[[str], str]] = {
    "condition": flow("= "),
    "bare condition": flow(""),
    "condition in JUEL": flow("${", "}"),
    "condition of an inclusive gateway": flow("= ", gateway="inclusiveGateway"),
    "condition of a task's flow": flow("= ", gateway="task"),
    "complex gateway": inside("complexGateway", "<activationCondition>= @</activationCondition>"),
    "conditional event": inside(
        "intermediateCatchEvent", "<conditionalEventDefinition><condition>= @</condition></conditionalEventDefinition>"
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
    "collection": extended("task", ""),
    "completion condition": loop(MULTI, f"{CARDINALITY}<completionCondition>= @</completionCondition>"),
    "loop condition": loop("standard", "<loopCondition>= @</loopCondition>"),
    "message name": named,
    "correlation": extended("receiveTask", '<tb:correlation name="a" value="= @"/>', attributes='messageRef="m"'),
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
    "service expression": juel("camunda:expression").__call__,
    "decision": extended("businessRuleTask", '<tb:decision key="= @" result="a"/>'),
    "decision version": extended(
        "businessRuleTask", '<tb:decision key="place" binding="version" version="= @" result="a"/>'
    ),
}

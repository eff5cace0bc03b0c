"""Every place where an expression can stand, against every known escape and bomb: refused or harmless, and quick."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
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
    'function(a) external {java: {class: "java.lang.Math", method signature: "abs(int)"}}',
    "9" * 5_000,
    '"\\u0000\\uD800"',
    "[1, {a: null}]",
    "-1",
]
# The quick ones of the bombs: each place meets them all; how they are stopped is the business of tests/feel.
QUICK = ("string doubling", "recursion", "double recursion", "joining", "partial")
LONG = "a" * 900
BOMBS = [STOPPED[name] for name in QUICK] + [REFUSED["parentheses"], REFUSED["comparisons"]]
BOMBS.append(f'{{t: string join(for i in 1..1000 return "{LONG}"), l: for i in 1..90000 return t}}.l')
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
    '{}<decision id="decided" name="decided"><variable name="decided"/>{}</decision></definitions>'
)
# Between what stands beside the process and the process.
ROOTS_END = "<!-- process -->"
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


@pytest.fixture(scope="module")
def town(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all payloads: what one of them breaks, the next one meets."""
    url = sqlite_files.create()
    found = open_office(
        Settings(database_url=url, data_dir=tmp_path_factory.mktemp("sites"), embedded_worker=False)
    )
    found.engine.execute(DeployResources((("healthy.bpmn", HEALTHY.encode()),)), SYSTEM)
    yield found
    found.engine.sql_engine.dispose()
    sqlite_files.drop(url)


def meets(text: str, act: Callable[[], Any]) -> errors.EngineError | forms.FormError | None:
    """What the payload came to: a refusal, or nothing because it did no harm."""
    before, peak = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = None
    LISTENING.append(True)
    try:
        answer = repr(act())
        assert "<class" not in answer and " at 0x" not in answer and CANARY + ".py" not in answer
    except (errors.EngineError, forms.FormError) as error:
        refused = error
    finally:
        LISTENING.clear()
    assert process_time() - before < SECONDS, text[:80]
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) >> 10 < MEGABYTES, text[:80]
    assert not HEARD
    return refused


def names_the_place(refused: errors.EngineError) -> bool:
    listed = [one.get("element") for one in refused.errors]
    # An XML that no parser takes has no elements yet.
    if [one.get("rule") for one in refused.errors] in (["not-well-formed"], ["dmn.xml"]):
        return True
    if isinstance(refused, errors.NotFound | errors.NoWayOut):
        return True
    return "place" in str([*listed, refused]) or "decided" in str(refused)


def diagram(body: str) -> bytes:
    roots, _, process = body.rpartition(ROOTS_END)
    roots = roots or '<message id="m" name="paid"/>'
    return f'{HEAD}{roots}<process id="p" isExecutable="true">{process}</process></definitions>'.encode()


def run(town: Office, file: bytes) -> Any:
    engine = town.engine
    engine.execute(DeployResources((("p.bpmn", file),)), SYSTEM)
    started = engine.execute(StartInstance("p", variables={"x": "text", "y": [1]}), SYSTEM)
    where = {"instance": started["id"]}
    waits = [engine.queries.tasks(SYSTEM, **where), engine.queries.timers(SYSTEM, **where)]
    return [started["state"], started["variables"], *waits]


@pytest.mark.parametrize("site", PROCESSES)
def test_expression_in_a_process_is_refused_or_harmless(town: Office, site: str) -> None:
    for text in PAYLOADS:
        refused = meets(text, lambda text=text: run(town, diagram(PROCESSES[site](text))))
        assert refused is None or names_the_place(refused), (text[:80], refused, refused.errors)
    assert town.engine.execute(StartInstance("healthy"), SYSTEM)["state"] == "completed"


def decide(town: Office, file: bytes) -> Any:
    town.engine.execute(DeployResources((("d.dmn", file),)), SYSTEM)
    return town.engine.execute(EvaluateDecision("decided", {"x": "text", "y": [1]}), SYSTEM)


@pytest.mark.parametrize("site", DECISIONS)
def test_expression_in_a_decision_is_refused_or_harmless(town: Office, site: str) -> None:
    for text in PAYLOADS:
        file = TABLE.format(*(part.replace("@", escape(text)) for part in DECISIONS[site])).encode()
        refused = meets(text, lambda file=file: decide(town, file))
        assert refused is None or names_the_place(refused), (text[:80], refused, refused.errors)
    assert town.engine.execute(StartInstance("healthy"), SYSTEM)["state"] == "completed"


def evaluate(text: str, variables: Any) -> Any:
    return feel.to_json(feel.expression(text)(variables))


def fill_in(schema: dict[str, Any]) -> Any:
    form = forms.read_form(schema, evaluate=evaluate)
    return form.validate({"place": "text"}), form.render_model({"place": "text"})


@pytest.mark.parametrize("site", FORMS)
def test_expression_in_a_form_is_refused_or_harmless(site: str) -> None:
    for text in PAYLOADS:
        refused = meets(text, lambda text=text: fill_in({"components": [FORMS[site](text)]}))
        assert refused is None or isinstance(refused, feel.FeelError | forms.InvalidForm), text[:80]


@pytest.mark.parametrize("text", [ESCAPES[0], OWN[0], OWN[1], REFUSED["parentheses"]])
def test_item_with_an_escape_in_its_form_is_refused(town: Office, text: str) -> None:
    schema = json.loads(an_item()["form.json"])
    schema["components"][0]["conditional"] = {"hide": f"= {text}"}
    item = an_item(form_json=json.dumps(schema).encode())
    refused = meets(text, lambda: town.engine.execute(ImportItem(item), SYSTEM))
    assert refused is not None
    assert ("form.json", "form_1") in [(one["file"], one["element"]) for one in refused.errors]

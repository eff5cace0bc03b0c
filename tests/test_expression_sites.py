"""Every place where an expression can stand, against every known escape and bomb: refused or harmless, and quick."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any
from xml.sax.saxutils import escape

import pytest
from databases import SqliteFiles
from effort import within
from expression_places import DECISIONS, FORMS, HEAD, HEALTHY, LONG, OWN_BOMBS, PROCESSES, ROOTS_END, TABLE
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
BOMBS = [STOPPED[name] for name in QUICK] + [REFUSED["parentheses"], REFUSED["comparisons"]]
BOMBS.append(f'{{t: string join(for i in 1..1000 return "{LONG}"), l: for i in 1..9000 return t}}.l')
PAYLOADS = [*ESCAPES, *OWN, *BOMBS]
# No payload: every place must refuse it, or the payloads before it met nobody.
WRONG = "(1 +"
SECONDS, MEGABYTES = 2, 400

# What an audit hook hears while a payload is at work.
HEARD: list[str] = []
LISTENING: list[bool] = []
NEVER = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen", "ctypes.dlopen", "pickle.find_class")


def hear(event: str, facts: tuple[Any, ...]) -> None:
    if LISTENING and (event in NEVER or (event in ("open", "import") and CANARY in str(facts[0]))):
        HEARD.append(f"{event} {facts}")


sys.addaudithook(hear)


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = None
    LISTENING.append(True)
    try:
        answer = repr(within(SECONDS, act))
        assert "<class" not in answer and " at 0x" not in answer and CANARY + ".py" not in answer
    except (errors.EngineError, forms.FormError) as error:
        refused = error
    finally:
        LISTENING.clear()
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
    for text in (*PAYLOADS, WRONG):
        refused = meets(text, lambda text=text: run(town, diagram(PROCESSES[site](text))))
        assert refused is None or names_the_place(refused), (text[:80], refused, refused.errors)
    assert refused is not None, "nobody reads what stands here"
    assert town.engine.execute(StartInstance("healthy"), SYSTEM)["state"] == "completed"


@pytest.mark.parametrize("name", OWN_BOMBS)
def test_bomb_made_for_one_place_is_refused(town: Office, name: str) -> None:
    refused = meets("", lambda: run(town, diagram(OWN_BOMBS[name](""))))
    assert refused is not None and names_the_place(refused), refused
    assert len(str(refused)) < 1_000


def decide(town: Office, file: bytes) -> Any:
    town.engine.execute(DeployResources((("d.dmn", file),)), SYSTEM)
    return town.engine.execute(EvaluateDecision("decided", {"x": "text", "y": [1]}), SYSTEM)


@pytest.mark.parametrize("site", DECISIONS)
def test_expression_in_a_decision_is_refused_or_harmless(town: Office, site: str) -> None:
    for text in (*PAYLOADS, WRONG):
        file = TABLE.format(*(part.replace("@", escape(text)) for part in DECISIONS[site])).encode()
        refused = meets(text, lambda file=file: decide(town, file))
        assert refused is None or names_the_place(refused), (text[:80], refused, refused.errors)
    assert refused is not None, "nobody reads what stands here"
    assert town.engine.execute(StartInstance("healthy"), SYSTEM)["state"] == "completed"


def evaluate(text: str, variables: Any) -> Any:
    return feel.to_json(feel.expression(text)(variables))


def fill_in(schema: dict[str, Any]) -> Any:
    form = forms.read_form(schema, evaluate=evaluate)
    return form.validate({"place": "text"}), form.render_model({"place": "text"})


@pytest.mark.parametrize("site", FORMS)
def test_expression_in_a_form_is_refused_or_harmless(site: str) -> None:
    for text in (*PAYLOADS, WRONG):
        refused = meets(text, lambda text=text: fill_in({"components": [FORMS[site](text)]}))
        assert refused is None or isinstance(refused, feel.FeelError | forms.InvalidForm), text[:80]
    assert refused is not None, "nobody reads what stands here"


@pytest.mark.parametrize("text", [ESCAPES[0], OWN[0], OWN[1], REFUSED["parentheses"]])
def test_item_with_an_escape_in_its_form_is_refused(town: Office, text: str) -> None:
    schema = json.loads(an_item()["form.json"])
    schema["components"][0]["conditional"] = {"hide": f"= {text}"}
    item = an_item(form_json=json.dumps(schema).encode())
    refused = meets(text, lambda: town.engine.execute(ImportItem(item), SYSTEM))
    assert refused is not None
    assert ("form.json", "form_1") in [(one["file"], one["element"]) for one in refused.errors]

"""The Python client against the served application, and every call and type it names against the OpenAPI document."""

from __future__ import annotations

import ast
import threading
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from api.matrix_calls import operations
from integrate.receiver import Receiver
from office import CONTENT, Office
from operating.calling import diagram, service
from tongban_client import ApiError, BpmnError, Client, Unreachable, WebhookRefused, Worker, verify_webhook
from tongban_client import types as shapes
from tongban_client.transport import Request, Response
from werkzeug.serving import make_server

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateClient, CreateToken
from tongban.engine.outbound import Outbound

FOLDER = Path(__file__).parents[2] / "clients" / "python"
TASK = diagram("p", '<bpmn:startEvent id="a"/><bpmn:userTask id="t"/><bpmn:endEvent id="z"/>', "a > t > z")
CAUGHT = (
    '<bpmn:boundaryEvent id="caught" attachedToRef="call"><bpmn:errorEventDefinition errorRef="poor"/>'
    '</bpmn:boundaryEvent><bpmn:endEvent id="none"/>'
    '<bpmn:sequenceFlow id="c" sourceRef="caught" targetRef="none"/>'
)


@pytest.fixture
def served(office: Office) -> Iterator[tuple[Any, str]]:
    """The document and the address of a server of its own."""
    app = create_app(office.engine.settings, engine=office.engine, pages=False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield app.extensions["tongban.openapi"].document(), f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(served: tuple[Any, str], office: Office) -> Client:
    token = office.engine.execute(CreateToken("admin", "client"), SYSTEM)["token"]
    return Client(served[1], token)


def test_from_nothing_to_a_case_a_task_and_a_webhook(
    client: Client, office: Office, receiver: Receiver
) -> None:
    hook = client.create_webhook("listener", receiver.url, types=["case.*"])
    item = office.publish(CONTENT / "sole-trader-registration")
    sample = next(iter(item.samples.values()))
    case = client.register_case(
        item.code, sample.applicant, form=sample.form, channel="window", idempotency_key="case 1"
    )
    again = client.register_case(
        item.code, sample.applicant, form=sample.form, channel="window", idempotency_key="case 1"
    )
    assert case == again
    assert [one["case_no"] for one in client.cases(page_size=1)] == [case["case_no"]]
    (row,) = client.tasks(case=case["case_no"])
    assert client.claim_task(row["id"])["state"] == "claimed"
    done = client.complete_task(
        row["id"],
        outcome="refuse",
        opinion="不予登记",
        variables={"identity_checked": True, "decision_note": "第十九条"},
    )
    assert done["state"] == "completed"
    with pytest.raises(ApiError) as second:
        client.complete_task(row["id"], outcome="refuse", opinion="again")
    assert (second.value.status, second.value.facts["completed_by"]) == (409, "admin")
    office.clock.advance(timedelta(seconds=1))
    Outbound(office.engine, "test").sweep()
    first = receiver.got[0]
    now = int(first.headers["webhook-timestamp"])
    event = verify_webhook(hook["secret"], first.headers, first.body, now=now)
    assert (event["type"], event["data"]["case_no"]) == ("case.registered", case["case_no"])
    made = office.engine.execute(CreateClient("feed", ("read",)), office.actor("admin"))
    feed = Client(client.transport.base_url, made["token"])
    heard = [one["type"] for one in feed.events(case=case["case_no"])]
    assert heard.index("case.registered") < heard.index("task.completed")
    for wrong in ({"body": first.body + b" "}, {"now": now + 301}, {"secret": "whsec_" + "A" * 32}):
        given = {"secret": hook["secret"], "body": first.body, "now": now, **wrong}
        with pytest.raises(WebhookRefused):
            verify_webhook(given["secret"], first.headers, given["body"], now=given["now"])


def test_a_process_and_pages_of_it(client: Client) -> None:
    assert client.deploy({"p.bpmn": TASK})["definitions"][0]["key"] == "p"
    made = [client.start_process("p", business_key=f"k{n}", variables={"n": n})["id"] for n in range(5)]
    assert {one["id"] for one in client.process_instances(process="p", page_size=2)} == set(made)
    client.set_variables(made[0], {"n": 7})
    assert client.process_instance(made[0])["variables"] == {"n": 7}
    with pytest.raises(ApiError) as refused:
        client.start_process("none")
    assert refused.value.status == 404


def test_a_worker_does_jobs(client: Client) -> None:
    client.deploy({"jobs.bpmn": service("jobs", "pay", after=CAUGHT).replace(
        b"<bpmn:process ", b'<bpmn:error id="poor" name="poor" errorCode="POOR"/><bpmn:process '
    )})  # fmt: skip
    worker = Worker(client, "bank", wait="PT0S")

    @worker.on("pay", lock="PT1M")
    def pay(job: shapes.ExternalTask) -> dict[str, Any]:
        if job["variables"]["amount"] > 100:
            raise BpmnError("POOR", variables={"poor": True})
        return {"receipt": 1 / job["variables"]["amount"]}

    paid, poor, broken = (
        client.start_process("jobs", variables={"amount": one})["id"] for one in (4, 400, 0)
    )
    assert [worker.run_once() for _ in range(4)] == [1, 1, 1, 0]
    assert client.process_instance(paid)["variables"]["receipt"] == 0.25
    assert client.process_instance(poor)["state"] == "completed"
    assert client.process_instance(broken)["state"] != "completed"


def test_a_call_is_sent_again_with_the_same_key() -> None:
    sent: list[Request] = []
    pauses: list[float] = []
    answers: list[Any] = [
        OSError("gone"),
        Response(503, {}),
        Response(429, {"retry-after": "7"}),
        Response(201, {}, b'{"id": "x"}'),
    ]

    def send(request: Request, timeout: float) -> Response:
        sent.append(request)
        answer = answers[len(sent) - 1]
        if isinstance(answer, Exception):
            raise answer
        return typing.cast(Response, answer)

    found = Client("http://h", "t", send=send, sleep=pauses.append).start_process("p")
    assert found["id"] == "x"
    assert len({one.headers["Idempotency-Key"] for one in sent}) == 1
    assert len(sent) == 4 and pauses[0] < pauses[1] and pauses[2] >= 7
    sent.clear()
    answers[:] = [Response(500, {}, b"<html>")]
    with pytest.raises(ApiError):
        Client("http://h", "t", send=send, sleep=pauses.append).start_process("p")
    assert len(sent) == 1
    sent.clear()
    answers[:] = [OSError("gone")] * 5
    with pytest.raises(Unreachable):
        Client("http://h", "t", send=send, sleep=pauses.append).start_process("p")
    assert len(sent) == 5
    sent.clear()
    answers[:] = [OSError("gone")]
    with pytest.raises(Unreachable):
        Client("http://h", "t", send=send, sleep=pauses.append).set_variables("i", {})


def named() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every operation the client names, with the method that does."""
    tree = ast.parse((FOLDER / "tongban_client" / "client.py").read_text(encoding="utf-8"))
    for method in ast.walk(tree):
        if isinstance(method, ast.FunctionDef):
            for one in ast.walk(method):
                if (
                    isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and one.value.count(" /") == 1
                ):
                    if one.value.split(" ")[0].isupper():
                        yield one.value, method


def test_every_operation_and_type_of_the_client_is_in_the_document(served: tuple[Any, str]) -> None:
    document, known = served[0], operations(served[0])
    found = list(named())
    assert len(found) > 20
    for name, method in found:
        assert name in known, name
        answer = method.returns
        assert answer is not None
        words = [one.attr for one in ast.walk(answer) if isinstance(one, ast.Attribute)]
        if not words:
            words = [
                one.id for one in ast.walk(answer) if isinstance(one, ast.Name) and hasattr(shapes, one.id)
            ]
        content = next(
            one["content"] for status, one in known[name]["responses"].items() if status in ("200", "201")
        )
        if not words or "application/json" not in content:
            assert name == "GET /documents/{document_id}"
            continue
        schema = resolved(content["application/json"]["schema"], document)
        if "items" in schema["properties"] and "next_cursor" in schema["properties"]:
            schema = resolved(schema["properties"]["items"]["items"], document)
        elif words[0] == "ExternalTask":
            schema = resolved(schema["properties"]["jobs"]["items"], document)
        agrees(getattr(shapes, words[0]), schema, name)
        sent = known[name].get("requestBody", {}).get("content", {}).get("application/json")
        if sent:
            body = set(resolved(sent["schema"], document)["properties"])
            given = {
                keyword.arg
                for one in ast.walk(method)
                if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "_given"
                for keyword in one.keywords
            }
            assert given <= body, (name, given - body)


def resolved(schema: Any, document: Any) -> Any:
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


JSON_TYPES = {
    str: "string",
    int: "integer",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}


def agrees(shape: Any, schema: Any, where: str) -> None:
    """Every member of the type is documented, of that type, and always there unless NotRequired."""
    for name, hint in typing.get_type_hints(shape).items():
        assert name in schema["properties"], (where, name)
        told = schema["properties"][name].get("type")
        said = set(told if isinstance(told, list) else [told])
        parts = typing.get_args(hint) if typing.get_origin(hint) not in (dict, list) else (hint,)
        wanted = {JSON_TYPES[typing.get_origin(one) or one] for one in (parts or (hint,))}
        assert said == wanted, (where, name, said, wanted)
        if name in shape.__required_keys__:
            assert name in schema.get("required", ()), (where, name)


def test_the_guide_uses_only_what_the_client_has() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for word in ("register_case", "complete_task", "tasks"):
        assert f"client.{word}" in text and hasattr(Client, word)

"""Calls to the API as somebody who operates it, and the small diagrams the tests deploy."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from office import Office
from werkzeug.test import TestResponse

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, Engine
from tongban.engine.settings import Settings

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="https://tongban.org/schema/bpmn/1.0"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)


def diagram(key: str, body: str, *ways: str, before: str = "", executable: str = "true") -> bytes:
    """A process of these nodes; each way is a chain of ids, `begin > work > end`."""
    pairs = [pair for way in ways for pair in zip(_ids(way), _ids(way)[1:], strict=False)]
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in dict.fromkeys(pairs)
    )
    process = f'<bpmn:process id="{key}" isExecutable="{executable}">{body}{flows}</bpmn:process>'
    return f'<bpmn:definitions {NAMESPACES} targetNamespace="t">{before}{process}</bpmn:definitions>'.encode()


def _ids(way: str) -> list[str]:
    return [id.strip() for id in way.split(">")]


def service(key: str, topic: str, extra: str = "", after: str = "") -> bytes:
    """A process whose only step is a job of that topic."""
    task = f'<bpmn:serviceTask id="call" camunda:type="external" camunda:topic="{topic}">{extra}</bpmn:serviceTask>'
    return diagram(
        key,
        f'<bpmn:startEvent id="begin"/>{task}<bpmn:endEvent id="end"/>{after}',
        "begin > call > end",
    )


@dataclass
class Caller:
    """One client of the API; a call that is refused fails the test unless the test says which status it expects."""

    client: FlaskClient
    office: Office

    def post(self, path: str, body: Any = None, *, status: int | None = None, **more: Any) -> Any:
        return _checked(self.client.post(f"/api/v1{path}", json=body or {}, **more), status)

    def get(self, path: str, *, status: int | None = None) -> Any:
        return _checked(self.client.get(f"/api/v1{path}"), status)

    def send(self, method: str, path: str, *, status: int | None = None, **more: Any) -> TestResponse:
        """A call whose headers or bytes matter."""
        answer = self.client.open(f"/api/v1{path}", method=method, **more)
        assert status is None or answer.status_code == status, f"{answer.status_code} {answer.text[:2000]}"
        return answer

    def deploy(self, *files: bytes) -> list[dict[str, Any]]:
        """The definitions made."""
        sent = [(io.BytesIO(content), f"{number}.bpmn") for number, content in enumerate(files)]
        answer = self.client.post("/api/v1/deployments", data={"files": sent})
        return list(_checked(answer, 201)["definitions"])

    def start(self, process: str, **more: Any) -> dict[str, Any]:
        return dict(self.post("/process-instances", {"process": process, **more}, status=201))

    def instance(self, instance_id: str) -> dict[str, Any]:
        return dict(self.get(f"/process-instances/{instance_id}"))

    def feed(self, query: str = "?page_size=200") -> list[dict[str, Any]]:
        """The feed, which is not the administrator's of the system to read but the auditor's."""
        auditor = Caller(client_of(self.office, "ji.audit"), self.office)
        return list(auditor.get(f"/events{query}")["items"])

    def instances(self, process: str) -> list[dict[str, Any]]:
        return list(self.get(f"/process-instances?process={process}")["items"])

    def tasks(self, instance_id: str) -> list[dict[str, Any]]:
        return list(self.get(f"/tasks?instance={instance_id}")["items"])

    def incidents(self, query: str = "") -> list[dict[str, Any]]:
        return list(self.get(f"/incidents{query}")["items"])

    def fetch(
        self, *topics: str, worker: str = "w", most: int = 10, lock: str = "PT5M"
    ) -> list[dict[str, Any]]:
        body = {
            "worker": worker,
            "topics": [{"topic": topic, "lock": lock} for topic in topics],
            "max": most,
        }
        return list(self.post("/external-tasks/fetch-and-lock", body)["jobs"])


def _checked(answer: TestResponse, status: int | None) -> Any:
    wanted = (200, 201) if status is None else (status,)
    assert answer.status_code in wanted, f"{answer.status_code} {answer.text[:2000]}"
    return answer.json


@cache
def _application() -> Flask:
    """Made once: every test puts its own engine behind it."""
    settings = Settings.from_environment({"TONGBAN_DATA_DIR": tempfile.gettempdir()})
    return create_app(settings, engine=cast("Engine", object()), pages=False)


def client_of(office: Office, username: str) -> FlaskClient:
    app = _application()
    app.extensions["tongban"] = office.engine
    token = office.engine.execute(CreateToken(username, "test"), SYSTEM)["token"]
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client

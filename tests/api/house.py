"""The application on a real engine with people, an item and a case, and a check that a refusal changed nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from databases import SqliteFiles
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT, Office, open_office
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, DeployResources, StartInstance
from tongban.engine.persistence.tables import metadata
from tongban.engine.settings import Settings

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t">'
)
POOL = '<bpmn:extensionElements><tb:candidates roles="window_clerk" unit="zwzx"/></bpmn:extensionElements>'


def flow(source: str, target: str, inner: str = "") -> str:
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"


def a_diagram(inner: str, *, id: str = "asked", before: str = "") -> bytes:
    """A process of these nodes and flows."""
    process = f'<bpmn:process id="{id}" isExecutable="true">{inner}</bpmn:process>'
    return f"{before}{HEAD}{process}</bpmn:definitions>".encode()


def one_task(id: str = "check", inner: str = POOL) -> str:
    nodes = f'<bpmn:startEvent id="begin"/><bpmn:userTask id="{id}">{inner}</bpmn:userTask><bpmn:endEvent id="finish"/>'
    return nodes + flow("begin", id) + flow(id, "finish")


def a_form(field: str, *files: tuple[str, bytes]) -> dict[str, Any]:
    """A multipart form in memory: what the test client makes of a large file by itself it never closes."""
    uploads = [FileStorage(io.BytesIO(content), filename=name) for name, content in files]
    boundary, body = encode_multipart({field: uploads})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


class House:
    """The application, its people's clients and everything that is stored."""

    def __init__(self, app: Flask, office: Office, folder: Path) -> None:
        self._app, self.office, self._folder = app, office, folder
        self.admin = self.client("admin")
        self.clerk = self.client("wang.window")
        self.registrar = self.client("shi.register")
        self.item = office.publish(CONTENT / "sole-trader-registration")
        office.engine.execute(DeployResources((("pool.bpmn", a_diagram(one_task(), id="pool")),)), SYSTEM)
        self.case = office.register(self.item)

    def client(self, username: str) -> FlaskClient:
        token = self.office.engine.execute(CreateToken(username, "test"), SYSTEM)["token"]
        client = self._app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def stored(self) -> dict[str, int]:
        """Rows of every table, and kept files."""
        with self.office.engine.sql_engine.connect() as connection:
            counts = {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in metadata.tables.items()
            }
        counts["files"] = sum(path.is_file() for path in (self._folder / "files").rglob("*"))
        return counts

    def a_task(self) -> str:
        started = self.office.engine.execute(StartInstance("pool"), SYSTEM)
        return str(self.office.engine.queries.tasks(SYSTEM, instance=started["id"])["items"][0]["id"])

    def refused(self, call: Callable[[], TestResponse], *statuses: int) -> Mapping[str, Any]:
        """The problem document of a call that must change nothing."""
        before = self.stored()
        answer = call()
        assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:2000]}"
        assert answer.content_type == "application/problem+json"
        problem = json.loads(answer.data)
        assert (problem["status"], bool(problem["code"]), bool(problem["detail"])) == (
            answer.status_code,
            True,
            True,
        )
        assert "Traceback" not in answer.text
        assert self.stored() == before
        return dict(problem)


@contextmanager
def open_house(sqlite_files: SqliteFiles, folder: Path) -> Iterator[House]:
    """A house of its own for a module of tests."""
    url = sqlite_files.create()
    settings = Settings(url, folder, embedded_worker=False)
    office = open_office(settings)
    yield House(create_app(settings, engine=office.engine, pages=False), office, folder)
    office.engine.sql_engine.dispose()
    sqlite_files.drop(url)

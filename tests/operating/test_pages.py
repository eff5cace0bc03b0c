"""The operator's pages with the real engine behind them: every act of theirs, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from admin_ui.conftest import app_with, enter, token_of
from flask.testing import FlaskClient
from office import Office, open_office
from operating.calling import diagram, service

from tongban.engine import SYSTEM, DeployResources, FailJob, FetchJobs, LoadPeople, StartInstance
from tongban.engine.chores import Chores
from tongban.engine.passwords import hash_password
from tongban.engine.settings import Settings

ADMIN = {"username": "deng.operates", "password": "tongban-demo", "name": {"zh": "邓运维", "en": "Deng Yunwei"},
         "unit": "zwzx", "posts": ["zwzx-system"]}  # fmt: skip
NODES = (
    '<bpmn:startEvent id="begin"/><bpmn:userTask id="first" name="初审"/>'
    '<bpmn:userTask id="second" name="复审"/><bpmn:endEvent id="end"/>'
)
PLAIN = diagram("plain", NODES, "begin > first > second > end")
NEWER = diagram("plain", NODES.replace("初审", "审查"), "begin > first > second > end")


@pytest.fixture
def office(sqlite_url: str, tmp_path: Any) -> Iterator[Office]:
    found = open_office(Settings(database_url=sqlite_url, data_dir=tmp_path, embedded_worker=False))
    found.engine.execute(LoadPeople({"people": [ADMIN]}, hash_password), SYSTEM)
    yield found
    found.engine.sql_engine.dispose()


class Browser:
    """Somebody signed in who sends forms."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._csrf = token_of(client.get("/admin/batches").text)

    def get(self, path: str, status: int = 200) -> str:
        answer = self._client.get(path)
        assert answer.status_code == status, answer.text[:500]
        return answer.text

    def send(self, path: str, status: int = 200, **form: Any) -> str:
        answer = self._client.post(path, data={"csrf": self._csrf, **form}, follow_redirects=True)
        assert answer.status_code == status, answer.text[:500]
        return answer.text


@pytest.fixture
def browser(office: Office) -> Browser:
    return Browser(enter(app_with(office.engine), "deng.operates"))


def deploy(office: Office, *files: bytes) -> str:
    named = tuple((f"{number}.bpmn", content) for number, content in enumerate(files))
    return str(office.engine.execute(DeployResources(named, "t", ""), SYSTEM)["definitions"][0]["id"])


def start(office: Office, process: str = "plain", **more: Any) -> str:
    return str(office.engine.execute(StartInstance(process, **more), SYSTEM)["id"])


def test_an_instance_is_found_changed_and_ended(office: Office, browser: Browser) -> None:
    deploy(office, PLAIN)
    found = start(office, business_key="k-7", variables={"n": 7})
    page = browser.get("/admin/instances?variable=n%3D7&process=plain")
    assert f"/admin/instances/{found}" in page
    assert "k-7" not in browser.get("/admin/instances?variable=n%3D8")
    assert "field-in-error" in browser.get("/admin/instances?variable=n")
    path = f"/admin/instances/{found}"
    page = browser.get(path)
    assert r"\u25cf 1" in page, "the token is drawn"
    assert "初审" in page
    assert "请填写理由" in browser.send(path, 422, do="suspend")
    assert "已挂起</span>" in browser.send(path, do="suspend", reason="停一下")
    browser.send(path, 409, do="suspend", reason="再停")
    browser.send(path, do="resume", reason="继续")
    assert "不是数字" in browser.send(path, 422, do="variable", name="n", kind="number", value='"7"')
    assert "记录在案" in browser.send(path, do="variable", name="n", kind="number", value="8.5")
    assert "variables.changed" in str(office.engine.queries.instance_events(SYSTEM, found))
    assert office.engine.queries.instance(SYSTEM, found)["variables"]["n"] * 2 == 17
    tried = browser.send(path, do="try", cancel="first", start_before="second")
    assert "离开 初审" in tried
    assert "进入 复审" in tried
    assert office.engine.queries.tasks(SYSTEM, instance=found)["items"][0]["element"] == "first"
    browser.send(path, 422, do="modify", cancel="first", start_before="second")
    moved = browser.send(path, do="modify", cancel="first", start_before="second", reason="跳过")
    assert "流程已调整" in moved
    browser.send(path, do="terminate", reason="不办了")
    again = browser.send(path, do="restart", reason="弄错了")
    assert "这是新的实例" in again
    assert "k-7" in again


def test_versions_are_switched_and_migrated_in_a_batch(office: Office, browser: Browser) -> None:
    old = deploy(office, PLAIN)
    ids = [start(office) for _ in range(3)]
    new = deploy(office, NEWER)
    page = browser.get("/admin")
    assert "迁移到最新版本" in page
    assert f"definition={old}" in page
    assert "已停用" in browser.send(f"/admin/definitions/{old}", do="disable")
    assert "要晚于现在" in browser.send(f"/admin/definitions/{old}", do="schedule_on", at="2001-01-01T00:00")
    page = browser.send(f"/admin/definitions/{old}", do="schedule_on", at="2090-01-01T00:00")
    switch = re.search(r'name="switch" value="(\w+)"', page)
    assert switch is not None
    browser.send(f"/admin/definitions/{old}", do="unschedule", switch=switch[1])
    form = {"kind": "migrate", "definition": old, "to": new}
    assert "请填写理由" in browser.send("/admin/batches", 422, **form)
    assert "一行一对" in browser.send("/admin/batches", 422, **form, mapping="a b", reason="r")
    made = browser.send("/admin/batches", **form, reason="新版本")
    path = re.search(r"/admin/batches/\w{20}", made)
    assert path is not None
    Chores(office.engine, "w").sweep()
    assert "共 3 件，成功 3，失败 0" in browser.get(path[0])
    assert ids[0] in browser.get(f"{path[0]}?state=done")
    assert "请填写理由" in browser.send(path[0], 422, do="undo")
    browser.send(path[0], do="undo", reason="改回去")
    Chores(office.engine, "w").sweep()
    assert len(office.engine.queries.instances(SYSTEM, definition=old)["items"]) == 3
    browser.send(path[0], 409, do="pause")


def test_an_incident_is_tried_again_and_settled(office: Office, browser: Browser) -> None:
    deploy(office, service("pays", "pay"))
    start(office, "pays")

    def fail() -> str:
        (job,) = office.engine.execute(FetchJobs("w", (("pay", timedelta(minutes=5)),), 1), SYSTEM)["jobs"]
        office.engine.execute(FailJob(job["id"], "w", "银行不通", retries=0), SYSTEM)
        return str(office.engine.queries.incidents(SYSTEM)["items"][0]["id"])

    incident = fail()
    assert "银行不通" in browser.get("/admin/incidents")
    browser.send(f"/admin/incidents/{incident}", do="retry")
    assert "没有异常" in browser.get("/admin/incidents")
    incident = fail()
    assert "怎样处理" in browser.send(f"/admin/incidents/{incident}", 422, do="resolve")
    browser.send(f"/admin/incidents/{incident}", do="resolve", note="柜台已付")
    assert "柜台已付" in browser.get("/admin/incidents?state=closed")
    assert office.engine.queries.instances(SYSTEM)["items"][0]["state"] == "completed"


def test_the_system_pages_keep_secrets_clients_and_rules(office: Office, browser: Browser) -> None:
    assert "没有工作进程" in browser.get("/admin/queues")
    browser.send("/admin/connectors", do="secret", name="bank", value="s3cret-value")
    assert "s3cret-value" not in browser.get("/admin/connectors")
    browser.send("/admin/connectors", 422, do="connector", name="pay", kind="http", body="nonsense")
    body = '{"method": "POST", "url": "https://bank.example/pay", "secrets": ["bank"]}'
    browser.send("/admin/connectors", do="connector", name="pay", kind="http", enabled="yes", body=body)
    assert "https://bank.example/pay" in browser.get("/admin/connectors?edit=pay")
    browser.send("/admin/connectors", 409, do="drop_secret", name="bank")
    browser.send("/admin/connectors", do="drop_connector", name="pay")
    browser.send("/admin/connectors", do="drop_secret", name="bank")
    assert "请选择权限" in browser.send("/admin/clients", 422, do="create", name="bank", rate="60")
    made = browser.send("/admin/clients", do="create", name="bank", rate="60", scopes=["read", "jobs"])
    assert re.search(r"tbc_[\w-]{40}", made)
    (client,) = office.engine.queries.api_clients(SYSTEM)["items"]
    assert re.search(r"tbc_[\w-]{40}", browser.send("/admin/clients", do="rotate", client=client["id"]))
    assert "已吊销</span>" in browser.send("/admin/clients", do="revoke", client=client["id"])
    browser.send("/admin/clients", 409, do="rotate", client=client["id"])
    browser.send("/admin/retention", 422, do="rule", kind="instance", days="3")
    assert "400 天" in browser.send("/admin/retention", do="rule", kind="instance", days="400")
    browser.send("/admin/retention", 422, do="hold", held="process", object_id="plain", reason="")
    held = browser.send("/admin/retention", do="hold", held="process", object_id="plain", reason="法院")
    hold = re.search(r'name="hold" value="(\w+)"', held)
    assert hold is not None
    assert "已解除" in browser.send("/admin/retention", do="lift", hold=hold[1], reason="结案")
    browser.get("/admin/instances/none", 404)

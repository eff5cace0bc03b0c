"""The pages of publishing before the real engine: the gate, a review by people who design nothing, versions, moves."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from admin_ui.conftest import app_with, enter, token_of
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from tongban.api import demonstration
from tongban.engine import SYSTEM, DeployResources, Engine, LoadPeople, RegisterCase, bootstrap, items
from tongban.engine.calendar_files import read_calendar
from tongban.engine.chores import Chores
from tongban.engine.passwords import hash_password
from tongban.engine.settings import Settings
from tongban.migrations import migrate

BEGIN = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)
NEW = {
    "name": "临街摆摊备案",
    "name_en": "Street stalls",
    "basic_code": "001017109012",
    "source": "seal-filing",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """People, calendar and the process of publication; publishing needs its approval."""
    folder = tmp_path_factory.mktemp("publishing")
    settings = replace(
        Settings.from_environment({"TONGBAN_DATA_DIR": str(folder), "TONGBAN_EMBEDDED_WORKER": "0"}),
        direct_publishing=False,
    )
    migrate(settings.database_url)
    passed = iter(range(10_000_000))
    engine = bootstrap(settings, clock=lambda: BEGIN + timedelta(seconds=next(passed)))
    # All passwords are the same, and hashing takes its time.
    hashed = hash_password("tongban-demo")
    engine.execute(LoadPeople(demonstration.people(), lambda _: hashed), SYSTEM)
    for path in sorted((CONTENT / "calendars").glob("*.yaml")):
        engine.execute(read_calendar(path.read_text(encoding="utf-8")), SYSTEM)
    files = tuple((one.name, one.read_bytes()) for one in sorted((CONTENT / "item-publication").iterdir()))
    engine.execute(DeployResources(files, "item-publication"), SYSTEM)
    yield engine
    engine.sql_engine.dispose()


@pytest.fixture(scope="module")
def site(office: Engine) -> Flask:
    return app_with(office)


def post(client: FlaskClient, path: str, page: str, status: int = 303, **form: Any) -> str:
    data = {"csrf": token_of(client.get(page).text), **form}
    answer = client.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[:3000]
    return str(answer.headers.get("Location") or answer.text)


def work(office: Engine, client: FlaskClient, who: str, **form: Any) -> None:
    """Finish the first open task of somebody on its own page."""
    actor = office.actor_of_username(who)
    assert actor is not None
    task = office.queries.tasks(actor, process="item-publication")["items"][0]
    page = f"/tasks/{task['id']}"
    assert "看检查结果" in client.get(page).text
    post(client, f"{page}/complete", page, **form)


def test_an_item_from_the_gate_through_its_reviews_to_its_versions_and_moves(
    site: Flask, office: Engine
) -> None:
    analyst = enter(site, "xu.items")
    home = post(analyst, "/studio/new", "/studio", **NEW, key="street-stall")
    draft_id = home.rpartition("/")[2]
    gate = analyst.get(f"{home}/gate").text
    assert 'id="gate-clocks"' in gate and "还没有试办" in gate
    assert f'action="{home}/publish"' not in gate
    assert post(analyst, f"{home}/submit", home, 422, revision="1", change_note=" ")
    sent = post(analyst, f"{home}/submit", home, 200, revision="1", change_note="第一版")
    found = re.search(r'/studio/publications/([0-9a-z]{20})"', sent)
    assert found and 'id="submitted"' in sent, sent[-3000:]
    shown = f"/studio/publications/{found[1]}"
    assert "正在送审" in analyst.get(f"{home}/gate").text
    # Whoever reviews it designs nothing, and reads it all the same; nobody else does.
    leader, legal = enter(site, "yan.police"), enter(site, "shao.legal")
    body = leader.get(shown).text
    assert "第一版" in body and "这是新事项" in body and home not in body
    assert leader.get(home).status_code == 403
    assert enter(site, "wang.window").get(shown).status_code == 404
    work(office, leader, "yan.police", outcome="agree", point=["content", "burden"])
    work(office, legal, "shao.legal", outcome="agree", point=["basis", "time", "remedy"])
    work(office, analyst, "xu.items", outcome="publish")
    assert "已发布" in analyst.get(shown).text
    listed = analyst.get("/studio/items/street-stall/versions").text
    assert "第一版" in listed and "停止受理</summary>" not in listed
    # The next version: what is different is shown before anybody publishes it.
    xu = office.actor_of_username("xu.items")
    flow = office.queries.item_draft(xu, draft_id)["contents"]["flow.bpmn"]
    xml = flow.decode().replace('name="核对刻章信息"', 'name="核对摊位"', 1)
    token = token_of(analyst.get(home).text)
    kept = analyst.post(f"{home}/flow", data={"csrf": token, "xml": xml}, headers={"If-Match": '"1"'})
    assert kept.status_code == 200
    for language, words in (("zh", "核对刻章信息"), ("en", "Changed")):
        page = analyst.get(f"{home}/compare?lang={language}").text
        assert words in page and "diff-changed" in page and "核对摊位" in page
    second = post(analyst, f"{home}/submit", home, 200, revision="2", change_note="改名")
    assert 'id="submitted"' in second
    body = leader.get(re.search(r"/studio/publications/[0-9a-z]{20}", second)[0]).text  # type: ignore[index]
    assert "核对摊位" in body and "第 1 版" in body


def test_versions_are_withdrawn_put_back_and_their_cases_moved(site: Flask, office: Engine) -> None:
    admin = enter(site, "admin")
    home = post(admin, "/studio/new", "/studio", **{**NEW, "basic_code": "001017109013"}, key="stall-two")
    assert 'id="published"' in post(admin, f"{home}/publish", home, 200, revision="1", change_note="一")
    xu = office.actor_of_username("xu.items")
    files = office.queries.item_draft(xu, home.rpartition("/")[2])["contents"]
    item = items.read_item(files)
    sample = next(iter(item.samples.values()))
    register(office, item, sample)
    from_zip(admin, with_another_step(files))
    drafts = office.queries.item_drafts(xu)["items"]
    other = f"/studio/{drafts[0]['id']}"
    assert 'id="published"' in post(admin, f"{other}/publish", other, 200, revision="1", change_note="二")
    base = "/studio/items/stall-two"
    versions = office.queries.item_versions(xu, "stall-two")["items"]
    assert [(one["version"], one["state"], one["running"]) for one in versions] == [
        (2, "published", 0),
        (1, "replaced", 1),
    ]
    page = admin.get(f"{base}/compare?old={versions[1]['id']}&new={versions[0]['id']}").text
    assert "checked" in page and "diff-added" in page and "diff-removed" in page
    tried = post(
        admin,
        f"{base}/migrate",
        f"{base}/migrate",
        do="dry",
        **ends(versions),
        mapping="first_check = nowhere",
    )
    Chores(office, "test").sweep()
    assert "不能迁 1 件" in admin.get(tried).text
    post(admin, f"{base}/migrate", f"{base}/migrate", 422, do="migrate", **ends(versions))
    done = post(
        admin, f"{base}/migrate", f"{base}/migrate", do="migrate", **ends(versions), reason="新版更清楚"
    )
    Chores(office, "test").sweep()
    assert "已迁 1 件" in admin.get(done).text
    assert office.queries.item_versions(xu, "stall-two")["items"][0]["running"] == 1
    # Withdrawn with words, the version before in its place; then that one too, and nothing can be applied for.
    one, two = versions[1]["id"], versions[0]["id"]
    listed = f"{base}/versions"
    assert "field-error" in post(admin, f"{listed}/{two}/withdraw", listed, 422, reason=" ")
    post(admin, f"{listed}/{two}/withdraw", listed, reason="办法废止", restore="1")
    post(admin, f"{listed}/{one}/withdraw", listed, reason="全部停办")
    assert admin.get("/items/stall-two").status_code in (404, 409)
    post(admin, f"{listed}/{two}/restore", listed, change_note="恢复")
    assert admin.get("/items/stall-two").status_code == 200
    post(enter(site, "xu.items"), f"{listed}/{two}/withdraw", listed, 403, reason="x")


def with_another_step(files: dict[str, bytes]) -> dict[str, bytes]:
    """The step `review` under another id, wherever the diagram and the samples speak of it."""
    xml = files["flow.bpmn"].decode()
    for before in ('id="', 'sourceRef="', 'targetRef="', 'bpmnElement="'):
        xml = xml.replace(f'{before}review"', f'{before}checked"')
    xml = xml.replace(">review<", ">checked<")
    samples = {
        path: content.replace(b'"task": "review"', b'"task": "checked"')
        for path, content in files.items()
        if path.startswith("samples/")
    }
    return {**files, **samples, "flow.bpmn": xml.encode()}


def ends(versions: list[dict[str, Any]]) -> dict[str, str]:
    return {"from": versions[1]["definition_id"], "to": versions[0]["definition_id"]}


def register(office: Engine, item: items.Item, sample: items.Sample) -> None:
    command = RegisterCase(
        item=item.code,
        applicant=sample.applicant,
        agent=sample.agent,
        form=sample.form,
        channel=sample.channel,
    )
    office.execute(command, office.actor_of_username(sample.by))  # type: ignore[arg-type]


def from_zip(client: FlaskClient, files: dict[str, bytes]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    stream.seek(0)
    data = {"csrf": token_of(client.get("/studio").text), "pack": (stream, "x.zip")}
    answer = client.post("/studio/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303

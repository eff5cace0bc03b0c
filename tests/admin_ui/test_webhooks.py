"""The administrator's page of webhooks, with the real engine behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from admin_ui.conftest import app_with, enter, token_of
from tongban.engine import SYSTEM, Engine, LoadPeople
from tongban.engine.outbound import Outbound
from tongban.engine.passwords import hash_password

ADMIN = {"username": "deng.hooks", "password": "tongban-demo", "name": {"zh": "邓管理", "en": "Deng Guanli"},
         "unit": "zwzx", "posts": ["zwzx-system"]}  # fmt: skip


@pytest.fixture
def site(office: Engine) -> Iterator[Flask]:
    office.execute(LoadPeople({"people": [ADMIN]}, hash_password), SYSTEM)
    yield app_with(office)


def test_a_webhook_is_made_seen_failing_and_sent_again(
    office: Engine, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(site, "deng.hooks")
    page = client.get("/admin/webhooks").text
    assert "新建推送" in page
    form = {"csrf": token_of(page), "name": "银行", "url": "http://10.0.0.1/"}
    refused = client.post("/admin/webhooks", data=form)
    assert refused.status_code == 422
    assert "field-in-error" in refused.text
    form = {**form, "url": "https://bank.example/in", "types": "webhook.*"}
    made = client.post("/admin/webhooks", data=form).text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{44}", made)
    assert secret is not None
    hook = office.queries.webhooks(SYSTEM)["items"][0]
    path = f"/admin/webhooks/{hook['id']}"
    assert secret[0] not in client.get(path).text
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.168.1.9", 443))])
    Outbound(office, "test").sweep()
    row = office.queries.webhook_deliveries(SYSTEM, hook["id"])["items"][0]
    shown = client.get(path).text
    assert "待发送" in shown
    assert "not a public address" in shown
    wrong = client.post(path, data={"csrf": form["csrf"], "do": "replay", "from_event": "x"})
    assert wrong.status_code == 422
    start = {"csrf": form["csrf"], "do": "replay", "from_event": str(row["event_id"])}
    assert "已安排重新推送" in client.post(path, data=start, follow_redirects=True).text
    new = client.post(path, data={"csrf": form["csrf"], "do": "rotate"}).text
    assert "原来的密钥到" in new
    assert secret[0] not in new
    off = client.post(path, data={"csrf": form["csrf"], "do": "switch"}, follow_redirects=True).text
    assert "停用</span>" in off
    gone = client.post(path, data={"csrf": form["csrf"], "do": "delete"}, follow_redirects=True).text
    assert "推送已删除" in gone
    assert client.get(path).status_code == 404


def test_nobody_else_sees_it(site: Flask) -> None:
    clerk = enter(site, "wang.window")
    assert clerk.get("/admin/webhooks").status_code == 403
    english = enter(site, "deng.hooks", "en").get("/admin/webhooks").text
    assert "New webhook" in english

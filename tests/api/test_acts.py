"""Each call becomes its command, and answers with its status."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient

from tongban import engine as door

APPLICANT = {
    "kind": "organisation",
    "name": "临江某某公司",
    "id_type": "uscc",
    "id_no": "x",
    "contact": {"phone": "139"},
}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "command"),
    [
        ("POST", "process-definitions/d/enable", None, 200, door.SetDefinitionEnabled("d", True)),
        ("POST", "process-definitions/d/disable", None, 200, door.SetDefinitionEnabled("d", False)),
        (
            "POST",
            "process-instances",
            {"process": "p", "business_key": "k", "variables": {"a": 1}},
            201,
            door.StartInstance("p", None, "k", {"a": 1}),
        ),
        (
            "PATCH",
            "process-instances/i/variables",
            {"variables": {"a": None}},
            200,
            door.SetVariables("i", {"a": None}),
        ),
        ("POST", "process-instances/i/suspend", {"reason": "r"}, 200, door.SuspendInstance("i", "r")),
        ("POST", "process-instances/i/resume", {}, 200, door.ResumeInstance("i", "")),
        ("POST", "process-instances/i/terminate", {"reason": "r"}, 200, door.TerminateInstance("i", "r")),
        (
            "POST",
            "process-instances/i/modify",
            {"cancel": ["a"], "start_before": ["b"], "reason": "r"},
            200,
            door.ModifyInstance("i", ("a",), ("b",), "r"),
        ),
        ("POST", "tasks/t/claim", None, 200, door.ClaimTask("t")),
        ("POST", "tasks/t/release", None, 200, door.ReleaseTask("t")),
        (
            "POST",
            "tasks/t/complete",
            {"outcome": "approve", "opinion": "同意", "variables": {"a": 1}},
            200,
            door.CompleteTask("t", "approve", "同意", {"a": 1}),
        ),
        ("POST", "timers/t/fire", None, 200, door.FireTimer("t")),
        (
            "POST",
            "messages",
            {"name": "paid", "correlation": {"order": 7}},
            200,
            door.CorrelateMessage("paid", None, {"order": 7}, None, {}),
        ),
        ("POST", "signals", {"name": "alarm"}, 200, door.BroadcastSignal("alarm", {})),
        (
            "POST",
            "receive-tasks/i/e/trigger",
            {"variables": {"a": 1}},
            200,
            door.TriggerReceive("i", "e", {"a": 1}),
        ),
        (
            "POST",
            "decisions/fee/evaluate",
            {"inputs": {"area": 3}},
            200,
            door.EvaluateDecision("fee", {"area": 3}),
        ),
        ("POST", "items/c/publish", None, 200, door.PublishItem("c")),
        (
            "POST",
            "cases",
            {"item": "c", "applicant": APPLICANT, "form": {"a": 1}, "channel": "window"},
            201,
            door.RegisterCase("c", APPLICANT, form={"a": 1}, channel="window"),
        ),
        (
            "POST",
            "cases/n/supplement",
            {"form": {"a": 2}, "note": "ok"},
            200,
            door.SupplementCase("n", {"a": 2}, "ok"),
        ),
        ("POST", "cases/n/withdraw", {"reason": "r"}, 200, door.WithdrawCase("n", "r")),
        ("POST", "cases/n/void", {"reason": "r"}, 200, door.VoidCase("n", "r")),
        (
            "POST",
            "cases/n/suspend",
            {"kind": "hearing", "basis": "§45", "approver": "a", "days": 5, "reason": "r"},
            200,
            door.SuspendCase("n", "hearing", "§45", "a", 5, "r"),
        ),
        ("POST", "cases/n/resume", {"reason": "r"}, 200, door.ResumeCase("n", "r")),
        (
            "POST",
            "cases/n/extend",
            {"days": 10, "approver": "a", "reason": "r"},
            200,
            door.ExtendCase("n", 10, "a", "r"),
        ),
        ("POST", "cases/n/rate", {"level": 5, "text": "好"}, 200, door.RateCase("n", 5, {}, "好")),
        ("POST", "tokens", {"user": "li.si", "name": "ci"}, 201, door.CreateToken("li.si", "ci")),
        ("DELETE", "tokens/t", None, 200, door.RevokeToken("t")),
        ("POST", "inbox-messages/m/read", None, 200, door.MarkMessageRead("m")),
    ],
)
def test_a_call_becomes_its_command(
    client: FlaskClient, engine, method: str, path: str, body: Any, status: int, command: Any
) -> None:
    answer = (
        client.open(f"/api/v1/{path}", method=method, json=body)
        if body is not None
        else client.open(f"/api/v1/{path}", method=method)
    )
    assert (answer.status_code, answer.json) == (status, {"id": "x", "revision": 7}), answer.text
    assert engine.executed == [command]


def test_deploying_takes_repeated_files(client: FlaskClient, engine) -> None:
    files = [(io.BytesIO(b"<a/>"), "flows/a.bpmn"), (io.BytesIO(b"{}"), "up/../b.form.json")]
    answer = client.post("/api/v1/deployments", data={"files": files, "name": "首次", "change_note": "n"})
    assert answer.status_code == 201
    assert engine.executed == [
        door.DeployResources((("a.bpmn", b"<a/>"), ("b.form.json", b"{}")), "首次", "n")
    ]


def test_deploying_nothing_is_refused(client: FlaskClient, engine) -> None:
    empty = client.post("/api/v1/deployments", data={"name": "x"}, content_type="multipart/form-data")
    assert (empty.status_code, empty.json["errors"][0]["field"]) == (422, "files")
    assert client.post("/api/v1/deployments", json={}).status_code == 415
    assert client.post("/api/v1/deployments", data={"files": (io.BytesIO(b""), "..")}).status_code == 422
    assert engine.executed == []


def test_too_large_an_upload_is_refused(client: FlaskClient, engine) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    huge = b"x" * 25_000_001
    assert client.post("/api/v1/deployments", data=huge, headers=form).status_code == 413
    assert engine.executed == []


def test_a_material_is_handed_in_and_read_back(client: FlaskClient, engine) -> None:
    answer = client.put("/api/v1/cases/n/materials/m1", data={"file": (io.BytesIO(b"%PDF"), "图纸.pdf")})
    assert answer.status_code == 200
    assert engine.executed == [door.AttachMaterial("n", "m1", "图纸.pdf", b"%PDF")]
    engine.queries.answers["material_file"] = (b"<svg onload=alert(1)>", "image/svg+xml", '图"纸\n.svg')
    file = client.get("/api/v1/cases/n/materials/m1")
    assert file.data == b"<svg onload=alert(1)>"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in file.headers["Content-Security-Policy"]


def test_a_document_is_a_pdf(client: FlaskClient, engine) -> None:
    engine.queries.answers["document_pdf"] = (b"%PDF-1.7", "受理通知书.pdf")
    answer = client.get("/api/v1/documents/d")
    assert (answer.content_type, answer.data) == ("application/pdf", b"%PDF-1.7")


def test_the_public_needs_number_and_code(nobody: FlaskClient, engine) -> None:
    engine.queries.answers["public_progress"] = {"case_no": "n", "state": "accepted"}
    assert nobody.get("/api/v1/public/progress?case_no=n").status_code == 422
    assert nobody.get("/api/v1/public/progress?case_no=n&code=c").json["state"] == "accepted"
    assert engine.queries.asked == [("public_progress", ("n", "c"), {})]


def _zip(files: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    packed.seek(0)
    return packed


def test_an_item_pack_is_unpacked(client: FlaskClient, engine) -> None:
    pack = _zip(
        {"permit/item.yaml": b"a", "permit/forms/form.json": b"{}", "__MACOSX/permit/._item.yaml": b""}
    )
    assert client.post("/api/v1/items/packs", data={"file": (pack, "permit.zip")}).status_code == 201
    assert engine.executed[0].files == {"item.yaml": b"a", "forms/form.json": b"{}"}


def test_a_hostile_pack_is_refused(client: FlaskClient, engine) -> None:
    for files in ({"../../etc/passwd": b"x"}, {"/etc/passwd": b"x"}, {"bomb": b"\0" * 60_000_000}):
        answer = client.post("/api/v1/items/packs", data={"file": (_zip(files), "p.zip")})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_item")
    broken = client.post("/api/v1/items/packs", data={"file": (io.BytesIO(b"PK\3\4 no zip"), "p.zip")})
    assert broken.status_code == 422
    assert engine.executed == []

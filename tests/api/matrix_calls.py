"""A well-formed call of every operation in the OpenAPI document, made from its schemas and a few real values."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from typing import Any

from office import CONTENT

from api.house import a_diagram, one_task
from api.matrix_world import World

METHODS = ("get", "post", "put", "patch", "delete")
API = "/api/v1"
FORBIDDEN = ("return", "reject", "delegate", "add-signers", "remove-signers", "consult")
#: Where the parameter of a path is not the thing of that name in the world.
PLACES = {
    ("/item-drafts/", "draft_id"): "item_draft",
    ("/joint-cases/", "case_no"): "joint_no",
    ("/materials/", "code"): "material",
    ("/process-instances/{instance_id}/reopen", "instance_id"): "pool",
    ("/supervision/rules/", "rule_id"): "alarm_rule",
    ("/escalation-rules/", "rule_id"): "escalation_rule",
    ("/public/documents/", "code"): "verification",
    ("/identity", "username"): "registered",
    ("/receive-tasks/", "instance_id"): "late",
    # The step of the case's task allows none of these.
    **{(f"/tasks/{{task_id}}/{one}", "task_id"): "free_task" for one in FORBIDDEN},
}
#: Values the path of an operation takes that are no ids.
WORDS = {
    "/item-drafts/": {"path": "form.json"},
    "/green-projects/": {"code": "G1"},
    "/calendars/": {"code": "national", "year": "2026"},
    "/items/": {"code": "{item}"},
    "/connectors/": {"name": "bank"},
    "/secrets/": {"name": "bank"},
    "/statistics/": {"measure": "on-time", "item": "{item}"},
    "/decisions/": {"key": "dispatch"},
    "/receive-tasks/": {"element": "r"},
    "/clocks/": {"kind": "review"},
}
#: Members of bodies that their schema leaves open.
PERSON = {
    "kind": "person",
    "name": "苏聘言",
    "id_type": "id_card",
    "id_no": "429900198805120037",
    "contact": {"name": "苏聘言", "phone": "13900000012"},
}
MEMBERS: Mapping[str, Mapping[str, Any]] = {
    "/cases": {"item": "{item}", "channel": "window", "applicant": PERSON},
    "/joint-cases": {"item": "{item}", "channel": "window", "applicant": PERSON},
    "/joint-cases/{case_no}/members": {"key": "{member}"},
    "/messages": {"name": "paid"},
    "/visits": {"unit": "scjg"},
    "/visits/next": {"unit": "scjg"},
    "/visit-slots": {"unit": "scjg", "starts": "15:00", "ends": "16:00", "minutes": 30},
    "/people/{username}/identity": {"id_type": "id_card", "id_no": "110101199003070011"},
    "/cases/{case_no}/reveal": {"reason": "asked by telephone"},
    "/people/{username}/posts": {"posts": ["zwzx-window"]},
    "/calendar-uses": {"place": "unit:zjj", "calendar": "national"},
    "/tasks/batch": {"operation": "claim", "task_ids": ["{task_id}"]},
    "/batches": {"kind": "suspend", "which": {"process": "none-such"}, "reason": "x"},
    "/retention": {"kind": "answer", "days": 30},
    "/legal-holds": {"kind": "process", "object_id": "none-such", "reason": "x"},
    "/tokens": {"user": "admin", "name": "x"},
    "/proxies": {
        "agent": "liu.window",
        "starts_at": "2030-01-01T00:00:00Z",
        "ends_at": "2030-01-02T00:00:00Z",
    },
    "/handovers": {"from": "wang.window", "to": "liu.window"},
    "/supervision/rules": {"level": "red", "events": ["case.rated"], "condition": "true"},
    "/escalation-rules": {"phase": "due", "to": ["supervisor"]},
    "/api-clients": {"scopes": ["read"]},
    "/webhooks": {"url": "https://93.184.216.34/"},
    "/webhooks/{webhook_id}/replay": {"from_event": 1},
    "/connectors/{name}": {"kind": "email", "to": "=a", "subject": "s", "text": '="t"'},
    "/calendars/{code}/days": {"days": [{"day": "2026-06-02", "working": False}]},
    "/external-tasks/fetch-and-lock": {"worker": "w", "topics": [{"topic": "pay"}], "max": 1},
    "/green-projects": {"code": "G2", "tracker": "luo.reform"},
    "/phrases": {"unit": "scjg", "text": "Passed."},
    "/process-instances": {"process": "pool"},
    "/process-instances/{instance_id}/migrate": {"to_definition": "{definition_id}", "dry_run": True},
}


DRAWN = a_diagram(one_task(), id="sent")


@cache
def zipped() -> bytes:
    """An item's folder as it is sent."""
    packed, folder = io.BytesIO(), CONTENT / "seal-filing"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.rglob("*"):
            archive.write(file, file.relative_to(folder))
    return packed.getvalue()


def operations(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """`GET /cases/{case_no}` -> what the document says of it."""
    return {
        f"{method.upper()} {path.removeprefix(API)}": item[method]
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    }


def call(
    name: str, operation: Mapping[str, Any], document: Mapping[str, Any], world: World
) -> dict[str, Any]:
    """The arguments of the test client's `open`."""
    method, path = name.split(" ")
    made: dict[str, Any] = {"method": method, "path": API + filled_path(path, world), "headers": {}}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match":
            made["headers"]["If-Match"] = "*"
    query = {
        one["name"]: _query_value(one["name"], world)
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required")
    }
    if query:
        made["query_string"] = query
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = _value(content["application/json"]["schema"], document)
        made["json"] = {**body, **_members(MEMBERS.get(path, {}), world)}
    elif "multipart/form-data" in content:
        content, name = (zipped(), "item.zip") if path == "/items/packs" else (DRAWN, "sent.bpmn")
        file = (io.BytesIO(content), name)
        made["data"] = {"files": [file]} if path == "/deployments" else {"file": file}
    return made


def filled_path(path: str, world: World) -> str:
    while "{" in path:
        name = path[path.index("{") + 1 : path.index("}")]
        place = next((id for (part, key), id in PLACES.items() if key == name and part in path), name)
        word = next((words[name] for part, words in WORDS.items() if part in path and name in words), None)
        value = word.format(**world.ids) if word else world.ids.get(place, "none")
        path = path.replace(f"{{{name}}}", value.replace("{", "").replace("}", ""), 1)
    return path


def _query_value(name: str, world: World) -> str:
    return {"case_no": world.ids["case_no"], "code": world.ids["progress_code"]}[name]


def _members(members: Mapping[str, Any], world: World) -> dict[str, Any]:
    def put(value: Any) -> Any:
        if isinstance(value, str) and value.startswith("{"):
            return value.format(**world.ids)
        return [put(one) for one in value] if isinstance(value, list) else value

    return {name: put(value) for name, value in members.items()}


def _value(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The least that the schema lets through."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema:
        return schema["enum"][0]
    if "allOf" in schema:
        return _value(schema["allOf"][0], document)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        known = schema.get("properties", {})
        return {name: _value(known[name], document) for name in schema.get("required", ())}
    if kind == "array":
        return [_value(schema["items"], document)]
    if kind == "string" and schema.get("format") in ("date-time", "date"):
        return "2030-01-02T09:00:00+08:00" if schema["format"] == "date-time" else "2030-01-02"
    if "example" in schema:
        return schema["example"]
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return {"string": "x" * schema.get("minLength", 1) or "x", "boolean": True}.get(kind, "x")

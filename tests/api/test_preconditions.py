"""If-Match on every operation that changes what somebody may have read, held against the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from databases import SqliteFiles

from api.matrix_calls import call, operations
from api.matrix_world import World, a_world, undone
from tongban.engine import SYSTEM, CreateToken

CHANGING = ("PUT", "PATCH", "DELETE")
#: What is made once and never changed can only be taken away: nobody has read anything older.
NEVER_CHANGED = {
    "DELETE /process-definitions/{definition_id}/switches/{switch_id}",
    "DELETE /phrases/{phrase_id}",
    "DELETE /sessions/{session_id}",
    "DELETE /tokens/{token_id}",
    # A file comes beside those before it, which are kept as replaced.
    "PUT /cases/{case_no}/materials/{code}",
}
#: Where what an operation changes is read under another path.
READ_AT = {
    "PATCH /process-instances/{instance_id}/variables": "GET /process-instances/{instance_id}",
}


@pytest.fixture(scope="module")
def world(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(sqlite_files, tmp_path_factory.mktemp("preconditions")) as found:
        for who in ("admin", "an.security"):
            found.tokens[who] = found.office.engine.execute(CreateToken(who, "x"), SYSTEM)["token"]
        yield found


@pytest.fixture
def known(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Mapping[str, Any]]]:
    with undone(monkeypatch):
        yield operations(world.app.extensions["tongban.openapi"].document())


def if_match(operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((one for one in operation.get("parameters", ()) if one["name"] == "If-Match"), None)


def changing(known: Mapping[str, Any]) -> list[str]:
    return [name for name in known if name.split(" ")[0] in CHANGING and name not in NEVER_CHANGED]


def reading(name: str) -> str:
    return READ_AT.get(name, f"GET {name.split(' ')[1]}")


def test_every_change_looks_at_if_match_and_its_reading_gives_the_tag(known: dict[str, Any]) -> None:
    assert set(known) >= NEVER_CHANGED
    wrong = []
    for name in changing(known):
        header = if_match(known[name])
        answers = set(known[name]["responses"])
        if header is None or "412" not in answers or (header["required"] and "428" not in answers):
            wrong.append(f"{name} says nothing of If-Match")
        elif "ETag" not in known.get(reading(name), {}).get("responses", {}).get("200", {}).get(
            "headers", {}
        ):
            wrong.append(f"{reading(name)} gives no ETag")
    assert wrong == []


def test_an_old_tag_changes_nothing_and_the_one_that_was_read_does(
    world: World, known: dict[str, Any]
) -> None:
    document = world.app.extensions["tongban.openapi"].document()
    client = world.app.test_client()
    tried = []
    for name in changing(known):
        who = "an.security" if name.startswith("PUT /people") else "admin"
        headers = {"Authorization": f"Bearer {world.tokens[who]}"}
        read = call(reading(name), known[reading(name)], document, world)
        read["headers"] = {"Authorization": headers["Authorization"]}
        tag = client.open(**read).headers["ETag"]
        for old in ('"0"', f"W/{tag}", '"no such tag"'):
            refused = client.open(**_again(world, known, name), headers={**headers, "If-Match": old})
            assert (refused.status_code, refused.json["code"]) == (412, "precondition_failed"), (name, old)
        if if_match(known[name])["required"]:
            assert client.open(**_again(world, known, name), headers=headers).status_code == 428, name
        assert client.open(**read).headers["ETag"] == tag, f"{name} changed something"
        done = client.open(**_again(world, known, name), headers={**headers, "If-Match": tag})
        assert done.status_code in (200, 409, 422), (name, done.text)
        tried.append(done.status_code)
    assert tried.count(200) > len(tried) / 2


def _again(world: World, known: dict[str, Any], name: str) -> dict[str, Any]:
    """The call anew: the files of a form are spent."""
    made = call(name, known[name], world.app.extensions["tongban.openapi"].document(), world)
    made.pop("headers")
    return made

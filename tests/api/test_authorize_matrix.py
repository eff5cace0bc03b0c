"""Every operation × every kind of actor, from the OpenAPI document: what the table says, and not one leak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from databases import SqliteFiles
from flask.testing import FlaskClient

from api.matrix_calls import call, operations
from api.matrix_world import ACTORS, NAME, World, a_world, undone
from api.who_may import WHO_MAY
from tongban.api.scopes import needed_by

REFUSED = (401, 403, 404)


@pytest.fixture(scope="module")
def world(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(sqlite_files, tmp_path_factory.mktemp("matrix")) as found:
        yield found


@pytest.fixture
def document(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with undone(monkeypatch):
        yield world.app.extensions["tongban.openapi"].document()


def told(world: World, made: dict[str, Any], token: str | None) -> tuple[int, list[str]]:
    """The status, and what the answer tells of the case that the call did not say itself."""
    client: FlaskClient = world.app.test_client()
    headers = {**made["headers"], **({"Authorization": f"Bearer {token}"} if token else {})}
    answer = client.open(**{**made, "headers": headers})
    asked = f"{made['path']} {made.get('query_string')}"
    text = answer.get_data().decode("utf-8", "replace")
    return answer.status_code, [one for one in world.secrets if one in text and one not in asked]


def cell(status: int, secrets: list[str]) -> str:
    if status >= 500:
        return str(status)
    if status in REFUSED:
        return "leak" if secrets else "-"
    return "+" if secrets else "o"


def test_every_operation_has_its_row(document: Any) -> None:
    known = set(operations(document))
    assert known - set(WHO_MAY) == set(), "give each a row in tests/api/who_may.py"
    assert set(WHO_MAY) - known == set(), "operations that are no more"


def test_everybody_gets_what_the_table_says(world: World, document: Any) -> None:
    wrong = []
    for name, operation in operations(document).items():
        made_of = [told(world, call(name, operation, document, world), world.tokens[who]) for who in ACTORS]
        for who, expected, (status, secrets) in zip(ACTORS, WHO_MAY.get(name, ""), made_of, strict=False):
            got = cell(status, secrets)
            # An act may be answered with the case or without it; a reading is "+" only when it shows the case.
            if got != expected and not (expected == "+" and got == "o" and not name.startswith("GET")):
                wrong.append(f"{name}: {who} expected {expected}, got {got} ({status}) {secrets}")
    assert wrong == []


def test_a_search_finds_for_nobody_what_they_may_not_see(world: World, document: Any) -> None:
    searched = 0
    for name, operation in operations(document).items():
        if not any(one["name"] == "q" for one in operation.get("parameters", ())):
            continue
        for who, expected in zip(ACTORS, WHO_MAY[name], strict=True):
            made = call(name, operation, document, world)
            for words in (NAME, world.ids["case_no"], NAME[:1]):
                status, secrets = told(world, {**made, "query_string": {"q": words}}, world.tokens[who])
                got = cell(status, secrets)
                assert got == expected or (got, expected) == ("o", "+"), (name, who, words, status)
                searched += 1
    assert searched >= 3 * len(ACTORS)


def test_nobody_gets_anything_with_a_token_that_is_dead(world: World, document: Any) -> None:
    for name, operation in operations(document).items():
        public = operation.get("security") == []
        for token in (None, "none", world.tokens["revoked"], world.tokens["disabled"]):
            status, _ = told(world, call(name, operation, document, world), token)
            assert status == 200 if public else status == 401, (name, status)


def test_a_client_gets_nothing_without_the_scope(world: World, document: Any) -> None:
    """Each operation is called by a client of the administrator that has every other scope."""
    for name, operation in operations(document).items():
        if operation.get("security") == []:
            continue
        made = call(name, operation, document, world)
        with world.app.test_request_context(made["path"], method=made["method"]) as context:
            scope = needed_by(context.request)
        status, secrets = told(world, made, world.tokens[f"without {scope}"])
        assert (status, secrets) == (403, []), (name, scope, status)

"""What the API answers is what its OpenAPI document says: real calls, and calls made up from the document.

Every operation's real answers and two made-up calls of every fourth are checked with every test;
TONGBAN_SCHEMA_EXAMPLES=100 makes up so many for each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from databases import SqliteFiles
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from api.matrix_calls import API, call, filled_path, operations
from api.matrix_world import World, a_world, undone
from tongban.api import long_poll

EXAMPLES = int(os.environ.get("TONGBAN_SCHEMA_EXAMPLES", "2"))
FULL = EXAMPLES > 2
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
BOTH = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/{}.:")
#: Whose calls are answered differently: with everything, with some of it, with hardly anything, with nothing.
CALLERS = ("administrator", "clerk", "applicant", "nobody")


@pytest.fixture(scope="module")
def world(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(sqlite_files, tmp_path_factory.mktemp("schema")) as found:
        yield found


@pytest.fixture
def schema(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(long_poll, "LONGEST_WAIT", timedelta())
    with undone(monkeypatch):
        yield schemathesis.openapi.from_wsgi(f"{API}/openapi.json", world.app)


def each(schema: Any) -> Iterator[tuple[str, Any]]:
    for found in schema.get_all_operations():
        operation = found.ok()
        yield f"{operation.method.upper()} {operation.path.removeprefix(API)}", operation


def wrong_with(case: Any, answer: Any) -> list[str]:
    """What the checks say against an answer."""
    # A generated id may hold what makes another path of it; then another operation has answered.
    if answer.status_code in (404, 405) and not set(str(case.formatted_path)) <= PLAIN:
        return []
    try:
        case.validate_response(answer, checks=CHECKS)
    except BaseExceptionGroup as failures:
        return [str(one) for one in failures.exceptions]
    return []


def headers_of(world: World, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}


def test_real_answers_are_as_documented(world: World, schema: Any) -> None:
    document = world.app.extensions["tongban.openapi"].document()
    known, wrong, good = operations(document), [], 0
    for name, operation in each(schema):
        made = call(name, known[name], document, world)
        if "data" in made:
            continue
        for who in CALLERS[:3]:
            case = operation.Case(
                path_parameters=filled_parameters(operation.path.removeprefix(API), world),
                query=made.get("query_string", {}),
                headers={**made["headers"], **headers_of(world, who)},
                **({"body": made["json"], "media_type": "application/json"} if "json" in made else {}),
            )
            answer = case.call()
            good += answer.status_code < 300
            wrong += [f"{name} as {who}: {said}" for said in wrong_with(case, answer)]
    assert wrong == []
    assert good > len(known)


def test_made_up_calls_are_answered_as_documented(world: World, schema: Any) -> None:
    wrong: list[str] = []
    for name, operation in list(each(schema))[:: 1 if FULL else 4]:
        attempt(name, operation, world, wrong)
    assert wrong == []


def attempt(name: str, operation: Any, world: World, wrong: list[str]) -> None:
    """Calls with values the document allows and with values it does not, to things there are and things there are not."""
    public = operation.definition.raw.get("security") == []
    # Making strategies costs more than the calls: a quick run makes one of the two.
    modes = BOTH if FULL else (BOTH[len(name) % 2],)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)),
        there=st.booleans(),
        who=st.sampled_from(CALLERS),
    )
    def tried(case: Any, there: bool, who: str) -> None:
        if there:
            case.path_parameters.update(filled_parameters(name.split(" ")[1], world))
        answer = case.call(headers=headers_of(world, who))
        wrong.extend(f"{name} as {who}: {said}" for said in wrong_with(case, answer))
        # A path that leads nowhere is 404 for everybody.
        if who == "nobody" and not public and answer.status_code not in (401, 404, 405):
            wrong.append(f"{name} answers strangers with {answer.status_code}")

    tried()


def filled_parameters(path: str, world: World) -> dict[str, str]:
    pairs = zip(path.split("/"), filled_path(path, world).split("/"), strict=True)
    return {part[1:-1]: value for part, value in pairs if part.startswith("{")}

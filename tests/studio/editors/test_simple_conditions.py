"""Conditions put together in words: what is written is FEEL to the engine, means what it says and reads back the same."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tongban.engine import feel

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def node(texts: list[Any]) -> list[Any]:
    command = ["node", "--no-warnings", str(HERE / "conditions.mjs")]
    done = subprocess.run(
        command, input=json.dumps(texts).encode(), capture_output=True, timeout=60, check=True
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def one(field: str, way: str, *values: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"field": field, "kind": kind, "way": way, "values": list(values), **more}


#: A row of the builder, then values for which it holds and for which it does not.
ROWS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (one("名称", "is", '甲 "乙" \\ and 丙'), {"名称": '甲 "乙" \\ and 丙'}, {"名称": "甲"}),
    (one("名称", "isnt", "x"), {"名称": "y"}, {"名称": "x"}),
    (one("area", "above", "5.5", kind="number"), {"area": 6}, {"area": 5.5}),
    (one("area", "atLeast", "-5", kind="number"), {"area": -5}, {"area": -6}),
    (one("area", "below", "5", kind="number"), {"area": 4}, {"area": 5}),
    (one("area", "atMost", "5", kind="number"), {"area": 5}, {"area": 6}),
    (one("area", "between", "1", "5", kind="number"), {"area": 5}, {"area": 5.1}),
    (one("day", "above", "2026-02-09", kind="date"), {"day": date(2026, 2, 10)}, {"day": date(2026, 2, 9)}),
    (one("ok", "is", "true", kind="yesno"), {"ok": True}, {"ok": False}),
    (one("tags", "has", "a", list=True), {"tags": ["b", "a"]}, {"tags": []}),
    (one("tags", "lacks", "2", kind="number", list=True), {"tags": [1]}, {"tags": [2]}),
    (one("tags", "filled", list=True), {"tags": [1]}, {"tags": []}),
    (one("tags", "empty", list=True), {"tags": []}, {"tags": [1]}),
    (one("名称", "filled"), {"名称": "x"}, {"名称": None}),
    (one("名称", "empty"), {"名称": None}, {"名称": "x"}),
]


def test_what_is_written_means_what_the_row_says_and_is_read_back() -> None:
    written = node([{"join": "and", "clauses": [row]} for row, _yes, _no in ROWS])
    again = node([f"= {found['feel']}" for found in written])
    for (row, yes, no), found, back in zip(ROWS, written, again, strict=True):
        compiled = feel.expression(found["feel"])
        assert compiled(yes) is True, found["feel"]
        assert compiled(no) is False, found["feel"]
        assert back["feel"] == found["feel"]
        (clause,) = back["clauses"]
        assert (clause["field"], clause["way"], clause["values"]) == (row["field"], row["way"], row["values"])


@pytest.mark.parametrize(("join", "both", "either"), [("and", True, False), ("or", True, True)])
def test_several_rows_are_joined_one_way(join: str, both: bool, either: bool) -> None:
    rows = [one("a", "is", "x or y"), one("b", "above", "1", kind="number")]
    (found,) = node([{"join": join, "clauses": rows}])
    compiled = feel.expression(found["feel"])
    assert compiled({"a": "x or y", "b": 2}) is both
    assert compiled({"a": "x or y", "b": 1}) is either
    (back,) = node([f"={found['feel']}"])
    assert (back["join"], len(back["clauses"])) == (join, 2)


def test_what_is_more_than_comparisons_is_left_alone() -> None:
    texts = ["= a and b = 1", "= a = 1 and b = 2 or c = 3", "= if a then b else c", "= a = b", "= a + 1 > 2"]
    texts += [
        "= (a = 1 or b = 2) and c = 3",
        '= a = "\\u4e2d"',
        "= some x in y satisfies x > 1",
        "= a in [1..x]",
    ]
    assert node(texts) == [None] * len(texts)


def test_what_is_not_filled_in_is_not_written() -> None:
    rows = [one("a", "is", ""), one("a", "above", "many", kind="number"), one("", "is", "x")]
    rows += [one("a", "between", "1", kind="number"), one("d", "is", "9 Feb", kind="date")]
    assert [found["feel"] for found in node([{"join": "and", "clauses": [row]} for row in rows])] == [
        None
    ] * 5

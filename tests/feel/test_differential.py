"""FEEL as feelin has it (the editors embed it) against ours: every difference has a reason why ours is right.

`TONGBAN_FUZZ=100000` sets how many expressions; `-rP` prints the differences.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feel.commonplace import VARIABLES, expressions

from tongban.engine import feel

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COUNT = int(os.environ.get("TONGBAN_FUZZ", "1500"))
DURATION = re.compile(r"P\d|PT|duration\(|date\(|@")

Reason = Callable[[str, Any, Any], bool]
REASONS: dict[str, Reason] = {
    "years and months duration() counts whole months; feelin adds days, which that kind cannot have": (
        lambda text, ours, theirs: "years and months duration(" in text
    ),
    "durations can be multiplied and divided in DMN 1.5; feelin answers null": (
        lambda text, ours, theirs: bool(DURATION.search(text) and re.search(r"[*/]", text))
    ),
    "a date and a days and time duration make a date in DMN 1.5; feelin makes a date and time": (
        lambda text, ours, theirs: "PT36H" in text
    ),
    "a comparison with null is null, and three-valued logic keeps it; feelin says true or false": (
        lambda text, ours, theirs: ours is None and isinstance(theirs, bool)
    ),
    "a position outside the list or text is null; feelin answers something": (
        lambda text, ours, theirs: bool(re.search(r"remove\(|insert before\(|substring\(", text))
    ),
    "numbers have 34 decimal digits; feelin counts in binary fractions": (
        lambda text, ours, theirs: bool(re.search(r"[/.*]|modulo|mean", text)) and theirs is not None
    ),
    "min() and max() order strings; feelin answers null": (
        lambda text, ours, theirs: bool(re.search(r"(min|max)\(", text)) and isinstance(ours, str)
    ),
    "between takes its ends as written; feelin turns them round when the low one is the higher": (
        lambda text, ours, theirs: "between" in text and ours is False and theirs is True
    ),
    "lists of different items are not equal; feelin answers null": (
        lambda text, ours, theirs: theirs is None and isinstance(ours, bool)
    ),
}


def ours(text: str) -> Any:
    return json.loads(feel.dumps(feel.to_json(feel.expression(text)(VARIABLES))))


def theirs(texts: list[str]) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", "--input-type=module", "-e", (HERE / "feelin.mjs").read_text("utf-8")],
        input=json.dumps(texts).encode(),
        cwd=ROOT,
        capture_output=True,
        timeout=300,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def same(one: Any, other: Any) -> bool:
    """Binary fractions may differ in their last digits."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return isinstance(one, bool) == isinstance(other, bool) and abs(one - other) <= 1e-9 * max(
            1, abs(one)
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def reason(text: str, one: Any, other: Any) -> str | None:
    return next((why for why, holds in REASONS.items() if holds(text, one, other)), None)


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
@pytest.mark.skipif(not (ROOT / "node_modules" / "feelin").is_dir(), reason="feelin is not installed: npm ci")
def test_every_difference_from_feelin_has_a_reason() -> None:
    texts = expressions(seed=20240501, count=COUNT)
    unexplained, counts = [], dict.fromkeys(REASONS, 0)
    for text, answer in zip(texts, theirs(texts), strict=True):
        mine, other = ours(text), answer.get("value")
        if "error" not in answer and same(mine, other):
            continue
        why = reason(text, mine, other)
        print(f"{text}\n    ours {mine!r}, feelin {answer!r}: {why}")
        if why is None or "error" in answer:
            unexplained.append((text, mine, answer))
        else:
            counts[why] += 1
    print(f"{len(texts)} expressions", *(f"{count:6} {why}" for why, count in counts.items()), sep="\n")
    assert not unexplained

"""Our own conformance cases: each line `expression => expected`, the expected side being FEEL too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tongban.engine import feel
from tongban.engine.feel.compare import equal

CASES = Path(__file__).parent / "conformance"


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                expression, expected = line.rsplit(" => ", 1)
                yield pytest.param(expression, expected, id=f"{file.stem}: {expression}")


@pytest.mark.parametrize(("expression", "expected"), list(cases()))
def test_expression_means_what_the_standard_says(expression: str, expected: str) -> None:
    found, wanted = feel.expression(expression)({}), feel.expression(expected)({})
    assert found is None if wanted is None else equal(found, wanted) is True, f"{found!r} is not {wanted!r}"


def test_every_built_in_function_has_a_case() -> None:
    text = "".join(file.read_text("utf-8") for file in CASES.glob("*.txt"))
    assert [name for name in feel.BUILTINS if f"{name}(" not in text] == ["now", "today"]

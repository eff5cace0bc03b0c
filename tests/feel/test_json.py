"""JSON in and out keeps every digit; temporal values leave as ISO text."""

from __future__ import annotations

import datetime as python
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.engine import feel

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=10)
    | st.text(st.characters(codec="utf-8"))
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("1.10", Decimal("1.10")),
        ("100", 100),
        ("9007199254740993", Decimal("9007199254740993")),
        ("123456789012345678901234567890.123", Decimal("123456789012345678901234567890.123")),
        ("-5", -5),
        ("1e400", Decimal("1E+400")),
        ('"\\u4e34"', "临"),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
def test_loads_is_exact(text: str, value: Any) -> None:
    found = feel.loads(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "[1,",
        '"\\ud800"',
        "[" * 100_000,
        "1" * 5000,
        "0." + "1" * 5000,
        "",
        b"\xff",
        "{'a': 1}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_loads_refuses_what_is_not_json(text: str | bytes) -> None:
    with pytest.raises(feel.FeelError):
        feel.loads(text)


@settings(max_examples=40, deadline=None)
@given(JSON)
def test_round_trip_changes_no_value(value: Any) -> None:
    assert feel.loads(feel.dumps(value)) == value
    assert feel.to_json(feel.to_feel(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.30"), b"0.30"),
        (Decimal("1E+3"), b"1E+3"),
        (2**70, b"1180591620717411303424"),
        ([2**70, {"a": (1, Decimal("0.5"))}], b'[1180591620717411303424,{"a":[1,0.5]}]'),
        (feel.expression('@"P1D"')({}), b'"P1D"'),
        ("金额", '"金额"'.encode()),
    ],
)
def test_dumps_writes_decimals_as_numbers(value: Any, text: bytes) -> None:
    assert feel.dumps(value) == text


@pytest.mark.parametrize("value", [object(), Decimal("NaN"), {1: object()}, "\ud800"])
def test_dumps_refuses_what_is_no_json(value: Any) -> None:
    with pytest.raises(feel.FeelError):
        feel.dumps(value)


def test_floats_mean_the_digits_they_show() -> None:
    assert feel.expression("x + y = 0.3")({"x": 0.1, "y": 0.2}) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('date("2024-05-01")', "2024-05-01"),
        ('@"2024-05-01T08:00:00@Asia/Shanghai"', "2024-05-01T08:00:00@Asia/Shanghai"),
        ('@"08:00:00.5+08:00"', "08:00:00.5+08:00"),
        ('@"P1Y6M"', "P1Y6M"),
        ("[1..5)", {"start": 1, "end": 5, "start included": True, "end included": False}),
        ("sum", None),
        ("1.0", 1),
        ("2 ** 60", Decimal(2**60)),
    ],
)
def test_to_json(text: str, value: Any) -> None:
    assert feel.to_json(feel.expression(text)({})) == value


def test_python_times_go_in_and_come_out() -> None:
    zone = python.timezone(python.timedelta(hours=8))
    moment = python.datetime(2024, 5, 1, 8, 0, tzinfo=zone)
    later = feel.expression('at + duration("P1DT1H")')({"at": moment})
    assert feel.to_python(later) == moment + python.timedelta(days=1, hours=1)
    assert feel.to_python(feel.expression('date("2024-05-01")')({})) == python.date(2024, 5, 1)
    assert feel.to_python(feel.expression('@"PT90M"')({})) == python.timedelta(minutes=90)


def test_now_is_the_given_moment_in_shanghai() -> None:
    now = python.datetime(2024, 12, 31, 20, 0, tzinfo=python.UTC)
    assert feel.to_json(feel.expression("today()")({}, now=now)) == "2025-01-01"
    assert feel.to_json(feel.expression("now()")({}, now=now)) == "2025-01-01T04:00:00@Asia/Shanghai"

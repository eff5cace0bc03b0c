import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tongban.engine.domain.audit import GENESIS, canonical, link, verify


def a_chain(count: int) -> list[tuple[str, dict[str, object], str]]:
    rows, last = [], GENESIS
    for number in range(count):
        payload: dict[str, object] = {"no": number, "verb": "受理", "by": "li.na"}
        this = link(last, payload)
        rows.append((last, payload, this))
        last = this
    return rows


def test_it_verifies_what_it_linked() -> None:
    assert verify(a_chain(20)) is None
    assert verify([]) is None


def test_it_finds_the_changed_row() -> None:
    rows = a_chain(9)
    rows[4] = (rows[4][0], {**rows[4][1], "verb": "不予受理"}, rows[4][2])
    assert verify(rows) == 4


def test_it_finds_a_row_taken_out_moved_or_rewritten() -> None:
    rows = a_chain(9)
    assert verify(rows[:3] + rows[4:]) == 3
    assert verify([*rows[:2], rows[3], rows[2], *rows[4:]]) == 2
    forged = {"no": 5, "verb": "作废", "by": "x"}
    assert verify([*rows[:5], (rows[5][0], forged, link(rows[5][0], forged)), *rows[6:]]) == 6
    assert verify(rows[1:]) == 0


def test_it_is_blind_to_the_order_of_keys() -> None:
    assert link(GENESIS, {"a": 1, "b": {"d": 2, "c": 3}}) == link(GENESIS, {"b": {"c": 3, "d": 2}, "a": 1})


def test_a_payload_read_back_from_json_has_the_same_hash() -> None:
    payload = {"at": datetime(2026, 3, 1, tzinfo=UTC), "fee": Decimal("12.50"), "名称": "施工许可"}
    assert link(GENESIS, payload) == link(GENESIS, json.loads(canonical(payload)))


def test_it_refuses_what_has_no_fixed_text() -> None:
    with pytest.raises(TypeError):
        canonical({"x": object()})
    with pytest.raises(ValueError):
        canonical({"x": float("nan")})

"""Document numbers, verification codes, and how days and amounts are written."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tongban.engine.documents import TYPES, document_number, read_code, verification_code
from tongban.engine.documents.words import amount, capital, day, moment


def test_document_number_follows_the_official_form() -> None:
    assert document_number("临建", "受字", 2026, 1) == "临建受字〔2026〕第0001号"
    assert document_number("临建", "准字", 2026, 12345) == "临建准字〔2026〕第12345号"


def test_document_kinds_are_told_apart_by_their_number() -> None:
    assert len({kind.kind for kind in TYPES.values()}) == len(TYPES)


def test_verification_code_is_random_and_grouped() -> None:
    codes = {verification_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code) for code in codes)


def test_read_code_forgives_what_people_mistype() -> None:
    assert read_code(" 7k2m9qxa o4tz-bcil ") == "7K2M-9QXA-04TZ-BC11"
    assert read_code("7K2M-9QXA-04TZ") is None
    assert read_code("7K2M-9QXA-04TZ-BC8!") is None


@pytest.mark.parametrize(
    ("money", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("1005.30", "壹仟零伍元叁角整"),
        ("1000.05", "壹仟元零伍分"),
        ("100000", "壹拾万元整"),
        ("1000010", "壹佰万零壹拾元整"),
        ("100000000", "壹亿元整"),
        ("10020030.45", "壹仟零贰万零叁拾元肆角伍分"),
    ],
)
def test_capital_writes_amounts_as_on_a_cheque(money: str, words: str) -> None:
    assert capital(money) == words


def test_amount_has_two_digits() -> None:
    assert amount("1234567.5") == "¥1,234,567.50"
    for wrong in ("NaN", "1e400", "x", -1):
        with pytest.raises(ValueError):
            amount(wrong)


def test_times_are_written_as_in_china() -> None:
    late = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
    assert day(late) == "2026年11月21日"
    assert moment(late) == "2026年11月21日 00:05"
    assert moment("2026-11-20T16:05:00Z", "en") == "21 November 2026, 00:05"

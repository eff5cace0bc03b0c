from datetime import date

import pytest

from tongban.engine import errors
from tongban.engine.domain import identifiers as ids

IMPLEMENTATION = "11370800004234373R4000117109003"
VALID_USCC = (
    "91350100M000100Y43 12441500196720244T 91110000101623741K 911101066976941872 11450721MB15580811"
    " 11370800004234373R 11450721348531435D 11429900MB0000019Y 11429900MB0000027R 91429900MA00000158"
    " 93429900MA0000023W 52429900MJ00000183"
).split()


@pytest.mark.parametrize("code", VALID_USCC)
def test_real_credit_codes_hold_and_one_wrong_character_breaks_them(code: str) -> None:
    assert ids.check_uscc(code) is None
    for place in range(18):
        other = "1" if code[place] != "1" else "2"
        assert ids.check_uscc(code[:place] + other + code[place + 1 :]) == "check_digit"


def test_a_credit_code_says_what_is_wrong() -> None:
    assert ids.check_uscc("9135021") == "length"
    assert ids.check_uscc("91350211M0000XUF4I") == "characters"
    assert ids.check_uscc("91350211m0000xuf46") == "characters"
    assert ids.check_uscc("91350211M0000XUF46") == "check_digit"
    assert ids.explain("check_digit") == "校验码不符 / has a wrong check digit"


def test_organisation_codes() -> None:
    assert ids.check_org_code("M000100Y4") is None and ids.check_org_code("M000100Y-4") is None
    assert ids.check_org_code("M000100Y5") == "check_digit"
    assert ids.check_org_code("M000100") == "length"
    assert ids.check_org_code("M000100YA") == "characters"


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "429900199001010013",
        "429900198512310021",
        "429900200002290032",
        "110105491231002",
    ],
)
def test_citizen_numbers_hold(number: str) -> None:
    assert ids.check_id_card(number) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("11010519491231002", "length"),
        ("11010519491231002x", "characters"),
        ("１１０１０５19491231002X", "characters"),
        ("99010519491231002X", "region"),
        ("11010519490231002X", "date"),
        ("429900199902290032", "date"),
        ("110105491331002", "date"),
        ("110105194912310021", "check_digit"),
    ],
)
def test_a_citizen_number_says_what_is_wrong(number: str, problem: str) -> None:
    assert ids.check_id_card(number) == problem


def test_nobody_is_born_tomorrow() -> None:
    assert ids.check_id_card("429900200002290032", date(2000, 2, 28)) == "date"
    assert ids.check_id_card("429900200002290032", date(2000, 2, 29)) is None


def test_codes_come_apart_by_their_structure() -> None:
    basic = ids.parse_basic_code("000117109003")
    assert (basic.source, basic.type, basic.department, basic.main, basic.sub) == (
        "00",
        "01",
        "17",
        "109",
        "003",
    )
    code = ids.parse_implementation_code(IMPLEMENTATION)
    assert (code.uscc, code.level, code.basic) == ("11370800004234373R", "4", "000117109003")
    assert code.implementation == IMPLEMENTATION
    assert ids.parse_item_code("11370800004234373R400011710900302").serial == "02"
    assert ids.parse_material_code("11450721348531435D4001033002000001").serial == "001"


def test_a_real_case_number_comes_apart_and_together() -> None:
    number = "12441500196720244T3442199806003202206230068"
    assert len(number) == 43 and ids.case_number(number[:31], date(2022, 6, 23), 68) == number
    parts = ids.parse_case_number(number)
    assert (parts.date, parts.serial) == (date(2022, 6, 23), 68)
    made = ids.case_number(IMPLEMENTATION, date(2026, 3, 2), 7)
    assert made == f"{IMPLEMENTATION}202603020007" and len(made) == 43
    assert ids.case_number(f"{IMPLEMENTATION}02", date(2026, 3, 2), 7) == made
    assert ids.parse_case_number(made).implementation == IMPLEMENTATION


@pytest.mark.parametrize("serial", [0, 10_000])
def test_a_day_has_9999_numbers(serial: int) -> None:
    with pytest.raises(errors.Invalid):
        ids.case_number(IMPLEMENTATION, date(2026, 3, 2), serial)


@pytest.mark.parametrize(
    ("parse", "code"),
    [
        (ids.parse_basic_code, "001117109003"),
        (ids.parse_implementation_code, IMPLEMENTATION[:-1]),
        (ids.parse_implementation_code, IMPLEMENTATION.replace("R4", "R8")),
        (ids.parse_implementation_code, IMPLEMENTATION + "\n"),
        (ids.parse_item_code, IMPLEMENTATION),
        (ids.parse_material_code, f"{IMPLEMENTATION}0A1"),
        (ids.parse_case_number, f"{IMPLEMENTATION}202602300001"),
    ],
)
def test_a_malformed_code_is_refused(parse: object, code: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        parse(code)  # type: ignore[operator]
    assert refused.value.errors


def test_outsiders_see_only_the_ends() -> None:
    assert ids.mask_id("11010519491231002X") == "110105********002X"
    assert ids.mask_id("12345") == "*****"
    assert ids.mask_phone("13812345678") == "138****5678"
    assert ids.mask_phone("1234") == "****"
    assert [ids.mask_name(name) for name in ("张三", "欧阳小红", "王", "")] == ["张*", "欧***", "王*", ""]
    assert ids.mask_name("John Smith") == "J*** S****"

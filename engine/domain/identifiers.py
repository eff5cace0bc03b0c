"""National codes: check digits, structure, the making of case numbers, and how outsiders see them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tongban.engine import errors

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46"
    " 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)

_USCC = "[0-9A-HJ-NPQRTUWXY]{18}"
BASIC = re.compile(
    r"(?P<source>00|[0-9]{2})(?P<type>0[1-9]|10|20)(?P<department>[0-9]{2})(?P<main>[0-9]{3})(?P<sub>[0-9]{3})"
)
IMPLEMENTATION = re.compile(rf"(?P<uscc>{_USCC})(?P<level>[1-7])(?P<basic>[0-9]{{12}})")
BUSINESS_ITEM = re.compile(rf"(?P<implementation>{IMPLEMENTATION.pattern})(?P<serial>[0-9]{{2}})")
MATERIAL = re.compile(rf"(?P<implementation>{IMPLEMENTATION.pattern})(?P<serial>[0-9]{{3}})")
CASE_NUMBER = re.compile(
    rf"(?P<implementation>{IMPLEMENTATION.pattern})(?P<date>[0-9]{{8}})(?P<serial>[0-9]{{4}})"
)

PROBLEMS: dict[str, tuple[str, str]] = {
    "length": ("长度不符", "has the wrong length"),
    "characters": ("含有不允许的字符", "contains characters that are not allowed"),
    "check_digit": ("校验码不符", "has a wrong check digit"),
    "region": ("地区代码不存在", "names a region that does not exist"),
    "date": ("出生日期不存在", "names a date of birth that does not exist"),
}


def check_uscc(code: str) -> str | None:
    """None if right, else a key of PROBLEMS (GB 32100-2015)."""
    if len(code) != 18:
        return "length"
    if not re.fullmatch(_USCC, code):
        return "characters"
    total = sum(
        USCC_CHARACTERS.index(character) * weight
        for character, weight in zip(code, _USCC_WEIGHTS, strict=False)
    )
    return None if USCC_CHARACTERS[-total % 31] == code[17] else "check_digit"


def check_org_code(code: str) -> str | None:
    """None if right, else a key of PROBLEMS (GB 11714; the hyphen may be left out)."""
    plain = code.replace("-", "") if re.fullmatch(r".{8}-.", code) else code
    if len(plain) != 9:
        return "length"
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", plain):
        return "characters"
    total = sum(int(character, 36) * weight for character, weight in zip(plain, _ORG_WEIGHTS, strict=False))
    return None if "0123456789X0"[11 - total % 11] == plain[8] else "check_digit"


def check_id_card(number: str, today: date | None = None) -> str | None:
    """None if right, else a key of PROBLEMS (GB 11643); old numbers of 15 digits have no check digit."""
    if len(number) not in (15, 18):
        return "length"
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        return "characters"
    if number[:2] not in _PROVINCES:
        return "region"
    born = _date(number[6:14] if len(number) == 18 else "19" + number[6:12])
    if born is None or born.year < 1850 or (today is not None and born > today):
        return "date"
    if len(number) == 15:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return None if "10X98765432"[total % 11] == number[17] else "check_digit"


def explain(problem: str) -> str:
    """A problem in both languages."""
    zh, en = PROBLEMS[problem]
    return f"{zh} / {en}"


@dataclass(frozen=True, slots=True)
class BasicCode:
    source: str
    type: str
    department: str
    main: str
    sub: str


@dataclass(frozen=True, slots=True)
class ItemCode:
    """An implementation code of 31 characters or, with `serial`, a business item's 33 or a material's 34."""

    uscc: str
    level: str
    basic: str
    serial: str | None = None

    @property
    def implementation(self) -> str:
        return f"{self.uscc}{self.level}{self.basic}"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    implementation: str
    date: date
    serial: int


def parse_basic_code(code: str) -> BasicCode:
    return BasicCode(**_match(BASIC, code, "basic_code").groupdict())


def parse_implementation_code(code: str) -> ItemCode:
    return _item_code(IMPLEMENTATION, code, "implementation_code")


def parse_item_code(code: str) -> ItemCode:
    return _item_code(BUSINESS_ITEM, code, "item_code")


def parse_material_code(code: str) -> ItemCode:
    return _item_code(MATERIAL, code, "material_code")


def parse_case_number(number: str) -> CaseNumber:
    match = _match(CASE_NUMBER, number, "case_no")
    day = _date(match["date"])
    if day is None:
        raise _malformed("case_no", number)
    return CaseNumber(match["implementation"], day, int(match["serial"]))


def case_number(implementation_code: str, day: date, serial: int) -> str:
    """43 characters; of a business item's 33 the first 31 are taken."""
    code = parse_item_code(implementation_code) if len(implementation_code) == 33 else None
    implementation = (code or parse_implementation_code(implementation_code)).implementation
    if not 1 <= serial <= 9999:
        raise errors.Invalid("The case numbers of this item for today are used up.", serial=serial)
    return f"{implementation}{day:%Y%m%d}{serial:04d}"


def mask_id(number: str) -> str:
    """110101********1234; what is too short for that shows nothing."""
    if len(number) < 15:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(number: str) -> str:
    """138****5678."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_name(name: str) -> str:
    """张*, and every word of a name written in letters."""
    return " ".join(word[:1] + "*" * max(len(word) - 1, 1) for word in name.split())


def _item_code(pattern: re.Pattern[str], code: str, field: str) -> ItemCode:
    # The basic code inside is left alone: real ones carry item types that the national table lacks.
    match = _match(pattern, code, field).groupdict()
    return ItemCode(match["uscc"], match["level"], match["basic"], match.get("serial"))


def _match(pattern: re.Pattern[str], code: str, field: str) -> re.Match[str]:
    match = pattern.fullmatch(code)
    if match is None:
        raise _malformed(field, code)
    return match


def _malformed(field: str, code: str) -> errors.Invalid:
    message = "编码结构不符 / the structure of the code does not hold"
    return errors.Invalid(errors=[{"field": field, "message": message}], value=code)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None

"""How days, times, amounts and free text are written on a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "兆")
MONTHS = ("January February March April May June July August September October November December").split()
LONG_RUN = re.compile(r"[^\s\u2e80-\U0003ffff]{25}(?=[^\s\u2e80-\U0003ffff])")
ZERO_WIDTH_SPACE = "\u200b"


def local(value: date | datetime | str) -> datetime:
    """A day or time (ISO text allowed) as clock time in China; ValueError when it is none."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value.astimezone(ZONE) if value.tzinfo else value


def day(value: date | datetime | str, language: str = "zh") -> str:
    at = local(value)
    if language == "en":
        return f"{at.day} {MONTHS[at.month - 1]} {at.year}"
    return f"{at.year}年{at.month}月{at.day}日"


def moment(value: date | datetime | str, language: str = "zh") -> str:
    at = local(value)
    joint = ", " if language == "en" else " "
    return f"{day(at, language)}{joint}{at.hour:02d}:{at.minute:02d}"


def amount(value: Decimal | int | float | str) -> str:
    """`12000` as `¥12,000.00`; ValueError when it is no amount of money."""
    return f"¥{_money(value):,.2f}"


def capital(value: Decimal | int | float | str) -> str:
    """`1005.3` as 壹仟零伍元叁角整, the form that cannot be altered by adding a stroke."""
    fen = int(_money(value) * 100)
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cent:
        return (text or "零元") + "整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{DIGITS[cent]}分" if cent else "整")


def _money(value: Decimal | int | float | str) -> Decimal:
    try:
        money = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no amount") from error
    if not money.is_finite() or not 0 <= money < 10**16:
        raise ValueError(f"{value!r} is no amount")
    return money


def _whole(number: int) -> str:
    text, gap = "", False
    digits = str(number)
    for position, digit in enumerate(digits):
        power = len(digits) - 1 - position
        if digit == "0":
            gap = True
        else:
            text += ("零" if gap and text else "") + DIGITS[int(digit)] + PLACES[power % 4]
            gap = False
        group = power // 4
        if power % 4 == 0 and group and number // 10 ** (4 * group) % 10**4:
            text += GROUPS[group]
    return text


def plain(text: str, drawable: Collection[int], *, breakable: bool = True) -> str:
    """Text that can be drawn and read as it is: nothing invisible, nothing that turns direction.

    PDF/A forbids missing glyphs, so a character no font has is written as its code point: a rare name
    stays exact.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    shown = "".join(_shown(character, drawable) for character in unicodedata.normalize("NFC", text))
    return LONG_RUN.sub(lambda run: run[0] + ZERO_WIDTH_SPACE, shown) if breakable else shown


def _shown(character: str, drawable: Collection[int]) -> str:
    if character in "\n ":
        return character
    kind = unicodedata.category(character)
    if kind in ("Zl", "Zp"):
        return "\n"
    if kind in ("Cc", "Cf", "Cs") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character if ord(character) in drawable and kind != "Co" else f"[U+{ord(character):04X}]"

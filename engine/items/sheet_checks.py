"""What an item sheet must keep beyond its shape: codes that agree, limits within the law, plain wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tongban.engine.domain import identifiers
from tongban.engine.domain.clock_rules import CLOCK_RULES, SPECIAL_PROCEDURES
from tongban.engine.items import vocabulary
from tongban.engine.items.parts import Limit
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import FILE, Sheet

# 等 that leaves a list open, but not 平等, 等级, 等于.
OPEN_LIST = re.compile(r"(?<![平同对相])等(?=$|[，。；、）)]|材料|文件|证明|资料|条件|情形|手续)")


def check_sheet(sheet: Sheet, problems: Problems) -> None:
    for check in (_codes, _check_digits, _materials, _limits, _fees, _channels, _wording):
        check(sheet, problems)


def _codes(sheet: Sheet, problems: Problems) -> None:
    organ = sheet.implementing_body.uscc
    expected = f"{organ}{sheet.use_level}{sheet.basic_code}"
    for element, pattern, value, length in (
        ("basic_code", identifiers.BASIC, sheet.basic_code, 12),
        ("implementation_code", identifiers.IMPLEMENTATION, sheet.implementation_code, 31),
        ("code", identifiers.BUSINESS_ITEM, sheet.code, 33),
    ):
        if value and not pattern.fullmatch(value):
            message = f"{element}: 须为 {length} 位编码 / must be a code of {length} characters: {value[:50]}"
            problems.error(FILE, element, "code", message)
    if sheet.base_entry and sheet.base_entry.rpartition("/")[2] != sheet.basic_code:
        message = (
            f"基本编码与认领的条目不同 / the basic code is not the claimed entry's: {sheet.base_entry[:60]}"
        )
        problems.error(FILE, "basic_code", "base_entry", message)
    if sheet.implementation_code and organ and sheet.implementation_code != expected:
        message = f"须为机构代码＋层级＋基本编码 / must be organ + level + basic code: {expected}"
        problems.error(FILE, "implementation_code", "code_parts", message)
    if sheet.code and not sheet.code.startswith(sheet.implementation_code):
        problems.error(
            FILE, "code", "code_parts", "须以实施编码开头 / must begin with the implementation code"
        )
    if len(sheet.basic_code) == 12 and sheet.basic_code[2:4] != sheet.item_type:
        message = (
            f"基本编码的类型位 {sheet.basic_code[2:4]} 与 / the type in the basic code differs from item_type"
        )
        problems.warning(FILE, "item_type", "code_parts", message)


def _check_digits(sheet: Sheet, problems: Problems) -> None:
    code = sheet.implementing_body.uscc
    wrong = identifiers.check_uscc(code) if code else None
    if wrong == "check_digit":
        message = f"{code}: {identifiers.explain(wrong)}"
        problems.warning(FILE, "implementing_body.uscc", "check_digit", message)
    elif wrong:
        message = f"{code[:50]}: {identifiers.explain(wrong)}"
        problems.error(FILE, "implementing_body.uscc", "uscc", message)


def _materials(sheet: Sheet, problems: Problems) -> None:
    groups = {one.key for one in sheet.material_groups}
    for code, count in Counter(one.code for one in sheet.materials).items():
        if count > 1:
            message = f"材料编码重复 / the material code is used {count} times: {code}"
            problems.error(FILE, code, "duplicate_material", message)
    for one in sheet.materials:
        if not identifiers.MATERIAL.fullmatch(one.code):
            message = f"材料编码须为 34 位 / a material code has 34 characters: {one.code[:50]}"
            problems.error(FILE, one.code[:50], "code", message)
        elif not one.code.startswith(sheet.implementation_code):
            message = "须以实施编码开头 / must begin with the implementation code"
            problems.error(FILE, one.code, "code_parts", message)
        if one.group and one.group not in groups:
            problems.error(FILE, one.code, "group", f"没有材料组 / there is no group {one.group}")
        if one.electronic and not one.formats:
            problems.error(FILE, one.code, "formats", "未规定文件格式 / no file format is allowed")
        if one.required and one.original + one.copies == 0:
            message = "原件和复印件份数均为零 / neither an original nor a copy is asked for"
            problems.warning(FILE, one.code, "copies", message)


def _limits(sheet: Sheet, problems: Problems) -> None:
    statutory, promised = sheet.limit("statutory"), sheet.limit("promised")
    if statutory and promised and longer(promised, statutory):
        message = (
            f"承诺时限 {promised.words()} 长于法定时限 {statutory.words()}"
            f" / the promise of {promised.words('en')} is longer than the law's {statutory.words('en')}"
        )
        problems.error(FILE, "limits.promised", "promise_too_long", message)
    for kind in ("correction", "delivery"):
        limit, rule = sheet.limit(kind), CLOCK_RULES[kind]
        if limit and rule.limit and longer(limit, Limit(rule.limit, rule.unit)):
            most = Limit(rule.limit, rule.unit)
            message = (
                f"{rule.zh}不得长于 {most.words()}（行政许可法{rule.law}）"
                f" / the law allows at most {most.words('en')}"
            )
            problems.error(FILE, f"limits.{kind}", "limit_too_long", message)
    if sheet.immediate and promised and longer(promised, Limit(1, "workday")):
        message = "即办件应当日办结 / an immediate item is decided the same day"
        problems.error(FILE, "limits.promised", "immediate", message)
    for one in sheet.special_procedures:
        if one.kind not in SPECIAL_PROCEDURES:
            message = f"{one.kind}: 不在法定特别程序之列 / not a special procedure of the law"
            problems.warning(FILE, "special_procedures", "special_procedure", message)


def longer(one: Limit, other: Limit) -> bool:
    """Whether a limit is longer; different units are compared over an ordinary week."""
    if one.unit == other.unit:
        return one.value > other.value
    return one.days() > other.days()


def _fees(sheet: Sheet, problems: Problems) -> None:
    if sheet.fees.charged and not sheet.fees.basis:
        message = "收费须有法律、行政法规依据 / a fee needs a basis in law (行政许可法第五十八条)"
        problems.error(FILE, "fees.basis", "fee_basis", message)
    if sheet.fees.charged and not sheet.fees.decision:
        problems.warning(
            FILE, "fees.decision", "fee_table", "未引用收费决策表 / no decision gives the amount"
        )


def _channels(sheet: Sheet, problems: Problems) -> None:
    if sheet.secret and "online" in sheet.channels:
        problems.error(FILE, "channels", "secret", "涉密事项不得网办 / a secret item must not be online")
    if "window" not in sheet.channels and "online" not in sheet.channels:
        message = "须至少开放窗口或网上申请 / open the window or the online channel"
        problems.error(FILE, "channels", "channels", message)
    if sheet.result.kind == "certificate" and not sheet.result.document:
        problems.error(FILE, "result.document", "result", "证照类结果须指明文书 / name the document")


def _wording(sheet: Sheet, problems: Problems) -> None:
    for element, text in _sentences(sheet):
        vague = [word for word in vocabulary.VAGUE if word in text] or OPEN_LIST.findall(text)
        if vague:
            message = f"含模糊用语 / vague wording “{vague[0]}”: {text[:60]}"
            problems.warning(FILE, element, "vague", message)


def _sentences(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for one in sheet.materials:
        yield one.code, one.name.zh
        yield one.code, one.note.zh
    for position, words in enumerate(sheet.conditions):
        yield f"conditions[{position}]", words.zh
    for position, words in enumerate((*sheet.guide.steps, *sheet.guide.notes)):
        yield f"guide[{position}]", words.zh

"""FEEL while it is typed: whether a text can be compiled, where not, and which names nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from tongban.admin_ui import studio
from tongban.admin_ui.language import N_, _, current
from tongban.admin_ui.session import engine
from tongban.engine import errors, feel, items

pages = Blueprint("studio_feel", __name__, url_prefix="/studio/<draft_id>/feel")
LONGEST = 20_000
MOST_NAMES = 1_000
#: What the compiler expected, in Chinese.
EXPECTED = {
    "an expression": N_("一个字段、数值或文字"),
    "an operator or the end": N_("运算符，或者到此结束"),
    'a closing "': N_("配对的引号"),
    "a name": N_("名称"),
    "a string after @": N_("@ 后面带引号的日期"),
    "'and' between comparisons": N_("两个比较之间的 and"),
    "a type": N_("类型"),
    "the name of a property": N_("属性名"),
    "a named argument": N_("带名称的参数"),
    "a name, number, string or operator": N_("名称、数、文字或运算符"),
}
COMPILERS: Mapping[str, Callable[[str, Collection[str]], Any]] = {
    "expression": feel.expression,
    "tests": feel.unary_tests,
}


@pages.post("/check")
def check(draft_id: str) -> Response:
    """`{ok}`, or `{ok, message, offset}` with the place of the fault, counted in characters of the text."""
    actor = studio.designer()
    text, kind = request.form.get("text", ""), request.form.get("kind", "expression")
    if len(text) > LONGEST or kind not in COMPILERS:
        raise errors.Invalid(errors=[{"field": "text", "message": "不是表达式 / not an expression"}])
    contents = engine().queries.item_draft(actor, draft_id)["contents"]
    path = request.form.get("path", "")
    known = items.names_of(contents, in_form=studio.kind_of(path) == "form")
    more = request.form.getlist("name")[:MOST_NAMES]
    return jsonify(verdict(text, kind, known | set(more)))


def verdict(text: str, kind: str, known: Collection[str]) -> dict[str, Any]:
    """What there is to say of the text, in the reader's language."""
    given = feel.strip(text) if kind == "expression" else text.strip()
    skipped = text.find(given) if given else 0
    try:
        unknown = COMPILERS[kind](given, frozenset(known)).names - set(known)
    except feel.FeelSyntaxError as wrong:
        return {"ok": False, "message": _told(wrong), "offset": skipped + _offset(given, wrong)}
    except feel.FeelError as wrong:
        return {"ok": False, "message": wrong.message, "offset": skipped}
    if unknown:
        name = min(unknown)
        message = _("没有这个字段或函数：{name}", name=name)
        return {"ok": False, "message": message, "offset": skipped + max(given.find(name), 0)}
    return {"ok": True}


def _told(wrong: feel.FeelSyntaxError) -> str:
    expected = _(EXPECTED[wrong.expected]) if wrong.expected in EXPECTED else wrong.expected
    if current() == "en":
        expected = wrong.expected
    if wrong.line > 1:
        return _(
            "第 {line} 行第 {column} 个字处有错，这里应为：{expected}",
            line=wrong.line,
            column=wrong.column,
            expected=expected,
        )
    return _("第 {column} 个字处有错，这里应为：{expected}", column=wrong.column, expected=expected)


def _offset(text: str, wrong: feel.FeelSyntaxError) -> int:
    before = text.split("\n")[: wrong.line - 1]
    return sum(len(line) + 1 for line in before) + wrong.column - 1

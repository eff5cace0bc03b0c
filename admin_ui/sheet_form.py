"""The item sheet as a plain form: every main element a field, lists as rows with one empty row to add another."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tongban.admin_ui.language import N_

EMPTY_ROWS = 1
SEPARATORS = ("、", ",", "，", ";", "；")


@dataclass(frozen=True)
class Entry:
    """One field: `kind` is text, long, number, flag, choice, many (ticked), list (parted by 、) or unit."""

    path: str
    label: str
    kind: str = "text"
    choices: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Rows:
    """A list of the sheet: its place and the fields of each row; the first field filled in makes it a row."""

    path: str
    label: str
    entries: tuple[Entry, ...]


def _both(path: str, zh: str, en: str, kind: str = "text") -> tuple[Entry, Entry]:
    return Entry(f"{path}.zh" if path else "zh", zh, kind), Entry(f"{path}.en" if path else "en", en, kind)


def _limit(name: str, label: str) -> tuple[Entry, Entry]:
    return (
        Entry(f"limits.{name}.value", label, "number"),
        Entry(f"limits.{name}.unit", N_("单位"), "choice", "limit_unit"),
    )


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("名称和编码"),
        (
            *_both("name", N_("事项名称"), N_("英文名称")),
            Entry("basic_code", N_("基本编码（12 位）")),
            Entry(
                "implementation_code",
                N_("实施编码（31 位）"),
                hint=N_("实施机关统一社会信用代码 18 位 + 层级 1 位 + 基本编码"),
            ),
            Entry("code", N_("业务办理项编码（33 位）"), hint=N_("实施编码 + 2 位")),
            Entry("process", N_("事项标识"), hint=N_("与流程图里流程的编号相同，也是网址里的名字")),
            Entry("item_type", N_("事项类型"), "choice", "item_type"),
            Entry("case_kind", N_("办件类型"), "choice", "case_kind"),
            Entry("use_level", N_("行使层级"), "choice", "use_level"),
            Entry("service_objects", N_("服务对象"), "many", "service_objects"),
        ),
    ),
    (
        N_("实施机关"),
        (
            *_both("implementing_body.name", N_("实施机关名称"), N_("实施机关英文名称")),
            Entry("implementing_body.unit", N_("实施单位"), "unit"),
            Entry("implementing_body.uscc", N_("统一社会信用代码")),
            Entry("implementing_body.kind", N_("实施主体性质"), "choice", "body_kind"),
            Entry("accepting_unit", N_("受理单位（窗口）"), "unit"),
        ),
    ),
    (
        N_("时限"),
        (
            *_limit("statutory", N_("法定办结时限")),
            *_limit("promised", N_("承诺办结时限")),
            *_limit("correction", N_("一次性告知补正的时限")),
            *_limit("supplement", N_("申请人补正的时限")),
            *_limit("delivery", N_("送达时限")),
        ),
    ),
    (
        N_("收费和结果"),
        (
            Entry("fees.charged", N_("是否收费"), "flag"),
            Entry("fees.decision", N_("计费的决策表"), hint=N_("收费时填写决策的编号")),
            *_both("fees.explain", N_("收费说明"), N_("收费说明（英文）"), "long"),
            Entry("result.kind", N_("结果类型"), "choice", "result_kind"),
            Entry("result.document", N_("出具的文书"), "choice", "documents"),
            *_both("result.name", N_("结果名称"), N_("结果英文名称")),
            Entry("result.delivery", N_("送达方式"), "many", "delivery"),
        ),
    ),
    (
        N_("怎么办理"),
        (
            Entry("channels", N_("办理渠道"), "many", "channels"),
            Entry("online_depth", N_("网办深度"), "choice", "online_depth"),
            Entry("visits", N_("到办事现场次数"), "number"),
            Entry("contact.phone", N_("咨询电话")),
            Entry("contact.complaint_phone", N_("投诉电话")),
            *_both("contact.address", N_("办理地点"), N_("办理地点（英文）")),
            *_both("contact.hours", N_("办理时间"), N_("办理时间（英文）")),
            *_both("remedies.reconsideration.organ", N_("行政复议机关"), N_("行政复议机关（英文）")),
            *_both("remedies.litigation.court", N_("行政诉讼法院"), N_("行政诉讼法院（英文）")),
        ),
    ),
)
LISTS: tuple[Rows, ...] = (
    Rows(
        "legal_basis",
        N_("设定依据"),
        (
            *_both("law", N_("法律法规名称"), N_("英文名称")),
            Entry("articles", N_("条款"), "list", hint=N_("多条用、分隔")),
            *_both("text", N_("条文"), N_("条文（英文）"), "long"),
        ),
    ),
    Rows("conditions", N_("受理条件"), _both("", N_("条件"), N_("条件（英文）"), "long")),
    Rows(
        "materials",
        N_("申请材料"),
        (
            *_both("name", N_("材料名称"), N_("英文名称")),
            Entry("code", N_("材料编码（34 位）"), hint=N_("实施编码 + 3 位；新材料留空会自动编号")),
            Entry("required", N_("必要"), "flag"),
            Entry("core", N_("缺了不能受理"), "flag"),
            Entry("original", N_("原件份数"), "number"),
            Entry("copies", N_("复印件份数"), "number"),
            Entry("medium", N_("介质"), "choice", "medium"),
            Entry("source", N_("来源"), "choice", "source"),
            Entry("grade", N_("信用等级"), "choice", "grade"),
            Entry("basis", N_("要求提供的依据")),
        ),
    ),
    Rows("guide.steps", N_("办理流程说明"), _both("", N_("说明"), N_("说明（英文）"), "long")),
    Rows("guide.notes", N_("注意事项"), _both("", N_("说明"), N_("说明（英文）"), "long")),
)
NEW_MATERIAL: Mapping[str, Any] = {
    "required": False,
    "core": False,
    "original": 0,
    "copies": 0,
    "medium": "both",
    "source": "applicant",
    "grade": "C",
    "basis": "",
    "files": {"pdf": {"max_bytes": 10_485_760}},
}


def value(data: Any, path: str) -> Any:
    """What stands at a path of the sheet; None when nothing does."""
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def rows(data: Mapping[str, Any], what: Rows) -> list[Mapping[str, Any]]:
    """The rows of a list, with empty ones to fill in."""
    found = value(data, what.path)
    kept = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return [*kept, *({} for _ in range(EMPTY_ROWS))]


def shown(found: Any) -> Any:
    """A value as its control shows it."""
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None else found


def filled(data: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The sheet with what was typed; a field the form did not send stays as it was."""
    made: dict[str, Any] = deepcopy(dict(data))
    for _title, entries in SECTIONS:
        for entry in entries:
            _take(made, entry, entry.path, form)
    for what in LISTS:
        _take_rows(made, what, form)
    return made


def _take_rows(data: dict[str, Any], what: Rows, form: Any) -> None:
    count = form.get(f"{what.path}.count", "")
    if not count.isdecimal() or int(count) > 200:
        return
    before = value(data, what.path)
    kept = [one for one in before if isinstance(one, Mapping)] if isinstance(before, list) else []
    made = []
    for number in range(int(count)):
        name = f"{what.path}.{number}"
        if form.get(f"{name}.remove"):
            continue
        new = number >= len(kept)
        if new and not form.get(f"{name}.{what.entries[0].path}", "").strip():
            continue
        row = deepcopy(dict(kept[number])) if not new else {}
        if new and what.path == "materials":
            row = _new_material(data, [*kept, *made])
        for entry in what.entries:
            _take(row, entry, f"{name}.{entry.path}", form)
        made.append(row)
    if made != kept:
        _put(data, what.path, made)


def _new_material(data: Mapping[str, Any], known: list[Any]) -> dict[str, Any]:
    """The next code; the file rules of the material before."""
    part = str(data.get("implementation_code") or "")
    codes = [str(one.get("code") or "") for one in known]
    numbers = [int(code[-3:]) for code in codes if code[-3:].isdecimal()]
    made = {"code": f"{part}{max(numbers, default=0) + 1:03d}", "name": {}, **deepcopy(dict(NEW_MATERIAL))}
    files = next((one["files"] for one in reversed(known) if one.get("files")), None)
    group = next((one["group"] for one in reversed(known) if one.get("group")), None)
    return {**made, **({"files": files} if files else {}), **({"group": group} if group else {})}


def _take(data: dict[str, Any], entry: Entry, name: str, form: Any) -> None:
    if entry.kind == "many":
        if f"{name}.there" in form:
            _put(data, entry.path, form.getlist(name))
        return
    if name not in form:
        return
    typed = form.get(name, "").replace("\r\n", "\n").strip()
    if typed == str(_as_text(value(data, entry.path))):
        return
    if not typed and (value(data, entry.path) is None or entry.path == "code"):
        return
    _put(data, entry.path, _read(entry, typed))


def _as_text(found: Any) -> Any:
    return "、".join(map(str, found)) if isinstance(found, list) else shown(found)


def _read(entry: Entry, typed: str) -> Any:
    if entry.kind == "flag":
        return typed == "true"
    if entry.kind == "number" and typed.isascii() and typed.isdecimal() and len(typed) < 12:
        return int(typed)
    if entry.kind == "list":
        for sign in SEPARATORS:
            typed = typed.replace(sign, "\n")
        return [one.strip() for one in typed.split("\n") if one.strip()]
    return typed


def _put(data: dict[str, Any], path: str, found: Any) -> None:
    """Set it, or take it away when it is empty text, with what is then empty around it."""
    *way, last = path.split(".")
    there = data
    for step in way:
        inner = there.get(step)
        if not isinstance(inner, dict):
            inner = there[step] = {}
        there = inner
    if found == "":
        there.pop(last, None)
        if way and not there:
            _put(data, ".".join(way), "")
    else:
        there[last] = found

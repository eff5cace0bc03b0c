"""The elements of the item sheet that the form shows: what each is called, how it is typed, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongban.admin_ui.language import N_


@dataclass(frozen=True)
class Entry:
    """One field: `kind` is text, long, number, flag, choice, many (ticked), list (parted by 、), unit, kib, pixels, or
    pairs (a table, a line `name: value` for each).

    `more` fields are folded away until somebody wants them; an `optional` choice may be left out.
    """

    path: str
    label: str
    kind: str = "text"
    choices: str = ""
    hint: str = ""
    more: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Rows:
    """A list of the sheet: its place and the fields of each row; the first field filled in makes it a row.

    `keyed` rows stand in a table of the sheet under the word their field KEYED has. A list `within` an element is
    shown once that element is there.
    """

    path: str
    label: str
    entries: tuple[Entry, ...]
    keyed: bool = False
    within: str = ""


#: The field of keyed rows that is no part of the row but its name.
KEYED = "key"


PIXELS_HINT = N_("宽×高，横竖都算，例如 640×480")


def both(path: str, zh: str, en: str, kind: str = "text") -> tuple[Entry, Entry]:
    return Entry(f"{path}.zh" if path else "zh", zh, kind), Entry(f"{path}.en" if path else "en", en, kind)


def term(path: str, label: str) -> tuple[Entry, Entry]:
    """A limit: a number and its unit."""
    return (
        Entry(f"{path}.value", label, "number"),
        Entry(f"{path}.unit", N_("单位"), "choice", "limit_unit", optional=True),
    )


def _limit(name: str, label: str) -> tuple[Entry, ...]:
    return (
        *term(f"limits.{name}", label),
        Entry(f"limits.{name}.explain.zh", N_("说明"), more=True),
        Entry(f"limits.{name}.explain.en", N_("说明（英文）"), more=True),
    )


def more(*entries: Entry) -> tuple[Entry, ...]:
    return tuple(replace(one, more=True) for one in entries)


def files_of(path: str, told: str = N_("每个文件最多多少 KB；留空就不收这种格式")) -> tuple[Entry, ...]:
    """What files of each format must keep, standing at a path; a format without a size is not taken."""
    found: list[Entry] = []
    for name, called in (
        ("pdf", N_("PDF 最大 KB")),
        ("ofd", N_("OFD 最大 KB")),
        ("jpg", N_("JPG 最大 KB")),
        ("png", N_("PNG 最大 KB")),
    ):
        found.append(Entry(f"{path}.{name}.max_bytes", called, "kib", hint=told))
        if name in ("pdf", "ofd"):
            found.append(Entry(f"{path}.{name}.max_pages", N_("最多页数"), "number"))
            continue
        for which, label in (("min_pixels", N_("最小像素")), ("max_pixels", N_("最大像素"))):
            found.append(Entry(f"{path}.{name}.{which}", label, "pixels", hint=PIXELS_HINT))
    return more(*found)


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("名称和编码"),
        (
            *both("name", N_("事项名称"), N_("英文名称")),
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
            *both("implementing_body.name", N_("实施机关名称"), N_("实施机关英文名称")),
            Entry("implementing_body.unit", N_("实施单位"), "unit"),
            Entry("implementing_body.uscc", N_("统一社会信用代码")),
            Entry("implementing_body.kind", N_("实施主体性质"), "choice", "body_kind"),
            Entry("accepting_unit", N_("受理单位（窗口）"), "unit"),
            Entry("assisting_units", N_("协办单位"), "many", "units"),
        ),
    ),
    (
        N_("时限"),
        (
            *_limit("statutory", N_("法定办结时限")),
            *_limit("promised", N_("承诺办结时限")),
            *_limit("correction", N_("一次性告知补正的时限")),
            *_limit("supplement", N_("申请人补正的时限")),
            Entry("limits.supplement.lapse", N_("逾期不补正"), "choice", "lapse", optional=True),
            *_limit("delivery", N_("送达时限")),
            *_limit("first_review", N_("下级初审时限")),
            Entry(
                "extension.most",
                N_("法定时限最多延长"),
                "number",
                hint=N_("按法定时限的单位；不填按行政许可法"),
            ),
            Entry("extension.level", N_("延长由谁批准"), "choice", "extension_level", optional=True),
            Entry("extension.basis", N_("延长的依据")),
        ),
    ),
    (
        N_("收费和结果"),
        (
            Entry("fees.charged", N_("是否收费"), "flag"),
            Entry("fees.decision", N_("计费的决策表"), hint=N_("收费时填写决策的编号")),
            *both("fees.explain", N_("收费说明"), N_("收费说明（英文）"), "long"),
            Entry("result.kind", N_("结果类型"), "choice", "result_kind"),
            Entry("result.document", N_("出具的文书"), "choice", "documents"),
            *both("result.name", N_("结果名称"), N_("结果英文名称")),
            *both("result.validity", N_("有效期说明"), N_("有效期说明（英文）")),
            Entry("result.delivery", N_("送达方式"), "many", "delivery"),
        ),
    ),
    (
        N_("怎么办理"),
        (
            Entry("channels", N_("办理渠道"), "many", "channels"),
            Entry("online_depth", N_("网办深度"), "choice", "online_depth"),
            Entry("visits", N_("到办事现场次数"), "number"),
            Entry("secret", N_("涉密，不能网上办"), "flag", optional=True),
            Entry("count_applications", N_("流程要知道申请人今年申请过几次"), "flag", optional=True),
            Entry("contact.phone", N_("咨询电话")),
            Entry("contact.complaint_phone", N_("投诉电话")),
            *both("contact.address", N_("办理地点"), N_("办理地点（英文）")),
            *both("contact.hours", N_("办理时间"), N_("办理时间（英文）")),
            Entry("contact.url", N_("网址")),
            *both("remedies.reconsideration.organ", N_("行政复议机关"), N_("行政复议机关（英文）")),
            *term("remedies.reconsideration.term", N_("行政复议期限")),
            *both("remedies.litigation.court", N_("行政诉讼法院"), N_("行政诉讼法院（英文）")),
            *term("remedies.litigation.term", N_("行政诉讼期限")),
        ),
    ),
    (
        N_("容缺、承诺、异地和上报"),
        (
            *term("tolerant.limit", N_("容缺材料补交期限")),
            Entry("tolerant.lapse", N_("逾期不补交"), "choice", "tolerant_lapse", optional=True),
            *both("commitment.duty", N_("告知承诺：告知的义务"), N_("告知的义务（英文）"), "long"),
            *both("commitment.liability", N_("告知承诺：不实的责任"), N_("不实的责任（英文）"), "long"),
            *term("commitment.check", N_("告知承诺：事后核查期限")),
            Entry(
                "elsewhere.regions", N_("可以异地受理的区划"), "list", hint=N_("六位区划代码，多个用、分隔")
            ),
            Entry("forwarding.unit", N_("先由哪个下级单位受理并上报"), "unit", optional=True),
        ),
    ),
)
LISTS: tuple[Rows, ...] = (
    Rows(
        "legal_basis",
        N_("设定依据"),
        (
            *both("law", N_("法律法规名称"), N_("英文名称")),
            Entry("articles", N_("条款"), "list", hint=N_("多条用、分隔")),
            *both("text", N_("条文"), N_("条文（英文）"), "long"),
        ),
    ),
    Rows("keywords", N_("大家怎么叫它（按这些话也能找到）"), both("", N_("说法"), N_("说法（英文）"))),
    Rows("conditions", N_("受理条件"), both("", N_("条件"), N_("条件（英文）"), "long")),
    Rows(
        "materials",
        N_("申请材料"),
        (
            *both("name", N_("材料名称"), N_("英文名称")),
            Entry("code", N_("材料编码（34 位）"), hint=N_("实施编码 + 3 位；新材料留空会自动编号")),
            Entry("required", N_("必要"), "flag"),
            Entry("core", N_("缺了不能受理"), "flag"),
            Entry("original", N_("原件份数"), "number"),
            Entry("copies", N_("复印件份数"), "number"),
            Entry("medium", N_("介质"), "choice", "medium"),
            Entry("source", N_("来源"), "choice", "source"),
            Entry("grade", N_("信用等级"), "choice", "grade"),
            Entry("basis", N_("要求提供的依据")),
            *more(
                Entry("group", N_("所属材料包"), hint=N_("材料包的标识")),
                *both("issuer", N_("出具单位"), N_("出具单位（英文）")),
                Entry("seal", N_("要盖章"), "flag", optional=True),
                *both("note", N_("填报须知"), N_("填报须知（英文）"), "long"),
                *both("commitment", N_("可以用什么承诺代替"), N_("可以用什么承诺代替（英文）"), "long"),
            ),
            *files_of("files"),
        ),
    ),
    Rows(
        "material_groups",
        N_("材料包"),
        (Entry("key", N_("标识")), *both("name", N_("名称"), N_("英文名称"))),
    ),
    Rows(
        "fees.basis",
        N_("收费依据"),
        (
            *both("law", N_("法律法规名称"), N_("英文名称")),
            Entry("articles", N_("条款"), "list", hint=N_("多条用、分隔")),
            *both("text", N_("条文"), N_("条文（英文）"), "long"),
        ),
    ),
    Rows(
        "special_procedures",
        N_("特别程序（不计入时限）"),
        (
            Entry("kind", N_("标识"), hint=N_("例如 hearing、inspection、expert_review")),
            *both("name", N_("名称"), N_("英文名称")),
            Entry("days", N_("天数"), "number"),
        ),
    ),
    Rows("guide.steps", N_("办理流程说明"), both("", N_("说明"), N_("说明（英文）"), "long")),
    Rows(
        "guide.questions",
        N_("常见问题"),
        (
            *both("question", N_("问题"), N_("问题（英文）")),
            *both("answer", N_("回答"), N_("回答（英文）"), "long"),
        ),
    ),
    Rows(
        "eligibility",
        N_("申请前自查"),
        (
            Entry("key", N_("标识")),
            *both("question", N_("问题"), N_("问题（英文）")),
            Entry("eligible", N_("怎样算符合"), hint=N_("FEEL，用各问题的标识，例如 = is_company")),
            *both("otherwise", N_("不符合时说什么"), N_("不符合时说什么（英文）"), "long"),
        ),
    ),
    Rows("guide.notes", N_("注意事项"), both("", N_("说明"), N_("说明（英文）"), "long")),
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

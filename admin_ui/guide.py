"""The guide 办事指南: an item's sheet, the same the engine runs, put into the order people read it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tongban.admin_ui import wording
from tongban.admin_ui.language import N_, _, current, text

Sheet = Mapping[str, Any]
NUMERALS = "零一二三四五六七八九"
#: An article of a law, with its paragraph and its item.
ARTICLE = re.compile("第(N+)条(?:第(N+)款)?(?:第（(N+)）项)?".replace("N", f"[{NUMERALS}十百]"))
SERVICE_OBJECTS = {
    "1": N_("自然人"),
    "2": N_("企业法人"),
    "3": N_("事业法人"),
    "4": N_("社会组织法人"),
    "5": N_("行政机关"),
    "6": N_("其他组织"),
}
CASE_KINDS = {"immediate": N_("即办件"), "promise": N_("承诺件"), "joint": N_("联办件")}
ITEM_TYPES = {
    "01": N_("行政许可"),
    "05": N_("行政给付"),
    "07": N_("行政确认"),
    "10": N_("其他行政权力"),
    "20": N_("公共服务"),
}
DELIVERIES = {"pickup": N_("窗口领取"), "post": N_("邮寄送达"), "online": N_("网上下载")}
MEDIA = {"both": N_("纸质或电子"), "paper": N_("仅纸质"), "electronic": N_("仅电子")}
SOURCES = {"applicant": N_("申请人自备"), "organ": N_("政府部门核发"), "third_party": N_("第三方机构出具")}


def limit(value: Any) -> str:
    """A time limit in words; an item decided on the spot has none."""
    if not isinstance(value, Mapping) or value.get("value") is None:
        return ""
    return wording.counted(wording.CLOCK_UNITS.get(value["unit"], "{n}"), value["value"])


def highlights(sheet: Sheet) -> list[tuple[str, str]]:
    """What everybody asks first."""
    limits = sheet.get("limits") or {}
    fees = sheet.get("fees") or {}
    at_once = sheet.get("case_kind") == "immediate"
    found = [
        (_("承诺时限"), _("当场办结") if at_once else limit(limits.get("promised"))),
        (_("法定时限"), limit(limits.get("statutory"))),
        (_("是否收费"), _("收费") if fees.get("charged") else _("不收费")),
        (_("跑现场次数"), _("{n} 次", n=sheet["visits"]) if "visits" in sheet else ""),
        (_("必要材料"), _("{n} 份", n=sum(bool(one.get("required")) for one in sheet.get("materials", ())))),
    ]
    return [(label, value) for label, value in found if value]


def basics(sheet: Sheet) -> list[tuple[str, str]]:
    """The elements of the national catalogue."""
    contact, result = sheet.get("contact") or {}, sheet.get("result") or {}
    found = [
        (_("事项编码"), str(sheet.get("code", ""))),
        (_("实施机关"), text(sheet.get("implementing_body"))),
        (_("事项类型"), wording.word(ITEM_TYPES, sheet.get("item_type"))),
        (_("办件类型"), wording.word(CASE_KINDS, sheet.get("case_kind"))),
        (_("服务对象"), listed(SERVICE_OBJECTS, sheet.get("service_objects"))),
        (_("办理渠道"), listed(wording.CHANNELS, sheet.get("channels"))),
        (_("办理结果"), text(result)),
        (_("结果送达"), listed(DELIVERIES, result.get("delivery"))),
        (_("办理地点"), text(contact.get("address"))),
        (_("办理时间"), text(contact.get("hours"))),
        (_("咨询电话"), str(contact.get("phone", ""))),
        (_("监督投诉电话"), str(contact.get("complaint_phone", ""))),
    ]
    return [(label, value) for label, value in found if value]


def listed(table: Mapping[str, str], codes: Any) -> str:
    """Several codes in words."""
    return _("、").join(wording.word(table, str(code)) for code in codes or ())


def sections(sheet: Sheet) -> list[dict[str, Any]]:
    """Everything else, chapter by chapter; an empty chapter is left out."""
    guide, fees, result = sheet.get("guide") or {}, sheet.get("fees") or {}, sheet.get("result") or {}
    chapters: list[tuple[str, Iterable[str]]] = [
        (_("设立依据"), map(law, sheet.get("legal_basis") or ())),
        (_("受理条件"), map(text, sheet.get("conditions") or ())),
        (_("办理程序"), map(text, guide.get("steps") or ())),
        (_("收费标准"), [text(fees.get("explain")), *map(law, fees.get("basis") or ())]),
        (_("时限说明"), [text((one or {}).get("explain")) for one in (sheet.get("limits") or {}).values()]),
        (_("结果有效期"), [text(result.get("validity"))]),
        (_("注意事项"), map(text, guide.get("notes") or ())),
        (_("常见问题"), map(question, guide.get("questions") or ())),
        (_("救济途径"), remedies(sheet.get("remedies") or {})),
    ]
    told = [{"title": title, "lines": [line for line in lines if line]} for title, lines in chapters]
    return [chapter for chapter in told if chapter["lines"]]


def law(one: Sheet) -> str:
    """A legal basis with its articles and what they say."""
    head = _("《{law}》", law=text(one.get("law"))) + articles(one.get("articles") or ())
    return _("{law}：{text}", law=head, text=text(one["text"])) if one.get("text") else head


def articles(named: Iterable[str]) -> str:
    """The articles of a law; in English those that are numbered in the usual way by figures."""
    if current() != "en":
        return "、".join(named)
    told = [(article, ARTICLE.fullmatch(article)) for article in named]
    return ", ".join(in_figures(found) if found else article for article, found in told)


def in_figures(article: re.Match[str]) -> str:
    """Article 32(1)(4) for 第三十二条第一款第（四）项."""
    numbers = [str(figure(one)) for one in article.groups() if one]
    return f"Article {numbers[0]}" + "".join(f"({one})" for one in numbers[1:])


def figure(numeral: str) -> int:
    """The number a Chinese numeral below a thousand stands for."""
    whole = rest = 0
    for character in numeral:
        unit = {"十": 10, "百": 100}.get(character)
        if unit:
            whole, rest = whole + (rest or 1) * unit, 0
        else:
            rest = NUMERALS.index(character)
    return whole + rest


def question(one: Sheet) -> str:
    """A question that is often asked, with its answer."""
    return _("问：{question} 答：{answer}", question=text(one["question"]), answer=text(one["answer"]))


def remedies(known: Sheet) -> list[str]:
    """Where to turn against a decision, and until when."""
    review, court = known.get("reconsideration"), known.get("litigation")
    told = []
    if review:
        told.append(
            _(
                "对决定不服的，可以在 {term} 内向{organ}申请行政复议。",
                term=limit(review["term"]),
                organ=text(review["organ"]),
            )
        )
    if court:
        told.append(
            _(
                "也可以在 {term} 内向{court}提起行政诉讼。",
                term=limit(court["term"]),
                court=text(court["court"]),
            )
        )
    return told


def materials(sheet: Sheet) -> list[dict[str, Any]]:
    """The material list with each line's rules in words and what a file field accepts."""
    return [
        {**one, "rules": _("；").join(rules(one)), "accept": ",".join(f".{kind}" for kind in formats(one))}
        for one in sheet.get("materials") or ()
    ]


def formats(material: Sheet) -> list[str]:
    """The file formats a line takes."""
    kinds = [kind for kind in material.get("files") or () if isinstance(kind, str)]
    return [*kinds, "jpeg"] if "jpg" in kinds else kinds


def rules(material: Sheet) -> Iterable[str]:
    """What a line asks for, one sentence each."""
    if material.get("medium") in MEDIA:
        yield wording.word(MEDIA, material["medium"])
    if material.get("original"):
        yield _("原件 {n} 份", n=material["original"])
    if material.get("copies"):
        yield _("复印件 {n} 份", n=material["copies"])
    if material.get("source") in SOURCES:
        yield wording.word(SOURCES, material["source"])
    files = material.get("files") or {}
    for kind in files:
        yield file_rule(kind, files[kind] or {})
    if material.get("note"):
        yield text(material["note"])


def file_rule(kind: str, rule: Sheet) -> str:
    """One file format with its limits."""
    parts = [kind.upper()]
    if rule.get("min_pixels") and rule.get("max_pixels"):
        low, high = ("×".join(map(str, rule[key])) for key in ("min_pixels", "max_pixels"))
        parts.append(_("{low} 至 {high} 像素", low=low, high=high))
    if rule.get("max_bytes"):
        parts.append(_("不超过 {size}", size=wording.size(rule["max_bytes"])))
    return " ".join(parts)

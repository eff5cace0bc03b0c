"""The exchange events as a file: CSV that a spreadsheet opens, or XML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

#: Column of the CSV and element of the XML, by the name in JSON.
COLUMNS = {
    "serial": "流水号",
    "code": "事件代码",
    "name": "事件",
    "result": "结果代码",
    "meaning": "结果",
    "case_no": "申办流水号",
    "unit": "部门编码",
    "unit_name": "部门",
    "item": "事项编码",
    "handler": "办理人账号",
    "handler_name": "办理人",
    "at": "时间",
    "opinion": "意见",
    "approver": "批准人",
    "days": "天数",
    "list": "补交清单",
}
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(items: Sequence[Mapping[str, Any]]) -> bytes:
    """UTF-8 with a byte order mark and a line of headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for item in items:
        writer.writerow(_harmless(_text(item[name])) for name in COLUMNS)
    return out.getvalue().encode("utf-8-sig")


def as_xml(answer: Mapping[str, Any]) -> bytes:
    """`<events after more>` with an `<event>` for each, its members as elements."""
    root = etree.Element("events", after=answer["after"], more=str(answer["more"]).lower())
    for item in answer["items"]:
        event = etree.SubElement(root, "event", code=str(item["code"]))
        for name in COLUMNS:
            if name != "code" and item[name] not in (None, "", []):
                etree.SubElement(event, name).text = _fit(_text(item[name]))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """What a spreadsheet would compute is text to it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _fit(text: str) -> str:
    """Without what XML 1.0 cannot hold."""
    return UNFIT.sub("", text)

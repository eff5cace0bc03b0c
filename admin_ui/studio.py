"""What the studio's pages share: who may come in, the items to begin with, and how a draft and its problems are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for

from tongban.admin_ui.language import N_, half
from tongban.admin_ui.session import designs, engine, person
from tongban.api.demonstration import content_folder
from tongban.engine import Actor, errors, items

SHEET, FLOW = "item.yaml", "flow.bpmn"
#: Files with an editor of their own beside the one for text.
DRAWN = {"form": "ui.studio_form.show", "tables": "ui.studio_rules.show"}
#: Shipped items to begin with: folder, what it is, what it shows.
TEMPLATES = {
    "sole-trader-registration": (N_("即办件"), N_("窗口当场审查、当场决定、当场发证。")),
    "seal-filing": (N_("承诺件：逐级办理"), N_("窗口受理，部门审核，负责人决定，出件送达。")),
    "construction-permit": (N_("承诺件：科室并联"), N_("多科室并联会签，分级审批，收费、制证，可补正。")),
    "bookshop-opening": (N_("联办件"), N_("一件事一次办：一次申请，多部门并联办理。")),
    "farm-subsidy": (N_("分段办理"), N_("村级受理，镇级初审、公示、复核，财政打款。")),
    "service-complaint": (N_("投诉件"), N_("受理或告知，转承办单位办理，限期答复，满意度回访。")),
}
LINE = re.compile(r"line (\d+)")
KEY = re.compile(r"(.*?)\[(\d+)\]")


def designer() -> Actor:
    """The signed-in person, if they may design items."""
    actor: Actor = person()
    if not designs():
        raise errors.NotAllowed
    return actor


def publishes_directly() -> bool:
    """Whether the reader may publish past the process of publication."""
    return bool(person().is_admin or engine().settings.direct_publishing)


def template_files(name: str) -> dict[str, bytes]:
    """The files of a shipped item."""
    if name not in TEMPLATES:
        raise errors.NotFound(template=name)
    return items.read_folder(content_folder() / name)


def opened(draft_id: str) -> dict[str, Any]:
    """The draft with its files, its problems told, and a kind for every file."""
    draft: dict[str, Any] = engine().queries.item_draft(designer(), draft_id)
    draft["problems"] = told(draft, draft["problems"])
    draft["parts"] = [part(draft, file) for file in draft["files"]]
    draft["direct"] = publishes_directly()
    return draft


def part(draft: Mapping[str, Any], file: Mapping[str, Any]) -> dict[str, Any]:
    """One file with what it is, where it is edited and how many errors and warnings it has."""
    path = str(file["path"])
    mine = [one for one in draft["problems"] if one["file"] == path]
    return {
        **file,
        "kind": kind_of(path),
        "editor": editor(draft["id"], path),
        "errors": sum(one["severity"] == "error" for one in mine),
        "warnings": sum(one["severity"] == "warning" for one in mine),
    }


def kind_of(path: str) -> str:
    """What a file of the folder is."""
    if path in (SHEET, FLOW):
        return {SHEET: "sheet", FLOW: "flow"}[path]
    if path == "form.json" or (path.startswith("forms/") and path.endswith(".json")):
        return "form"
    if path.endswith(".dmn"):
        return "tables"
    return "sample" if path.startswith("samples/") else "other"


def editor(draft_id: str, path: str, element: str | None = None) -> str:
    """Where a file is edited, at the element if that can be shown."""
    if path == FLOW:
        return url_for("ui.studio_flow.show", draft_id=draft_id, element=element)
    if path == SHEET and not (element or "").startswith("line"):
        return url_for("ui.studio_sheet.show", draft_id=draft_id)
    if kind_of(path) in DRAWN and not (element or "").startswith("line"):
        return url_for(DRAWN[kind_of(path)], draft_id=draft_id, path=path, element=element)
    return url_for("ui.studio_files.show", draft_id=draft_id, path=path)


def told(draft: Mapping[str, Any], problems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Problems in the reader's language, with the line they are on and where to mend them."""
    found = []
    for one in problems:
        path, element = str(one.get("file") or ""), one.get("element")
        content = draft["contents"].get(path)
        there = editor(draft["id"], path, element) if content is not None else ""
        line = line_of(content, element) if content is not None and path != FLOW else 0
        found.append({**one, "message": half(str(one["message"])), "editor": there, "line": line})
    return found


def line_of(content: bytes, element: str | None) -> int:
    """The line a problem is on: given as such, else where the last name of its path stands; 0 when unknown."""
    if not element:
        return 0
    given = LINE.fullmatch(element)
    if given:
        return int(given[1])
    lines = content.decode("utf-8", "replace").splitlines()
    at = 0
    for step in re.split(r"[.\[]", element.replace("]", "")):
        if step.isdigit():
            at = _entry(lines, at, int(step))
            continue
        wanted = re.compile(rf'(^|[\s{{,"]){re.escape(step)}"?\s*[:"]')
        at = next((no for no in range(at, len(lines)) if wanted.search(lines[no])), at)
    return (
        at + 1
        if any(step in (lines[at] if lines else "") for step in re.split(r"[.\[\]]+", element)[-2:])
        else 0
    )


def _entry(lines: list[str], start: int, number: int) -> int:
    """The line of an entry of the YAML list that begins below `start`."""
    dashes = [
        (no, len(line) - len(line.lstrip()))
        for no, line in enumerate(lines)
        if no > start and line.lstrip().startswith("- ")
    ]
    if not dashes:
        return start
    mine = [no for no, indent in dashes if indent == dashes[0][1]]
    return mine[number] if number < len(mine) else start


def revision_read() -> int:
    """The revision the page was made from."""
    given = request.form.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1

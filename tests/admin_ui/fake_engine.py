"""An engine that answers from a table: the shapes of the door, made-up people, and a record of every command."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from lxml import etree

from admin_ui.fake_desk import DESK, TIMELINE
from admin_ui.fake_directory import NOTHING_SAID, STEPS, TARGETS, people_named
from tongban import processes
from tongban.engine import Actor, Holding, SignOut, errors

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
CLERK = Actor("wang.window", "王晓窗", holdings=(Holding("zwzx-window", "window_clerk", "zwzx"),))
CHIEF = Actor("admin", "系统管理员", holdings=(Holding("zwzx-system", "sys_admin", "zwzx"),))
APPLICANT = Actor("lin.applicant", "林小禾", roles=frozenset({"applicant"}), kind="applicant")
PEOPLE = {actor.id: actor for actor in (CLERK, CHIEF, APPLICANT)}
CASE_NO = "11429900MB0000019Y26112000001"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ITEM_FOLDER = Path(processes.__path__[0]) / "construction-permit"
SHEET: dict[str, Any] = yaml.safe_load((ITEM_FOLDER / "item.yaml").read_text("utf-8"))
FORM: dict[str, Any] = json.loads((ITEM_FOLDER / "form.json").read_text("utf-8"))
CHECK_FORM: dict[str, Any] = json.loads((ITEM_FOLDER / "forms" / "first_check.json").read_text("utf-8"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TB = "{https://tongban.org/schema/bpmn/1.0}"


def a_task(no: int = 1, **changed: Any) -> dict[str, Any]:
    """A row of the inbox, which is also what can be read of one task."""
    return {
        "id": f"task{no:016d}",
        "element": "section_review",
        "name": "科室并联审查",
        "name_en": "Review by the sections",
        "instance_id": "instance000000000001",
        "process": "construction-permit",
        "case_no": CASE_NO,
        "item": {"code": "0116", "name": "建筑工程施工许可证核发", "name_en": "Construction permit"},
        "applicant_name": "临江筑梦房地产开发有限公司",
        "state": "claimed",
        "assignee": CLERK.id,
        "assignee_name": CLERK.name,
        "holders": [{"name": CLERK.name, "name_en": "Wang Xiaochuang"}],
        "owner": None,
        "part": None,
        "held": None,
        "draft": None,
        "candidates": {"users": [], "groups": ["window_clerk"]},
        "form": "first_check",
        "form_schema": CHECK_FORM,
        "field_access": {},
        "data": {},
        "due": NOW + timedelta(days=3),
        "days_left": 3,
        "light": "green",
        "created_at": NOW - timedelta(days=1),
        "operations": ["complete", "release"],
        "outcomes": [
            {"id": "agree", "name": "同意", "name_en": "Agree", "kind": "approve", "opinion": "required"},
            {"id": "refuse", "name": "不同意", "name_en": "Object", "kind": "reject", "opinion": "required"},
        ],
        "review_points": [
            {"id": "permit", "name": "规划许可证在有效期内", "name_en": "The planning permit is in force"},
            {"id": "funds", "name": "建设资金已落实", "name_en": "Funds are in place"},
        ],
        "outcome": None,
        "outcome_name": None,
        "outcome_name_en": None,
        "completed_at": None,
        "acts_for": None,
        "acts_for_name": None,
        "draft_at": None,
        "copied": None,
        "closed_operations": [],
        **changed,
    }


def a_case(**changed: Any) -> dict[str, Any]:
    """A case under review."""
    item = {"code": "0116", "name": "建筑工程施工许可证核发", "name_en": "Construction permit"}
    return {
        "case_no": CASE_NO,
        "item": item,
        "state": "under_review",
        "channel": "online",
        "applicant": {
            "kind": "organisation",
            "name": "临江筑梦房地产开发有限公司",
            "id_type": "uscc",
            "id_no": "91429900MA00000158",
            "contact": {"name": "宋代办", "phone": "13900000002"},
        },
        "applicant_name": "临江筑梦房地产开发有限公司",
        "agent": None,
        "form_schema": FORM,
        "form": {"project_name": "筑梦家园一期", "project_address": "临江市东湖路18号", "floor_area": 12800},
        "progress_code": "K7P29QXM",
        "registered_at": NOW - timedelta(days=4),
        "clocks": [
            {"kind": "promised", "name": "承诺办结时限", "name_en": "Promised limit", "limit": 5, "unit": "workday",
             "state": "running", "due": NOW + timedelta(days=5), "days_left": 3, "light": "green"},
            {"kind": "statutory", "name": "法定办结时限", "name_en": "Legal limit", "limit": 7, "unit": "day",
             "state": "running", "due": NOW + timedelta(days=7), "days_left": 1, "light": "amber"},
        ],
        "materials": [
            {"code": "M1", "name": "施工许可申请表", "name_en": "Application form", "required": True,
             "file_name": "申请表.png", "media_type": "image/png", "size": 81234},
            {"code": "M2", "name": "资金保函", "name_en": "Bank guarantee", "required": False, "file_name": None,
             "media_type": None, "size": None},
        ],
        "opinions": [
            {"element": "first_check", "name": "初审受理", "name_en": "First check", "by": "wang.window",
             "by_name": "王晓窗", "at": NOW - timedelta(days=2), "outcome": "accept", "outcome_name": "受理",
             "outcome_name_en": "Accept", "outcome_kind": "approve", "on_behalf_of": None,
             "opinion": "材料齐全，符合法定形式，予以受理。"},
        ],
        "documents": [
            {"id": "document000000000001", "type": "receipt_voucher", "title": "收件凭证", "title_en": "Receipt",
             "number": "临住建收〔2026〕1号", "created_at": NOW - timedelta(days=4)},
        ],
        "tasks": [a_task()],
        "operations": ["attach", "withdraw"],
        "sub_cases": [],
        **changed,
    }  # fmt: skip


@cache
def a_diagram() -> dict[str, Any]:
    """The item's own chart: checked at the window, now with the sections."""
    chart = (ITEM_FOLDER / "flow.bpmn").read_bytes()
    states = {"application": "completed", "first_check": "completed", "section_review": "active"}
    steps = []
    for node in etree.fromstring(chart).iter(f"{BPMN}startEvent", f"{BPMN}userTask", f"{BPMN}endEvent"):
        element = node.get("id")
        label = node.find(f"{BPMN}extensionElements/{TB}label")
        active = states.get(element) == "active"
        steps.append(
            {
                "element": element,
                "type": etree.QName(node).localname,
                "name": node.get("name"),
                "name_en": label.get("name") if label is not None else None,
                "state": states.get(element, "waiting"),
                "handlers": [{"name": "王晓窗", "name_en": "Wang Xiaochuang"}] if active else [],
                "done_by": [{"name": "宋代办", "name_en": "Song Daiban"}]
                if states.get(element) == "completed"
                else [],
                "days_left": 3 if active else None,
                "due": NOW if active else None,
                "ended_at": NOW - timedelta(days=2) if states.get(element) == "completed" else None,
            }
        )
    return {"xml": chart.decode(), "flows": ["application_to_first_check"], "steps": steps}


ITEM = {
    "code": SHEET["code"],
    "name": SHEET["name"]["zh"],
    "name_en": SHEET["name"]["en"],
    "unit": {
        "code": "zjj",
        "name": "临江市住房和城乡建设局",
        "name_en": "Linjiang Housing and Construction Bureau",
    },
}


def a_guide() -> dict[str, Any]:
    """The item's own sheet, form and chart."""
    return {**SHEET, "online": True, "form": FORM, "diagram": a_diagram()}


def a_progress(case_no: str, code: str) -> dict[str, Any]:
    """What anybody with number and code may see."""
    if (case_no, code) != (CASE_NO, "K7P29QXM"):
        raise errors.NotFound
    head = a_case()
    return {
        **{name: head[name] for name in ("case_no", "item", "state", "registered_at")},
        "applicant_name": "临**********司",
        "accepted_at": NOW - timedelta(days=2),
        "decided_at": None,
        "closed_at": None,
        "current_steps": [{"name": "科室并联审查", "name_en": "Review by the sections"}],
        "clocks": [
            {
                "kind": "promised",
                "name": "承诺办结时限",
                "name_en": "Promised limit",
                "unit": "workday",
                "limit": 5,
                "state": "running",
                "due": "2026-11-25",
                "days_left": 3,
            },
        ],
    }


def ticked_rows(actor: Actor, ids: list[str]) -> dict[str, Any]:
    """The rows somebody ticked, all at one step."""
    return {"items": [a_task(int(one.removeprefix("task"))) for one in ids]}


class Queries:
    """Every question answered from `answers`, by name."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def __getattr__(self, name: str) -> Any:
        def ask(*args: Any, **kwargs: Any) -> Any:
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer(*args, **kwargs) if callable(answer) else answer

        return ask


class FakeEngine:
    """The door with prepared answers; `done` holds the commands it was given."""

    def __init__(self, **answers: Any) -> None:
        self.done: list[Any] = []
        self.refuse: errors.EngineError | None = None
        self.settings = SimpleNamespace(demo=False, embedded=False)
        self.single_sign_on = SimpleNamespace(providers=[], leave=self.leave)
        self.queries = Queries(
            {
                "inbox": {"items": [a_task(), a_task(2, days_left=-2, light="red")], "next_cursor": None},
                **DESK,
                "inbox_counts": {"mine": 2, "pool": 1, "done": 0, "cc": 0, "messages": 1},
                "case": a_case(),
                "task": a_task(),
                "diagram": a_diagram(),
                "timeline": {"items": TIMELINE, "next_cursor": None},
                "items": {"items": [ITEM], "next_cursor": None},
                "guide": a_guide(),
                "cases": {"items": [a_case()], "next_cursor": None},
                "messages": {"items": [], "next_cursor": None},
                "material_file": (PIXEL, "image/png", "申请表.png"),
                "document_pdf": (b"%PDF-1.7", "收件凭证.pdf"),
                "public_progress": a_progress,
                "verify_document": errors.NotFound(),
                "definitions": {"items": [], "next_cursor": None},
                "process_overview": {"items": [], "next_cursor": None},
                "instances": {"items": [], "next_cursor": None},
                "people": people_named,
                "application_draft": None,
                "corrections": [],
                "application_drafts": [],
                "reusable": {},
                "own_identity": None,
                "units": {"items": [{"code": "zjj", "name": "住建局", "name_en": "Housing bureau"}]},
                "task_record": NOTHING_SAID,
                "return_targets": {"items": TARGETS},
                "phrases": {"items": []},
                "waiting_jumps": 0,
                "jump_targets": {"items": STEPS},
                "inbox_rows": ticked_rows,
                "proxies": {"items": [], "next_cursor": None},
                "jumps": {"items": [], "next_cursor": None},
                "belongings": {"held": 3, "owned": 1, "offered": 0, "proxies": 2},
                **answers,
            }
        )

    def leave(self, session: str, actor: Any) -> None:
        """Nobody vouched for the session."""
        self.execute(SignOut(session), actor)

    @property
    def now(self) -> datetime:
        return NOW

    def actor_of_session(self, session: str) -> Actor | None:
        return PEOPLE.get(session.removeprefix("session-"))

    def execute(self, command: Any, actor: Any, once: Any = None) -> dict[str, Any]:
        self.done.append(command)
        if self.refuse is not None:
            raise self.refuse
        name = type(command).__name__
        if name == "SignIn":
            if command.username not in PEOPLE or command.password != "tongban-demo":
                raise errors.NotSignedIn
            return {"session": f"session-{command.username}"}
        return a_case() if name == "RegisterCase" else {}

"""One department's line on the board of a joint case, and the stages drawn from the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import items
from tongban.engine.domain.case_state import label
from tongban.engine.domain.joint import GRANTED, MEMBER_STATES, NEGATIVE, OVER, RESULT_WORDS
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.items.joint import Joint, Member
from tongban.engine.ports import Case, Document, JointMember, Material, Subscription, Task
from tongban.engine.queries.groups import Name, holders_of
from tongban.engine.use_cases.views import english_name

# The most urgent light of a line's clocks speaks for it.
LIGHTS = ("red", "amber", "paused", "green")
SAID_MOST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of one sub-case; `clocks` are shaped already, `waits_for` keys of members."""

    row: JointMember
    case: Case
    item: items.Item
    spec: Member | None
    tasks: list[Task]
    clocks: list[dict[str, Any]]
    materials: list[Material]
    documents: list[Document]
    waits: list[Subscription]
    waits_for: list[str]


def line_of(
    line: Line, called: Mapping[str, Name], units: Mapping[str, Name], inside: bool
) -> dict[str, Any]:
    """The line as an answer; `inside` also names people and tells what was said."""
    row, case = line.row, line.case
    unit = units.get(row.unit, (row.unit, row.unit))
    zh, en = MEMBER_STATES[row.state]
    result = case.result if row.state != "cancelled" or case.result != "terminated" else "cancelled"
    shown = {
        "key": row.key,
        "case_no": case.case_no,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en},
        "unit": {"code": row.unit, "name": unit[0], "name_en": unit[1]},
        "stage": row.stage,
        "round": row.round,
        "state": case.state,
        "state_name": label(case.state),
        "state_name_en": label(case.state, "en"),
        "member_state": row.state,
        "member_state_name": zh,
        "member_state_name_en": en,
        "result": case.result,
        "result_name": RESULT_WORDS.get(result or "", (None, None))[0],
        "result_name_en": RESULT_WORDS.get(result or "", (None, None))[1],
        "light": _light(line),
        "clocks": [clock for clock in line.clocks if clock["state"] != "stopped"],
        "waits_for": line.waits_for,
        "begun_at": row.begun_at,
        "ended_at": row.ended_at,
        "documents": [
            {
                "id": one.id,
                "type": one.type,
                "number": one.number,
                "title": one.title,
                "title_en": one.title_en,
            }
            for one in line.documents
        ],
    }
    return shown | (_inside(line, called) if inside else _outside(line))


def _inside(line: Line, called: Mapping[str, Name]) -> dict[str, Any]:
    row = line.row
    elements = line.item.process.elements
    return {
        "steps": [
            {
                "task_id": task.id,
                "name": task.name,
                "name_en": english_name(elements[task.element]) if task.element in elements else None,
                "due": task.due,
                "holders": [named(called, ref) for ref in holders_of(task)],
            }
            for task in line.tasks
            if task.state in TASK_OPEN
        ],
        "waits_in": [
            {
                "name": elements[wait.element].name,
                "name_en": english_name(elements[wait.element]),
            }
            for wait in line.waits
            if wait.element in elements
        ],
        "opinions": [_opinion(task, line, called) for task in line.tasks if task.state == "completed"][
            :SAID_MOST
        ],
        "materials": [
            {
                "code": one.code,
                "name": one.name,
                "file_name": one.file_name,
                "shared": one.shared_from is not None,
                "result": one.document_id is not None,
            }
            for one in line.materials
        ],
        "deemed": row.deemed,
        "silence": bool(line.spec and line.spec.silence),
        "reason": row.reason,
        "read_by": named(called, f"user:{row.read_by}") if row.read_by else None,
        "read_at": row.read_at,
        "committed_at": row.committed_at,
    }


def _outside(line: Line) -> dict[str, Any]:
    """For the applicant: which step it is at, nothing of who said what."""
    elements = line.item.process.elements
    return {
        "steps": [
            {
                "name": task.name,
                "name_en": english_name(elements[task.element]) if task.element in elements else None,
            }
            for task in line.tasks
            if task.state in TASK_OPEN
        ],
    }


def _opinion(task: Task, line: Line, called: Mapping[str, Name]) -> dict[str, Any]:
    element = line.item.process.elements.get(task.element)
    outcomes = element.extensions.outcomes if element is not None else ()
    outcome = next((one for one in outcomes if one.id == task.outcome), None)
    return {
        "step": task.name,
        "step_en": english_name(element) if element is not None else None,
        "by": named(called, f"user:{task.completed_by}"),
        "at": task.completed_at,
        "outcome": task.outcome,
        "outcome_name": outcome.name if outcome else task.outcome,
        "outcome_name_en": outcome.name_en if outcome else task.outcome,
        "opinion": task.opinion,
    }


def named(called: Mapping[str, Name], ref: str) -> dict[str, str]:
    """A person or group by both names."""
    name = called.get(ref, (ref.partition(":")[2],) * 2)
    return {"name": name[0], "name_en": name[1]}


def _light(line: Line) -> str | None:
    if line.row.state in OVER or line.case.result is not None:
        return None
    lights = {clock["light"] for clock in line.clocks if clock["state"] != "stopped"}
    return next((light for light in LIGHTS if light in lights), None)


def stages_of(
    spec: Joint, newest: Mapping[str, Mapping[str, Any]], units: Mapping[str, Name]
) -> list[dict[str, Any]]:
    """Every stage with its members' keys and how far it is; without stages the whole is one."""
    drawn = [(stage.key, stage.name.zh, stage.name.en, stage.lead, stage.members) for stage in spec.stages]
    if not drawn:
        drawn = [("all", "全部事项", "All items", "", tuple(one.key for one in spec.members))]
    found = []
    for key, zh, en, lead, members in drawn:
        lines = [newest[one] for one in members if one in newest]
        found.append(
            {
                "key": key,
                "name": zh,
                "name_en": en,
                "lead": units.get(lead, (lead, lead))[0] or None,
                "lead_en": units.get(lead, (lead, lead))[1] or None,
                "members": [line["key"] for line in lines],
                "state": _stage_state(lines),
                "done": sum(line["result"] is not None for line in lines),
            }
        )
    return found


def _stage_state(lines: list[Mapping[str, Any]]) -> str:
    """passed | refused | active | ahead."""
    if not lines or all(line["member_state"] == "born" for line in lines):
        return "ahead"
    if all(line["result"] == GRANTED for line in lines):
        return "passed"
    if any(line["result"] in NEGATIVE for line in lines):
        return "refused"
    return "active"

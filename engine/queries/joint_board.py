"""The board of a joint case: who must act, each department's step, clock, opinion, materials, and what it waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, or_, select

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.case_state import label
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.domain.joint import GRANTED, NEGATIVE, OVER
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.items.joint import Joint
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import joint as joint_tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.ports import (
    Case,
    ClockRow,
    Document,
    JointMeeting,
    JointMember,
    Library,
    Material,
    Subscription,
    Task,
)
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.groups import Name, group_names, holders_of
from tongban.engine.queries.joint import cases_of, member_rows
from tongban.engine.queries.joint_lines import Line, line_of, named, stages_of
from tongban.engine.queries.joint_operations import may_lead, of_member, of_whole
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.joint.record_meeting import meeting_view
from tongban.engine.use_cases.views import english_name

R = TypeVar("R")
MAX_ROWS = 5000
SAID = ("completed", *TASK_OPEN)


@dataclass(slots=True)
class Found:
    """Everything the board reads, by case or instance."""

    rows: list[JointMember]
    cases: Mapping[str, Case]
    tasks: Mapping[str, list[Task]] = field(default_factory=dict)
    clocks: Mapping[str, list[ClockRow]] = field(default_factory=dict)
    materials: Mapping[str, list[Material]] = field(default_factory=dict)
    documents: Mapping[str, list[Document]] = field(default_factory=dict)
    waits: Mapping[str, list[Subscription]] = field(default_factory=dict)
    # What each item version gives in the end.
    results: Mapping[str, str] = field(default_factory=dict)


def board(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case_no: str,
) -> dict[str, Any]:
    """The whole joint case at a glance; an applicant sees neither who has it nor what was said inside."""
    case = visible_case(connection, actor, case_no)
    item = library.item(case.item_version_id)
    spec = item.sheet.joint
    if spec is None:
        raise errors.NotFound(case_no=case_no)
    found = _read(connection, case)
    versions = {one.item_version_id for one in found.cases.values()}
    found.results = {one: library.item(one).sheet.result.document for one in versions}
    called = group_names(connection, _refs(found))
    units = _units(connection, found, case, spec)
    inside = actor.kind != "applicant"
    leads = inside and may_lead(actor, case, found.tasks.get(case.instance_id or "", []))
    counting = {row.key: row for row in found.rows}.values()
    lines = [
        line_of(
            Line(
                row=row,
                case=found.cases[row.case_id],
                item=library.item(found.cases[row.case_id].item_version_id),
                spec=spec.member(row.key),
                tasks=found.tasks.get(row.instance_id, []),
                clocks=_clocks(found.clocks.get(row.case_id, []), calendar, now),
                materials=found.materials.get(row.case_id, []),
                documents=found.documents.get(row.case_id, []),
                waits=found.waits.get(row.instance_id, []),
                waits_for=_waits_for(found, spec, row),
            ),
            called,
            units,
            inside,
        )
        | {"operations": of_member(actor, row, counts=row in counting, leads=leads) if inside else []}
        for row in found.rows
        if row.case_id in found.cases
    ]
    newest = {line["key"]: line for line in lines}
    return {
        "case_no": case.case_no,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en},
        "kind": spec.kind,
        "review": spec.review,
        "join": spec.join,
        "on_failure": spec.on_failure,
        "applicant_name": case.applicant_name,
        "state": case.state,
        "state_name": label(case.state),
        "state_name_en": label(case.state, "en"),
        "result": case.result,
        "unit": _unit(units, case.unit),
        "accepting_unit": _unit(units, case.window_unit),
        "elsewhere": case.window_unit != item.sheet.accepting_unit,
        "registered_at": case.registered_at,
        "clocks": _clocks(found.clocks.get(case.id, []), calendar, now),
        "steps": _steps(item, found.tasks.get(case.instance_id or "", []), called, inside),
        "counts": _counts(newest.values()),
        "stages": stages_of(spec, newest, units),
        "members": lines,
        "meetings": _meetings(connection, case, units) if inside else [],
        "materials": _shared(item, found.materials.get(case.id, [])),
        "lead": _leads(actor, case),
        **of_whole(connection, library, item, found.rows, leads=leads),
    }


def _read(connection: Connection, case: Case) -> Found:
    rows = member_rows(connection, case.id)
    found = Found(rows, cases_of(connection, rows))
    ids = [case.id, *(row.case_id for row in rows)]
    instances = [case.instance_id or "", *(row.instance_id for row in rows)]
    task = process.task
    found.tasks = _grouped(
        connection, Task, "instance_id", instances, task.c.state.in_(SAID), order=task.c.id.desc()
    )
    live = or_(tables.clock.c.state != "stopped", tables.clock.c.kind == "assist")
    found.clocks = _grouped(connection, ClockRow, "case_id", ids, live, order=tables.clock.c.id)
    current = tables.material.c.state == "current"
    found.materials = _grouped(connection, Material, "case_id", ids, current, order=tables.material.c.id)
    found.documents = _grouped(connection, Document, "case_id", ids, order=tables.document.c.id)
    found.waits = _grouped(
        connection, Subscription, "instance_id", instances, order=process.subscription.c.id
    )
    return found


def _grouped(
    connection: Connection, kind: type[R], by: str, ids: Sequence[str], *conditions: Any, order: Any
) -> dict[str, list[R]]:
    """The rows of one table for all cases or instances at once."""
    statement = select_all(kind)
    column = statement.selected_columns[by]
    grouped: dict[str, list[R]] = defaultdict(list)
    for row in records(
        connection, kind, statement.where(column.in_(ids), *conditions).order_by(order).limit(MAX_ROWS)
    ):
        grouped[getattr(row, by)].append(row)
    return grouped


def _refs(found: Found) -> set[str]:
    refs: set[str] = set()
    for tasks in found.tasks.values():
        for task in tasks:
            refs.update(holders_of(task) if task.state in TASK_OPEN else ())
            if task.completed_by:
                refs.add(f"user:{task.completed_by}")
    refs.update(f"user:{row.read_by}" for row in found.rows if row.read_by)
    return refs


def _units(connection: Connection, found: Found, case: Case, spec: Joint) -> dict[str, Name]:
    codes = {case.unit, case.window_unit, *(row.unit for row in found.rows)}
    codes.update(stage.lead for stage in spec.stages if stage.lead)
    unit = people.unit
    rows = connection.execute(
        select(unit.c.code, unit.c.name, unit.c.name_en).where(unit.c.code.in_(sorted(codes)))
    )
    return {row.code: (row.name, row.name_en) for row in rows}


def _unit(units: Mapping[str, Name], code: str) -> dict[str, str]:
    name = units.get(code, (code, code))
    return {"code": code, "name": name[0], "name_en": name[1]}


def _clocks(rows: Iterable[ClockRow], calendar: WorkingCalendar, now: datetime) -> list[dict[str, Any]]:
    shown = []
    for row in rows:
        clock, rule = from_json(row.body), clock_rule(row.kind)
        shown.append(
            {
                "kind": row.kind,
                "name": rule.zh,
                "name_en": rule.en,
                "unit": clock.unit,
                "state": clock.state,
                "due": clock.due,
                "days_left": clock.days_left(now, calendar),
                "light": clock.light(now, calendar),
            }
        )
    return shown


def _steps(
    item: items.Item, tasks: Iterable[Task], called: Mapping[str, Name], inside: bool
) -> list[dict[str, Any]]:
    """What the lead itself has to do now."""
    return [
        {
            "task_id": task.id if inside else None,
            "name": task.name,
            "name_en": english_name(item.process.elements[task.element]),
            "due": task.due,
            "holders": [named(called, ref) for ref in holders_of(task)] if inside else [],
        }
        for task in tasks
        if task.state in TASK_OPEN and task.element in item.process.elements
    ]


def _waits_for(found: Found, spec: Joint, row: JointMember) -> list[str]:
    member = spec.member(row.key)
    newest = {one.key: one for one in found.rows}
    if member is None or row.state in OVER or newest[row.key] is not row:
        return []
    return [key for key in member.needs if key in newest and not _there(found, newest[key])]


def _there(found: Found, row: JointMember) -> bool:
    """Whether a result others wait for can be used: granted, and its document issued."""
    file = found.cases.get(row.case_id)
    if row.result != GRANTED or file is None:
        return False
    wanted = found.results.get(file.item_version_id, "")
    issued = {one.type for one in found.documents.get(row.case_id, [])}
    return row.state in OVER or not wanted or wanted in issued


def _counts(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    lines = list(lines)
    return {
        "members": len(lines),
        "granted": sum(line["result"] == GRANTED for line in lines),
        "refused": sum(line["result"] in NEGATIVE for line in lines),
        "at_work": sum(
            line["member_state"] in ("active", "committed") and not line["result"] for line in lines
        ),
        "waiting": sum(line["member_state"] in ("born", "waiting") for line in lines),
        "overdue": sum(line["light"] == "red" for line in lines),
    }


def _shared(item: items.Item, materials: Iterable[Material]) -> list[dict[str, Any]]:
    """The one set of materials: every line of the joint item with what lies there."""
    given = {one.code: one for one in materials}
    return [
        {
            "code": line.code,
            "name": line.name.zh,
            "name_en": line.name.en,
            "required": line.required,
            "file_name": given[line.code].file_name if line.code in given else None,
            "from_member": line.code in given and given[line.code].document_id is not None,
            "added_at": given[line.code].added_at if line.code in given else None,
        }
        for line in item.sheet.materials
    ]


def _meetings(connection: Connection, case: Case, units: Mapping[str, Name]) -> list[dict[str, Any]]:
    table = joint_tables.joint_meeting
    rows = records(
        connection,
        JointMeeting,
        select_all(JointMeeting).where(table.c.joint_id == case.id).order_by(table.c.id).limit(100),
    )
    return [
        meeting_view(row) | {"unit_names": [units.get(code, (code, code))[0] for code in row.units]}
        for row in rows
    ]


def _leads(actor: Actor, case: Case) -> bool:
    return actor.is_admin or case.unit in actor.units or case.window_unit in actor.units

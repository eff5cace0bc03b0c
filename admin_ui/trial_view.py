"""What the page of a trial shows: the open work with who may do it, the moves, the record, and the next line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from tongban import forms
from tongban.admin_ui import course, filling, steps
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.language import _, current, half
from tongban.engine import SYSTEM, Actor, TrialRun, errors, feel

LONGEST = 120


def shown(run: TrialRun, refused: Refused = NOTHING) -> dict[str, Any]:
    """Everything the page says; read while the run is open."""
    ask, number = run.engine.queries, run.record.case_no
    case = ask.case(SYSTEM, number)
    diagram = ask.diagram(SYSTEM, number)
    tasks = open_tasks(run, case)
    timeline = ask.timeline(SYSTEM, number)["items"]
    instance = ask.instance(SYSTEM, case["instance_id"])
    return {
        "run": run.record,
        "now": run.clock.now,
        "today": run.clock.now.date().isoformat(),
        "case": {**case, "clocks": course.limits(case["clocks"])},
        "tasks": tasks,
        "chosen": chosen(run, tasks, refused),
        "drawing": steps.drawn(diagram),
        "steps": steps.listed(diagram),
        "coming": named_coming(run, case["clocks"]),
        "sent": run.sent(),
        "conditions": [one for one in run.conditions() if one["asked"]],
        "days": course.days(timeline, case["opinions"]),
        "variables": variables(instance["variables"]),
        "waits": ask.subscriptions(SYSTEM, instance=case["instance_id"])["items"],
        "incidents": ask.incidents(SYSTEM, instance=case["instance_id"])["items"],
        "jobs": run.jobs(),
        "planned": planned(run),
        "people": [one["username"] for task in tasks for one in task["signers"]],
        "wrong": refused.wrong,
    }


def open_tasks(run: TrialRun, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The open work of the case and, of a joint one, of its members; each with the people who may sign."""
    found = [{**task, "member": ""} for task in case["tasks"]]
    for one in case["sub_cases"]:
        below = run.engine.queries.case(SYSTEM, one["case_no"])
        found += [{**task, "member": one["key"]} for task in below["tasks"]]
    return [{**task, "signers": run.signers(task)} for task in found]


def chosen(run: TrialRun, tasks: list[dict[str, Any]], refused: Refused) -> dict[str, Any] | None:
    """The work to do now as whoever signs sees it: the one asked for, at first what the sample would do."""
    wanted, who = asked("task"), asked("as")
    hint = run.record.planned[0] if run.record.planned else {}
    by_id = [one for one in tasks if one["id"] == wanted]
    by_hint = [
        one for one in tasks if (one["element"], one["member"]) == (hint.get("task"), hint.get("member", ""))
    ]
    task = next(iter(by_id or by_hint or tasks), None)
    if task is None:
        return None
    able = [one["username"] for one in task["signers"]]
    planned_who = hint.get("as") if by_hint and not by_id else None
    who = next((one for one in (who, planned_who) if one in able), able[0] if able else "")
    actor = run.engine.actor_of_username(who) if who else None
    if actor is None:
        return {**task, "signer": "", "nodes": [], "outcomes": [], "opinion": "", "may": False}
    seen = as_seen(run, actor, task["id"])
    typed = request.form if request.method == "POST" else {}
    values = refused
    if refused is NOTHING and hint.get("task") == task["element"] and hint.get("variables"):
        values = Refused(dict(hint["variables"]))
    return {
        **task,
        **seen,
        "member": task["member"],
        "signers": task["signers"],
        "signer": who,
        "opinion": typed.get("opinion", hint.get("opinion", "") if by_hint else ""),
        "suggested": hint.get("outcome") if by_hint else None,
        "nodes": filling.drawn(seen["form_schema"], seen.get("data") or {}, values, seen["field_access"]),
    }


def as_seen(run: TrialRun, actor: Actor, task_id: str) -> dict[str, Any]:
    """A task as its signer reads it, and whether they may finish it."""
    found: dict[str, Any] = run.engine.queries.task(actor, task_id)
    return {**found, "may": "complete" in found["operations"]}


def posted(run: TrialRun, schema: Any, data: Mapping[str, Any], access: Mapping[str, str]) -> Refused:
    """The values of a posted form on the day it is in the trial, and what is wrong with them."""
    if not schema:
        return NOTHING
    form = filling.read(schema)
    values = forms.parse_posted(form, request.form.to_dict(flat=False))
    if filling.redraws():
        return Refused(values)
    accepted, problems = form.validate(
        values, language=current(), access=access, previous=data, today=run.clock.now.date()
    )
    return Refused(values, tuple(problems)) if problems else Refused(accepted)


def planned(run: TrialRun) -> dict[str, Any] | None:
    """The next line of the sample in names: who, what, with which outcome."""
    if not run.record.planned:
        return None
    line = run.record.planned[0]
    who = run.engine.actor_of_username(str(line.get("as", ""))) if line.get("as") else None
    id = str(line.get("task") or line.get("job") or "")
    drawn = run.item.process.elements.get(id) if not line.get("member") else None
    outcomes = {one.id: one for one in drawn.extensions.outcomes} if drawn else {}
    outcome = outcomes.get(str(line.get("outcome")))
    return {
        "by": who.name if who else str(line.get("as", "")),
        "task": {
            "name": (drawn.name if drawn else None) or id,
            "name_en": next((one.name for one in drawn.extensions.labels if one.lang == "en"), "")
            if drawn
            else "",
        },
        "job": line.get("job", ""),
        "outcome": {"name": outcome.name, "name_en": outcome.name_en}
        if outcome
        else line.get("outcome") or line.get("error", ""),
        "act": line.get("act", ""),
        "advance": line.get("advance", ""),
        "left": len(run.record.planned),
    }


def named_coming(run: TrialRun, clocks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What will fall due, by the name of the clock or of the step it is about."""
    elements, told = run.item.process.elements, []
    called = {one["kind"]: {"name": one["name"], "name_en": one["name_en"]} for one in clocks}
    for one in run.coming():
        element = elements.get(one["element"] or "")
        labels = element.extensions.labels if element else ()
        name = {
            "name": (element.name or element.id) if element else "",
            "name_en": next((label.name for label in labels if label.lang == "en"), ""),
        }
        told.append({**one, **(name if element else called.get(one["clock"], name))})
    return told


def variables(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the flow knows now, one line each."""
    told = []
    for name in sorted(given):
        value = given[name]
        text = value if isinstance(value, str) else str(value)
        told.append((name, text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))
    return told


def typed_values(text: str) -> tuple[dict[str, Any], str]:
    """Values typed as `name: value` lines, and what is wrong; a value is JSON where it reads as such, else text."""
    found: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, mark, value = line.replace("：", ":", 1).partition(":")
        if not line.strip():
            continue
        if not mark or not name.strip():
            return {}, _("第 {n} 行：请写成“名称: 值”", n=number)
        try:
            found[name.strip()] = feel.loads(value.strip())
        except feel.FeelError:
            found[name.strip()] = value.strip()
    return found, ""


def asked(name: str) -> str:
    """What the page asks for, in its address or in the form it sent."""
    given: str = request.form.get(name) or request.args.get(name) or ""
    return given


def refusal(error: errors.EngineError) -> str:
    """Everything a refusal says, in one line."""
    told = "；".join(half(str(one.get("message") or "")) for one in error.errors if one.get("message"))
    return told or half(error.message)

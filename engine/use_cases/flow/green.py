"""绿色通道: an accepted case of a key project gets a shorter promise, a tracker, a word to the leader, early helpers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine.domain import regimes
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.items.parts import Limit
from tongban.engine.ports import (
    Case,
    CopySent,
    Definition,
    GreenProject,
    Holding,
    Post,
    Task,
)
from tongban.engine.use_cases.flow import directory, dossier, journal, telling

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# The process in which a tracker notes the state of a case every day.
WATCH = "green-channel-watch"
LEADERS = ("branch_leader", "main_leader", "unit_admin")
# Who in an assisting department gets the case to read; a department is told as a whole besides.
INVITED_ROLES = ("handler", "section_head")
MOST_INVITED = 20


def view(project: GreenProject) -> dict[str, Any]:
    """What a case keeps of the project it belongs to."""
    return {
        "project": project.id,
        "code": project.code,
        "name": project.name,
        "name_en": project.name_en,
        "factor": project.factor,
        "tracker": project.tracker,
        "since": None,
    }


def accepted(act: Act, run: Run) -> None:
    """The case is being accepted: before its clocks start, so that they start at the new pace."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    green = regimes.part(case.regimes, regimes.GREEN)
    if green is None or green["since"] is not None:
        return
    project = act.uow.get(GreenProject, green["project"])
    if project is None or project.state != "active":
        others = {name: kept for name, kept in (case.regimes or {}).items() if name != regimes.GREEN}
        case.regimes = others or None
        journal.write(act, run, "case.green_channel_lapsed", project=green["code"])
        return
    promise = item.sheet.limit("promised")
    green |= {"factor": project.factor, "tracker": project.tracker, "since": act.uow.now.isoformat()}
    case.regimes = {**(case.regimes or {}), regimes.GREEN: green}
    words = ("", "")
    if promise is not None:
        short = Limit(regimes.paced(case.regimes, promise.value), promise.unit)
        words = (promise.words(), short.words())
        green |= {"promise_before": promise.value, "promise": short.value, "unit": promise.unit}
    journal.write(
        act,
        run,
        "case.green_channel_accepted",
        project=green["code"],
        factor=green["factor"],
        promise_before=words[0],
        promise=words[1],
    )
    green["watch"] = _watch(act, run, case, green)


def told(act: Act, run: Run) -> None:
    """Everybody concerned hears of it, once the clocks say by when."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    green = regimes.part(case.regimes, regimes.GREEN)
    if green is None or green["since"] != act.uow.now.isoformat():
        return
    promise = item.sheet.limit("promised")
    short = Limit(green["promise"], green["unit"]).words() if promise else ""
    facts = {
        "project": green["name"],
        "tracker": green["tracker"],
        "promise_before": promise.words() if promise else "",
        "promise": short,
        "promised_due": _due(act, run, case),
        "organ": directory.unit_or_code(act, case.unit).name,
    }
    telling.notify(act, run, "green_channel_leader", [_leader(act, case)], facts=facts)
    telling.notify(act, run, "green_channel_tracker", [user_ref(green["tracker"])], facts=facts)
    assisting = [one for one in item.sheet.assisting_units if one != case.unit]
    if assisting:
        refs = [group_ref(one) for one in assisting]
        telling.notify(act, run, "green_channel_invited", refs, facts=facts)
        _invite(act, run, assisting)


def over(act: Act, case: Case) -> None:
    """The case is closed: nobody needs to watch it any more."""
    watch = (regimes.part(case.regimes, regimes.GREEN) or {}).get("watch")
    if watch is None:
        return
    beside = act.open_by_id(watch)
    if beside.execution.state == "running":
        beside.execution.terminate()


def _watch(act: Act, run: Run, case: Case, green: dict[str, Any]) -> str | None:
    """The instance in which the tracker works, beside the case's own: nothing waits for it."""
    found = act.uow.find(Definition, limit=1, order="-version", kind="process", key=WATCH)
    if not found:
        return None
    facts = {"tracker": green["tracker"], "project": green["name"], "case_no": case.case_no}
    return act.start(found[0], facts, business_key=case.case_no, case=case, by=run).record.id


def _leader(act: Act, case: Case) -> str:
    """分管领导 of the deciding department, or whoever leads it in their absence."""
    names = [f"{role}@{case.unit}" for role in LEADERS]
    known = act.uow.known_groups(names)
    return group_ref(next((name for name in names if name in known), names[0]))


def _due(act: Act, run: Run, case: Case) -> str:
    promised = [row.due for row in dossier.of(act, run).clocks() if row.kind == "promised"]
    due = promised[-1] if promised else None
    return due.astimezone(act.uow.calendar(case.unit).zone).date().isoformat() if due else ""


def _invite(act: Act, run: Run, units: list[str]) -> None:
    """主动协办: the assisting departments get a copy of the acceptance, and with it the case to read."""
    assert run.case is not None
    done = act.uow.find(Task, limit=1, order="-completed_at", instance_id=run.record.id, state="completed")
    posts = act.uow.find(Post, unit=units, role=list(INVITED_ROLES), limit=200)
    if not done or not posts:
        return
    holders = act.uow.find(Holding, post=[post.code for post in posts], limit=MOST_INVITED * len(units))
    copied = {one.recipient for one in act.uow.find(CopySent, task_id=done[0].id)}
    invited = [name for name in dict.fromkeys(one.username for one in holders) if name not in copied]
    for name in invited:
        act.uow.add(
            CopySent(
                task_id=done[0].id,
                recipient=name,
                instance_id=run.record.id,
                sent_by=act.actor.id,
                at=act.uow.now,
                case_no=run.case.case_no,
                text="绿色通道：请提前介入、主动协办",
            )
        )
    if invited:
        journal.write(act, run, "task.copied", task_id=done[0].id, to=invited, reason="green_channel")

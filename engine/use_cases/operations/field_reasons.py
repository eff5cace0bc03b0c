"""打回理由: what is wrong with single fields, told to whoever has to correct them."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine import errors
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Remark, Task
from tongban.engine.use_cases.flow import Act, Run

MOST = 100
LONGEST = 500
OPINION, FIELD = "returned", "field"


def checked(run: Run, fields: Mapping[str, str]) -> dict[str, str]:
    """The reasons without outer blanks; Invalid names every field the item's forms do not have."""
    clean = {name: str(reason).strip() for name, reason in fields.items()}
    known = {root for form in run.item.forms.values() for root in form.roots()} if run.item else None
    if known is not None and run.item is not None:
        known |= run.item.form.roots()
    problems = []
    for name, reason in clean.items():
        if known is not None and name not in known:
            problems.append((name, "表单没有此字段 / no form of the item has this field"))
        elif not reason or len(reason) > LONGEST:
            problems.append((name, f"请用 1–{LONGEST} 字说明 / say why in 1–{LONGEST} characters"))
    if len(clean) > MOST:
        problems = [("", f"至多 {MOST} 个字段 / at most {MOST} fields")]
    if problems:
        raise errors.Invalid(
            errors=[
                {"field": f"fields.{name}" if name else "fields", "message": text} for name, text in problems
            ]
        )
    return clean


def keep(act: Act, opinion: str, reasons: Mapping[str, str]) -> None:
    """Put the words and the reasons beside every task this return has opened."""
    uow = act.uow
    for task in uow.find(Task, id=act.opened_tasks, state=TASK_OPEN):
        for kind, name, text in ((OPINION, None, opinion), *((FIELD, *one) for one in reasons.items())):
            uow.add(
                Remark(
                    id=uow.new_id(),
                    instance_id=task.instance_id,
                    task_id=task.id,
                    kind=kind,
                    author=act.actor.id,
                    text=text,
                    at=uow.now,
                    case_no=task.case_no,
                    on_behalf_of=act.actor.on_behalf_of,
                    outcome=name,
                )
            )

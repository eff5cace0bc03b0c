"""The applicant hands in what was asked for: form and files as they now are, and the flow goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.applicant import CHECKS
from tongban.engine.use_cases.attach_material import keep_material
from tongban.engine.use_cases.flow import Act, Run, calls, journal, search_index
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view

MESSAGE = "supplement"


@dataclass(frozen=True, slots=True)
class SupplementCase:
    """`form` holds only what changes."""

    case_no: str
    form: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    materials: tuple[tuple[str, str, bytes], ...] = ()


def supplement_case(command: SupplementCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case, back at the check; Conflict when nothing was asked for."""
    case, instance = find_case(uow, actor, "case.supplement", command.case_no)
    act = Act(uow, actor)
    run = act.open(instance, case)
    waits = calls.message_targets(act, MESSAGE, None, {}, instance.id)
    if case.state != "correction_requested" or not waits:
        raise errors.Conflict("No corrections are asked for now.", current={"state": case.state})
    assert run.item is not None
    if command.form:
        clean, problems = run.item.form.validate({**case.form, **command.form}, checks=CHECKS)
        if problems:
            raise errors.Invalid(errors=[{**one, "field": f"form.{one['field']}"} for one in problems])
        if clean != case.form:
            _change(act, run, clean)
    for code, name, content in command.materials:
        keep_material(act, run, code, name, content)
    journal.write(act, run, "case.supplemented", note=command.note)
    calls.deliver_message(act, waits[0], {**case.form, "supplement_note": command.note})
    act.settle()
    return case_view(case)


def _change(act: Act, run: Run, form: Mapping[str, Any]) -> None:
    """Keep the form as it now is, with what was there before on record."""
    case = run.case
    assert case is not None
    before = {name: case.form.get(name) for name in form if case.form.get(name) != form[name]}
    known = search_index.terms(case)
    case.form = dict(form)
    act.uow.save(case)
    search_index.add(act.uow, case, known)
    journal.write(act, run, "case.form_changed", before=before, after={name: form[name] for name in before})

"""What a clerk enters on a step is held against the step's form and its field rights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tongban.engine import bpmn, errors, feel
from tongban.engine.ports import Task
from tongban.engine.use_cases import field_corrections
from tongban.engine.use_cases.flow import Act, Run, journal, search_index
from tongban.forms import field_labels

NAME = re.compile(r"[^\W\d]\w{0,99}", re.UNICODE)
MAX_BYTES = 512 * 1024
APPLICATION = "form"
RESERVED = frozenset({"case", "applicant", "item", "outcome", "commitments"})


def check_form(
    run: Run, task: Task, element: bpmn.Element, variables: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The clean values; Invalid names every field that does not hold."""
    check_variables(variables)
    binding = element.extensions.form
    if run.item is None:
        return variables
    taken = sorted(RESERVED.intersection(variables))
    if taken:
        raise errors.Invalid(
            errors=[{"field": name, "message": "This name belongs to the case."} for name in taken]
        )
    form = run.item.forms.get(binding.key) if binding else None
    if binding is None or form is None:
        return variables
    previous = run.execution.visible(task.token)
    access = dict(binding.fields)
    shown = {name: previous[name] for name in form.field_names() if name in previous}
    asks = field_corrections.may_ask(form) and run.case is not None
    given = {name: value for name, value in variables.items() if not asks or name != field_corrections.FIELDS}
    clean, problems = form.validate({**shown, **given}, access=access, previous=previous)
    if asks and run.case is not None:
        # Always written: what an earlier round asked for is asked for no longer.
        known = {name for name, _ in field_labels(run.item.form, run.case.form)}
        fields, more = field_corrections.read(variables.get(field_corrections.FIELDS), known)
        clean, problems = {**clean, field_corrections.FIELDS: fields}, [*problems, *more]
    if problems:
        raise errors.Invalid(errors=problems)
    return clean


def keep_application(act: Act, run: Run, element: bpmn.Element, clean: Mapping[str, Any]) -> None:
    """A step that shows the application itself corrects it: the case keeps the new values, the record the old."""
    binding, case = element.extensions.form, run.case
    if case is None or binding is None or binding.key != APPLICATION:
        return
    before = {name: case.form.get(name) for name in clean if case.form.get(name) != clean[name]}
    if before:
        after = {name: clean[name] for name in before}
        known = search_index.terms(case)
        case.form = {**case.form, **after}
        act.uow.save(case)
        search_index.add(act.uow, case, known)
        journal.write(act, run, "case.form_changed", element=element.id, before=before, after=after)


def check_variables(variables: Mapping[str, Any]) -> None:
    """Names that expressions can use, and not more than half a megabyte of values."""
    problems = [
        {"field": f"variables.{name}", "message": "Not a name an expression can use."}
        for name in variables
        if not NAME.fullmatch(name)
    ]
    if problems:
        raise errors.Invalid(errors=problems[:100])
    if len(feel.dumps(dict(variables))) > MAX_BYTES:
        raise errors.Invalid(errors=[{"field": "variables", "message": "More than 512 KB of values."}])

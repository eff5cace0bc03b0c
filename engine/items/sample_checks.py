"""The samples of an item: complete cases whose forms hold and whose steps, people and outcomes exist."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from tongban import forms
from tongban.engine import bpmn, feel
from tongban.engine.domain import identifiers
from tongban.engine.domain.case_state import STATES
from tongban.engine.items.problems import Problems
from tongban.engine.items.samples import Sample, Step, read_sample
from tongban.engine.items.sheet import Sheet

FOLDER = "samples/"
DEFAULTS = ("approve", "reject")
# The tracker's step of the green channel, which belongs to no item.
WATCH = "watch"


def read_samples(files: Mapping[str, bytes], problems: Problems) -> dict[str, Sample]:
    """samples/<key>.json, as far as they can be read."""
    found = {}
    for path in sorted(files):
        if path.startswith(FOLDER) and path.endswith(".json"):
            sample = read_sample(path, files[path], problems)
            if sample is not None:
                found[sample.key] = sample
    if not found:
        problems.warning(FOLDER, None, "no_samples", "没有样例办件 / there is no sample case")
    return found


def check_samples(
    found: Mapping[str, Sample],
    sheet: Sheet,
    definition: bpmn.ProcessDefinition | None,
    known_forms: Mapping[str, forms.Form],
    people: Collection[str] | None,
    problems: Problems,
) -> None:
    """`people` are the known usernames; None when nobody knows them yet."""
    for sample in found.values():
        file = f"{FOLDER}{sample.key}.json"
        _check_application(sample, sheet, known_forms, file, problems)
        if people is not None:
            _check_people(sample, people, file, problems)
        for position, step in enumerate(sample.steps):
            where = f"steps[{position}]"
            _check_materials(step.materials or {}, sheet, file, where, problems)
            if step.member:
                _check_member(step.member, sheet, file, where, problems)
                continue
            if definition is not None and not (sample.green_project and step.task == WATCH):
                _check_step(step, definition, known_forms, file, where, problems)
        if sample.expect.state and sample.expect.state not in STATES:
            message = f"没有此办件状态 / there is no case state {sample.expect.state}"
            problems.error(file, "expect.state", "unknown_state", message)


def _check_member(key: str, sheet: Sheet, file: str, where: str, problems: Problems) -> None:
    """The member exists; its own steps are those of its own item."""
    if sheet.joint is None or sheet.joint.member(key) is None:
        message = f"没有此成员 / there is no member {key[:60]}"
        problems.error(file, where, "joint_unknown_member", message)


def _check_application(
    sample: Sample, sheet: Sheet, known: Mapping[str, forms.Form], file: str, problems: Problems
) -> None:
    if sample.channel and sample.channel not in sheet.channels:
        message = f"本事项不开放此渠道 / the item is not open by {sample.channel}"
        problems.error(file, "channel", "channel", message)
    for element, holder in (("applicant", sample.applicant), ("agent", sample.agent or {})):
        kind, number = holder.get("id_type"), str(holder.get("id_no") or "")
        wrong = _check_number(str(kind), number)
        if wrong:
            message = f"{number[:30]}: {identifiers.explain(wrong)}"
            problems.warning(file, f"{element}.id_no", "check_digit", message)
    _check_materials(sample.materials, sheet, file, "materials", problems)
    _check_materials(sample.commitments, sheet, file, "commitments", problems)
    form = known.get("form")
    if form is not None:
        try:
            _, faults = form.validate(dict(sample.form))
        except feel.FeelError as error:
            # What does not even parse is told of the form itself, together with everything else.
            problems.error(file, "form", "expression", str(error))
            return
        for fault in faults:
            problems.error(file, f"form.{fault['field']}", "form", fault["message"])


def _check_number(kind: str, number: str) -> str | None:
    if kind == "uscc":
        return identifiers.check_uscc(number)
    if kind == "id_card":
        return identifiers.check_id_card(number, date.today())
    return None


def _check_people(sample: Sample, people: Collection[str], file: str, problems: Problems) -> None:
    for name in dict.fromkeys((sample.by, *(step.who for step in sample.steps))):
        if name and name not in people:
            problems.error(file, name, "unknown_person", f"没有此人 / there is nobody called {name}")


def _check_materials(codes: Collection[str], sheet: Sheet, file: str, where: str, problems: Problems) -> None:
    for code in codes:
        if sheet.material(code) is None:
            message = f"{where}: 材料不在清单内 / not a material of this item: {code}"
            problems.error(file, code, "unknown_material", message)


def _check_step(
    step: Step,
    definition: bpmn.ProcessDefinition,
    known: Mapping[str, forms.Form],
    file: str,
    where: str,
    problems: Problems,
) -> None:
    if step.job and step.job not in definition.elements:
        message = f"流程中没有此环节 / the flow has no element {step.job}"
        problems.error(file, where, "unknown_task", message)
    if not step.task:
        return
    element = definition.elements.get(step.task)
    if element is None or element.type not in ("userTask", "manualTask"):
        message = f"流程中没有此人工环节 / the flow has no user task {step.task}"
        problems.error(file, where, "unknown_task", message)
        return
    if step.act:
        return
    extensions = element.extensions
    outcomes = {one.id: one for one in extensions.outcomes}
    allowed = tuple(outcomes) or (DEFAULTS if extensions.approval is not None else ())
    if (allowed and step.outcome not in allowed) and not (len(allowed) == 1 and step.outcome is None):
        message = f"没有此结果 / {step.outcome} is not one of {', '.join(allowed)}"
        problems.error(file, where, "unknown_outcome", message)
    chosen = outcomes.get(step.outcome or "")
    if chosen is not None and chosen.opinion == "required" and not step.opinion:
        problems.error(file, where, "opinion", "须填写意见 / an opinion is required")
    form = known.get(extensions.form.key) if extensions.form is not None else None
    roots = form.roots() if form is not None else frozenset()
    for name in step.variables or {}:
        if form is not None and name not in roots:
            message = f"表单没有字段 / the form of {step.task} has no field {name}"
            problems.error(file, where, "unknown_field", message)

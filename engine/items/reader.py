"""Reading an item from its files: everything is read and checked, every problem is named at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.bpmn.cache import Cache
from tongban.engine.items.decision_checks import check_decisions, read_decisions
from tongban.engine.items.escalations import check_escalations
from tongban.engine.items.flow_checks import FILE as FLOW
from tongban.engine.items.flow_checks import (
    bound_forms,
    check_flow,
    own_process,
    read_draft,
    used_decisions,
)
from tongban.engine.items.form_checks import check_forms, read_forms
from tongban.engine.items.item import Item
from tongban.engine.items.joint_checks import check_joint
from tongban.engine.items.known_names import known_names, told_names
from tongban.engine.items.life_checks import check_life
from tongban.engine.items.pack import check_files, content_hash
from tongban.engine.items.problems import Problem, Problems
from tongban.engine.items.regime_checks import check_ways
from tongban.engine.items.sample_checks import check_samples, read_samples
from tongban.engine.items.sheet import FILE, read_data, read_sheet
from tongban.engine.items.sheet_checks import check_sheet

# Importing, publishing and running an item read the same files one after the other.
_KEPT: Cache[str, Item] = Cache(64)


def read_item(files: Mapping[str, bytes], *, people: Collection[str] | None = None) -> Item:
    """The item of these files; errors.InvalidItem lists every error and every warning.

    `people` are usernames that samples may act as; left out, nobody is looked for.
    """
    if people is None:
        key = content_hash(files)
        return _KEPT.get(key) or _KEPT.keep(key, _checked(files, None))
    return _checked(files, people)


def _checked(files: Mapping[str, bytes], people: Collection[str] | None) -> Item:
    item, problems = _read(check_files(files), people)
    if item is None or problems.errors:
        first = problems.errors[0]
        more = f" (and {len(problems.errors) - 1} more)" if len(problems.errors) > 1 else ""
        raise errors.InvalidItem(
            f"{first['file']}: {first['message']}{more}", errors=[*problems.errors, *problems.warnings]
        )
    return item


def check_item(files: Mapping[str, bytes], *, people: Collection[str] | None = None) -> list[Problem]:
    """Every problem of the item, errors first; an empty list is a clean item."""
    try:
        _, problems = _read(check_files(files), people)
    except errors.InvalidItem as error:
        return list(error.errors)
    return [*problems.errors, *problems.warnings]


def _read(files: Mapping[str, bytes], people: Collection[str] | None) -> tuple[Item | None, Problems]:
    problems = Problems()
    data = _data(files, problems)
    sheet = read_sheet(data, problems) if data is not None else None
    forms = read_forms(files, problems)
    decisions = read_decisions(files, problems)
    told = told_names(forms, decisions)
    draft = read_draft(files, told, problems)
    definition = own_process(draft, sheet, problems)
    samples = read_samples(files, problems)
    names = known_names(definition, forms)
    if sheet is not None:
        check_sheet(sheet, problems)
        check_joint(sheet, definition, problems)
        check_ways(sheet, definition, problems)
        check_escalations(sheet.escalations, sheet.legal_basis, definition, problems)
    if definition is not None:
        check_flow(definition, forms, decisions, names, sheet, problems)
        check_life(definition, problems)
        check_forms(forms, names, bound_forms(definition), sheet, problems)
        check_decisions(decisions, names, used_decisions(definition), sheet, problems)
    if sheet is not None:
        check_samples(samples, sheet, definition, forms, people, problems)
    if problems.errors or data is None or sheet is None or definition is None:
        return None, problems
    item = Item(
        sheet,
        data,
        bpmn.read(files[FLOW], FLOW, told),
        definition,
        forms,
        decisions,
        samples,
        dict(files),
        content_hash(files),
        problems.warnings,
    )
    return item, problems


def _data(files: Mapping[str, bytes], problems: Problems) -> dict[str, Any] | None:
    if FILE not in files:
        problems.error(FILE, None, "missing", "缺事项要素表 / the item sheet is missing")
        return None
    return read_data(files[FILE], problems)

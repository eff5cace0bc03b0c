"""The decision tables of an item: readable, fed by known fields, and used."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tongban.engine import dmn, errors
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import FILE, Sheet


def read_decisions(files: Mapping[str, bytes], problems: Problems) -> dict[str, dmn.Model]:
    """Every decision of every .dmn file, by its id."""
    found: dict[str, dmn.Model] = {}
    for path, content in files.items():
        if not path.endswith(".dmn"):
            continue
        try:
            model = dmn.read(content)
        except errors.InvalidDecision as error:
            problems.take(_placed(error, path), path)
            continue
        problems.take([{**one, "file": path} for one in dmn.check(model)], path, "warning")
        for key in model.decisions:
            if key in found:
                message = f"决策编号重复 / the decision id is used twice: {key}"
                problems.error(path, key, "duplicate_decision", message)
            found[key] = model
    return found


def check_decisions(
    found: Mapping[str, dmn.Model],
    names: Collection[str],
    used: Collection[str],
    sheet: Sheet | None,
    problems: Problems,
) -> None:
    """`used` are the keys that the flow names; `names` everything a table may ask for."""
    for key, model in found.items():
        for name in sorted(set(model.inputs(key)) - set(names) - set(model.decisions)):
            message = f"{key}: 输入用到未知字段 / the input names an unknown field: {name}"
            problems.error("rules.dmn", key, "unknown_name", message)
    needed = sheet.fees.decision if sheet is not None else ""
    if needed and needed not in found:
        message = f"没有此收费决策 / there is no decision {needed}"
        problems.error(FILE, "fees.decision", "unknown_decision", message)
    elif needed and needed not in used:
        message = f"流程没有计算费用 / the flow never asks decision {needed} for the fee"
        problems.error("flow.bpmn", None, "fee_not_calculated", message)


def _placed(error: errors.EngineError, path: str) -> list[dict[str, object]]:
    if not error.errors:
        return [{"rule": "dmn", "message": error.message}]
    return [{**one, "file": path} for one in error.errors]

"""Decision tables while they are drawn: a new one, and trying one on values row by row, on the real evaluator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tongban.engine import dmn, errors
from tongban.engine.dmn.boxes import ContextBox, TableBox
from tongban.engine.feel import FeelError

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
TYPES = ("string", "number", "boolean", "date")
NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
MOST_INPUTS = 12


def new_table(
    key: str, name: str, inputs: Iterable[tuple[str, str, str]], output: str, output_type: str
) -> bytes:
    """A file with one table of one empty rule; `inputs` are (field, label, type). errors.Invalid by field."""
    columns = list(inputs)
    wrong = []
    if not KEY.fullmatch(key):
        message = "字母开头，只用字母、数字和下划线 / letters, digits and underscores, a letter first"
        wrong.append({"field": "key", "message": message})
    if not name.strip() or len(name) > 200:
        wrong.append({"field": "name", "message": "必填，最多 200 字 / needed, at most 200 characters"})
    if not columns or len(columns) > MOST_INPUTS:
        message = f"选 1 至 {MOST_INPUTS} 个字段 / choose 1 to {MOST_INPUTS} fields"
        wrong.append({"field": "inputs", "message": message})
    if not KEY.fullmatch(output) or output_type not in TYPES:
        message = "字母开头，只用字母、数字和下划线 / letters, digits and underscores, a letter first"
        wrong.append({"field": "output", "message": message})
    if wrong:
        raise errors.Invalid(errors=wrong)
    clauses = "".join(
        f'\n      <input id="{key}_input_{number}" label={quoteattr(label)}>'
        f'<inputExpression id="{key}_expression_{number}" typeRef="{type_ if type_ in TYPES else "string"}">'
        f"<text>{escape(field)}</text></inputExpression></input>"
        for number, (field, label, type_) in enumerate(columns, 1)
    )
    cells = "".join(
        f'<inputEntry id="{key}_rule_1_{number}"><text>-</text></inputEntry>'
        for number in range(1, len(columns) + 1)
    )
    empty = {"string": '""', "number": "0", "boolean": "false", "date": "null"}[output_type]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{NAMESPACE}" id="{key}_definitions" name={quoteattr(name)} namespace="https://tongban.org/rules/{key}">
  <decision id="{key}" name={quoteattr(name)}>
    <variable id="{key}_variable" name={quoteattr(name)}/>
    <decisionTable id="{key}_table" hitPolicy="FIRST">{clauses}
      <output id="{key}_output" label="{output}" name="{output}" typeRef="{output_type}"/>
      <rule id="{key}_rule_1">{cells}<outputEntry id="{key}_rule_1_output"><text>{empty}</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
""".encode()


def tables_of(content: bytes) -> list[dict[str, Any]]:
    """The decisions of a file with what they ask for and their tables; errors.InvalidDecision when it is none."""
    model = dmn.read(content)
    return [
        {
            "key": decision.id,
            "name": decision.name,
            "inputs": [one for one in model.inputs(decision.id) if one not in model.decisions],
            "types": _types(decision.logic),
            "table": _table(decision.logic),
        }
        for decision in model.decisions.values()
    ]


def try_table(content: bytes, key: str, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """`{outputs, hits, tables, error}`: the result, the rules that led to it, and what every cell said."""
    model = dmn.read(content)
    seen: list[dict[str, Any]] = []
    try:
        result = model.evaluate(key, values, now=now, seen=seen)
    except FeelError as failed:
        rules = failed.facts.get("rules")
        hits = [str(one) for one in rules] if isinstance(rules, list) else []
        return {"outputs": None, "hits": hits, "tables": seen, "error": failed.message}
    hits = [str(one["rule"]) for one in result.matched_rules]
    return {"outputs": result.outputs, "hits": hits, "tables": seen, "error": None}


def _inner(logic: Any) -> TableBox | None:
    """The table of a decision, also when it is the value of a context."""
    if isinstance(logic, TableBox):
        return logic
    if isinstance(logic, ContextBox):
        return next((box for _n, _t, box in logic.entries if isinstance(box, TableBox)), None)
    return None


def _types(logic: Any) -> dict[str, str]:
    table = _inner(logic)
    return {one.text: one.type or "" for one in table.inputs} if table else {}


def _table(logic: Any) -> dict[str, Any] | None:
    table = _inner(logic)
    if table is None:
        return None
    return {
        "id": table.id,
        "hit_policy": table.hit_policy,
        "aggregation": table.aggregation,
        "inputs": [{"label": one.label or one.text, "text": one.text} for one in table.inputs],
        "outputs": [one.name for one in table.outputs],
        "rules": [
            {"id": rule.id, "tests": list(rule.tests), "outputs": list(rule.outputs)} for rule in table.rules
        ],
    }

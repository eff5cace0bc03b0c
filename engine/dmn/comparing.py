"""Two files of decision tables compared: columns by their text, rows by what stands in them, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tongban.engine.dmn.xml import Node, parse

MOST_ALIGNED = 2000


@dataclass(frozen=True, slots=True)
class RowChange:
    """`kind`: added, removed or changed; `no` counts from 1 in the table that has the row (the new one if both do)."""

    kind: str
    no: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """One decision. `columns` are those of the new table; `told` what changed beside rows, as (what, old, new)."""

    key: str
    name: str
    kind: str
    columns: tuple[str, ...] = ()
    old_columns: tuple[str, ...] = ()
    told: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[RowChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    facts: dict[str, str]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def compare(old: bytes, new: bytes, file: str = "rules.dmn") -> list[TableChange]:
    """Every decision that differs; errors.InvalidDecision for a file that is none."""
    before, after = _tables(old, file), _tables(new, file)
    found = []
    for key, table in after.items():
        if key not in before:
            rows = tuple(RowChange("added", no, (), row) for no, row in enumerate(table.rows, 1))
            found.append(TableChange(key, table.name, "added", table.columns, (), (), rows))
            continue
        was = before[key]
        told = tuple(
            (what, was.facts.get(what, ""), table.facts.get(what, ""))
            for what in dict.fromkeys([*table.facts, *was.facts])
            if was.facts.get(what) != table.facts.get(what)
        )
        rows = _rows(was.rows, table.rows)
        if told or rows or was.columns != table.columns:
            found.append(TableChange(key, table.name, "changed", table.columns, was.columns, told, rows))
    for key, table in before.items():
        if key not in after:
            rows = tuple(RowChange("removed", no, row, ()) for no, row in enumerate(table.rows, 1))
            found.append(TableChange(key, table.name, "removed", (), table.columns, (), rows))
    return found


def _tables(xml: bytes, file: str) -> dict[str, _Table]:
    root = parse(xml, file)
    found = {}
    for decision in root.children("decision"):
        key, name = decision.get("id") or "", decision.get("name") or ""
        facts = {"name": name}
        table = decision.child("decisionTable")
        literal = decision.child("literalExpression")
        if literal is not None:
            facts["expression"] = _text(literal)
        if table is None:
            found[key] = _Table(name, facts, (), ())
            continue
        facts["hitPolicy"] = " ".join(
            filter(None, (table.get("hitPolicy") or "UNIQUE", table.get("aggregation")))
        )
        columns = [_input(one) for one in table.children("input")]
        columns += [f"→ {one.get('label') or one.get('name') or ''}" for one in table.children("output")]
        rows = tuple(
            tuple(_text(cell) for cell in rule.children("inputEntry", "outputEntry"))
            for rule in table.children("rule")
        )
        found[key] = _Table(name, facts, tuple(columns), rows)
    return found


def _input(column: Node) -> str:
    expression = column.child("inputExpression")
    text = _text(expression) if expression is not None else ""
    label = column.get("label") or ""
    return f"{label}（{text}）" if label and text and label != text else label or text


def _text(node: Node) -> str:
    inner = node.child("text")
    return inner.text.strip() if inner is not None else ""


def _rows(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> tuple[RowChange, ...]:
    found: list[RowChange] = []
    if max(len(before), len(after)) > MOST_ALIGNED:
        # Aligning costs the product of both lengths: so long a table is compared row by row.
        steps = [("replace", 0, len(before), 0, len(after))]
    else:
        steps = list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    for what, i, j, m, n in steps:
        if what == "equal":
            continue
        pairs = min(j - i, n - m)
        for step in range(pairs):
            if before[i + step] != after[m + step]:
                found.append(RowChange("changed", m + step + 1, before[i + step], after[m + step]))
        found += [RowChange("removed", at + 1, before[at], ()) for at in range(i + pairs, j)]
        found += [RowChange("added", at + 1, (), after[at]) for at in range(m + pairs, n)]
    return tuple(found)

"""A diagram drawn elsewhere put into an item's folder: in our words, under the item's key and code, and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tongban.engine import bpmn
from tongban.engine.items.drafting import FLOW, dump_sheet, sheet_data
from tongban.engine.items.problems import Problem
from tongban.engine.items.reader import check_item
from tongban.engine.items.sheet import FILE


@dataclass(frozen=True, slots=True)
class DiagramImport:
    """`files` is the whole folder as it would be, with the forms its steps ask for; `problems` what the engine then
    says of its flow.
    """

    taken: bpmn.Import
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def import_diagram(files: Mapping[str, bytes], diagram: bytes) -> DiagramImport:
    """The folder with the diagram in place of its own; errors.InvalidDiagram when it is no BPMN. Samples are kept."""
    data = sheet_data(files)
    key, code = (str(data.get(name) or "") for name in ("process", "code")) if data else ("", "")
    taken = bpmn.take_over(diagram, key, code)
    rows = list(taken.rows)
    made = {**files, FLOW: taken.xml}
    for name, schema in taken.forms.items():
        path = f"forms/{name}.json"
        made.setdefault(path, (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode())
        if path in files:
            said = "草稿里已有同名的表单，没有换掉 / the draft has a form of this name, which stays"
            rows.append(bpmn.ImportRow(name, "", "userTask", path, name, "kept", said))
    taken = replace(taken, rows=tuple(rows))
    if data is not None and not key:
        made[FILE] = dump_sheet({**data, "process": taken.key})
    problems = tuple(one for one in check_item(made) if one["file"] == FLOW)
    return DiagramImport(taken, made, problems)

"""Script tasks: FEEL assignments, never a programming language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn import script
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.mappings import evaluate
from tongban.engine.bpmn.names import child, dialect, text

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class ScriptTask(Activity):
    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        language = (node.get("scriptFormat") or "feel").lower()
        source = text(child(node, "script"))
        if dialect(node, "resource") or not language.endswith("feel"):
            reading.problem(self.id, "script-language", f"scripts are FEEL assignments, not {language}")
            source = ""
        self.assignments = script.read(self.id, source, self.camunda.result_variable, reading)

    def perform(self, run: Run, visit: Visit) -> None:
        if self.assignments:
            run.assign(visit, evaluate(self.assignments, run.visible(visit)))
        self.finish(run, visit)

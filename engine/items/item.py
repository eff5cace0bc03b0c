"""A service item 事项 as it was read: its sheet and everything that runs it, under one content hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban import forms
from tongban.engine import bpmn, dmn
from tongban.engine.items.item_form import ItemForm
from tongban.engine.items.materials import Material
from tongban.engine.items.problems import Problem
from tongban.engine.items.samples import Sample
from tongban.engine.items.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Item:
    """`forms` by key ("form" is the application), `decisions` by decision id, `samples` by file name.

    `raw_sheet` is the plain data of item.yaml, for those who show it as a whole.
    """

    sheet: Sheet
    raw_sheet: Mapping[str, Any]
    diagram: bpmn.Diagram
    process: bpmn.ProcessDefinition
    forms: Mapping[str, ItemForm]
    decisions: Mapping[str, dmn.Model]
    samples: Mapping[str, Sample]
    files: Mapping[str, bytes]
    content_hash: str
    warnings: tuple[Problem, ...]

    @property
    def code(self) -> str:
        return self.sheet.code

    @property
    def slug(self) -> str:
        """The short name used in paths and addresses."""
        return self.sheet.process

    @property
    def form(self) -> ItemForm:
        """The application form."""
        return self.forms["form"]

    @property
    def hints(self) -> tuple[str, ...]:
        """What the clerk who registers a case is reminded of."""
        paper = [one.name.zh for one in self.sheet.materials if not one.electronic]
        return (f"请收取纸质材料：{'、'.join(paper)}",) if paper else ()

    def material(self, code: str) -> Material | None:
        return self.sheet.material(code)

    def summary(self, values: Mapping[str, Any], language: str = "zh") -> list[tuple[str, str]]:
        """The application as lines of label and text, for documents and pages."""
        return forms.summary(self.form, values, language)

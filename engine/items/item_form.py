"""A form of an item: what the forms library read, together with the form-js source it was drawn in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban import forms


@dataclass(frozen=True)
class ItemForm(forms.Form):
    """`schema` is what a designer or another client shows."""

    schema: Mapping[str, Any]

    @classmethod
    def of(cls, form: forms.Form, schema: Mapping[str, Any]) -> ItemForm:
        return cls(form.id, form.fields, form.asker, schema)

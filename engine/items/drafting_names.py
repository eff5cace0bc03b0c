"""What the expressions of a folder may speak of while it is still being drawn."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.items.decision_checks import read_decisions
from tongban.engine.items.flow_checks import own_process, read_draft
from tongban.engine.items.form_checks import read_forms
from tongban.engine.items.known_names import IN_FORMS, known_names, told_names
from tongban.engine.items.problems import Problems


def names_of(files: Mapping[str, bytes], *, in_form: bool = False) -> frozenset[str]:
    """Every name an expression may use, as far as the folder can be read; inside a form rows have theirs."""
    aside = Problems()
    forms, decisions = read_forms(files, aside), read_decisions(files, aside)
    definition = own_process(read_draft(files, told_names(forms, decisions), aside), None, aside)
    found = {*known_names(definition, forms), *decisions}
    if in_form:
        found |= {part for form in forms.values() for name in form.field_names() for part in name.split(".")}
        found |= IN_FORMS
    return frozenset(found)

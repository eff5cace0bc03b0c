"""Between a form of an item and a page: what to draw, what somebody typed, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, redirect, request
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui.language import _, current, half
from tongban.admin_ui.session import engine
from tongban.admin_ui.wording import ZONE
from tongban.engine import errors, feel

#: The place in its list of the entry a field belongs to.
ENTRY = re.compile(r"\[(\d+)\]\.")
Schema = Mapping[str, Any] | None
Problem = Mapping[str, str]


@dataclass(frozen=True)
class Refused:
    """What came back: the values as typed, what is wrong with fields of the form, and with the rest of the page."""

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    page: Mapping[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, str]:
        """Every message by the id of the control it is about, the page's own first."""
        return {**self.page, **{forms.html_id(one["field"]): of_entry(one) for one in self.problems}}

    def __bool__(self) -> bool:
        return bool(self.problems or self.page)


def of_entry(problem: Problem) -> str:
    """What is wrong, away from its control: with the number of the entry when the field stands in a list."""
    found = ENTRY.search(problem["field"])
    number = int(found[1]) + 1 if found else 0
    return _("第 {n} 项：{what}", n=number, what=problem["message"]) if found else problem["message"]


NOTHING = Refused()
#: Under this name a draft keeps the opinion, which is no field of any form.
OPINION = "_opinion"
#: And under this one what of the application has to be corrected: field and what is wrong.
TO_CORRECT = "_to_correct"


def read(schema: Mapping[str, Any]) -> forms.Form:
    """The form with FEEL for its conditions."""
    return forms.read_form(schema, evaluate=evaluate)


def evaluate(text: str, variables: Mapping[str, Any]) -> Any:
    """One condition of a form."""
    return feel.to_json(feel.expression(text)(variables))


def drawn(
    schema: Schema,
    data: Mapping[str, Any],
    refused: Refused = NOTHING,
    access: Mapping[str, str] | None = None,
) -> list[forms.Node]:
    """What the form macros draw; nothing when the step asks for no data."""
    if not schema:
        return []
    values = {**data, **refused.values}
    return read(schema).render_model(values, refused.problems, current(), access, previous=data)


def posted(
    schema: Schema, data: Mapping[str, Any] | None = None, access: Mapping[str, str] | None = None
) -> Refused:
    """The values of a posted form and what is wrong with them."""
    if not schema:
        return NOTHING
    form = read(schema)
    values = forms.parse_posted(form, request.form.to_dict(flat=False))
    if redraws():
        return Refused(values)
    accepted, problems = form.validate(
        values,
        language=current(),
        access=access,
        previous=data or {},
        today=engine().now.astimezone(ZONE).date(),
    )
    return Refused(values, tuple(problems)) if problems else Refused(accepted)


def kept(task: Mapping[str, Any]) -> tuple[Refused, str]:
    """What was put by to go on with later: the fields as typed, and the opinion."""
    values = dict((task.get("draft") or {}).get("variables") or {})
    opinion = str(values.pop(OPINION, ""))
    values.pop(TO_CORRECT, None)
    return Refused(values), opinion


def to_keep(schema: Schema) -> dict[str, Any]:
    """Everything typed so far, right or wrong."""
    values = forms.parse_posted(read(schema), request.form.to_dict(flat=False)) if schema else {}
    opinion = request.form.get("opinion", "").strip()
    return {**values, **({OPINION: opinion} if opinion else {})}


def redraws() -> bool:
    """A button or a choice changes the form on the page and submits nothing."""
    return forms.only_redraws(request.form.to_dict(flat=False))


def told(schema: Schema, values: Mapping[str, Any]) -> list[tuple[str, str] | forms.Listing]:
    """The values of a form to read, label by label, and lists as tables."""
    return forms.laid_out(read(schema), values, current()) if schema else []


def differing(
    schema: Schema, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Label, text before and text after of every line that two fillings of a form do not share."""
    if not schema:
        return []
    was, now = (dict(forms.summary(read(schema), values, current())) for values in (before, after))
    return [
        (label, was.get(label, ""), now.get(label, ""))
        for label in dict.fromkeys((*was, *now))
        if was.get(label) != now.get(label)
    ]


def refusal(
    error: errors.EngineError, values: Mapping[str, Any], schema: Schema, materials: Iterable[str] = ()
) -> Refused:
    """What the engine says is wrong, at the control it is about: of the form, the material list or the page."""
    known, lines = read(schema).roots() if schema else frozenset(), set(materials)
    problems, page = [], {}
    for one in error.errors or [{"field": "form", "message": error.message}]:
        name = str(one.get("field") or "form").removeprefix("form.").removeprefix("variables.")
        message = half(str(one.get("message") or error.message))
        if name.split(".")[0].split("[")[0] in known:
            problems.append({"field": name, "message": message})
        else:
            page[f"material.{name}" if name in lines else name] = message
    return Refused(values, tuple(problems), page)


def handed_in(lines: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str, bytes], ...]:
    """The files chosen for each line of a material list."""
    return tuple(
        (line["code"], given.filename, given.read())
        for line in lines
        for given in request.files.getlist(f"material.{line['code']}")
        if given.filename
    )


def done(target: str) -> Response:
    """On to the next page, also for a form that a script sent."""
    if request.headers.get("HX-Request"):
        return make_response("", 204, {"HX-Redirect": target})
    return redirect(target, 303)

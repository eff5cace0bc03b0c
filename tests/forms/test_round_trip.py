"""Whatever validation accepts can be shown, posted and accepted again unchanged."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.building import a_field, a_form, a_list, an_option
from forms.test_posted import browse, drawn
from tongban.forms import Form, parse_posted, summary

CONDITIONS = [None, '= a = null', '= b > 3', '= d = true', '= count(rows) > 1']  # fmt: skip
KINDS: list[dict[str, Any]] = [
    {"type": "textfield"},
    {"type": "textfield", "validate": {"maxLength": 5, "pattern": "^[^x]*$"}},
    {"type": "textarea"},
    {"type": "number"},
    {"type": "number", "decimalDigits": 1, "validate": {"min": -5}},
    {"type": "checkbox"},
    {"type": "select", "values": [an_option("a"), an_option(2)]},
    {"type": "checklist", "values": [an_option("a"), an_option(2), an_option(False)]},
    {"type": "datetime", "subtype": "date"},
    {"type": "datetime", "subtype": "datetime"},
    {"type": "filepicker", "multiple": True},
]
TEXT = st.text(alphabet="a x1\n\r\té名\u3000\x00<\"'&", max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9).map(lambda n: round(n, 2)) | TEXT
    | st.sampled_from(["a", 2, False, "2026-02-28", "2026-02-28T14:30"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@st.composite
def components(draw: st.DrawFn) -> list[dict[str, Any]]:
    def one(key: str) -> dict[str, Any]:
        kind, condition = draw(st.sampled_from(KINDS)), draw(st.sampled_from(CONDITIONS))
        return {**a_field(kind["type"], key), **kind, "conditional": {"hide": condition or ""}}

    return [*(one(key) for key in "abcd"), a_list(one("p"), one("q"), path="rows")]


DATA = st.fixed_dictionaries(
    {},
    optional={
        **{key: JSON for key in "abcd"},
        "rows": st.lists(st.fixed_dictionaries({}, optional={"p": JSON, "q": JSON}), max_size=3),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(components(), DATA, DATA)
def test_what_is_accepted_stays_accepted(
    parts: list[dict[str, Any]], data: dict[str, Any], previous: dict[str, Any]
) -> None:
    form: Form = a_form(*parts)
    clean, problems = form.validate(data, previous=previous)
    form.render_model(data, problems)
    if problems:
        return
    assert form.validate(clean, previous=previous) == (clean, [])
    assert form.render_model(clean)
    assert len(summary(form, clean, "en")) <= 4 + max(1, 2 * len(clean.get("rows", ())))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(components(), DATA)
def test_what_is_accepted_survives_the_page(parts: list[dict[str, Any]], data: dict[str, Any]) -> None:
    form: Form = a_form(*parts)
    clean, problems = form.validate(data)
    if problems or "\r" in str(data) or _padded(clean):
        return
    posted = MultiDict(browse(drawn(form, clean)).posted)
    assert form.validate(parse_posted(form, posted)) == (clean, [])


def _padded(value: Any) -> bool:
    """Pages trim what is typed, and a single-line control holds no tab worth keeping."""
    if isinstance(value, dict):
        return any(map(_padded, value.values()))
    if isinstance(value, list):
        return any(map(_padded, value))
    return isinstance(value, str) and value != value.strip()

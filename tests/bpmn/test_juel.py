"""JUEL is rewritten as FEEL of the same meaning, or refused."""

from __future__ import annotations

import pytest

from tongban.engine import feel
from tongban.engine.bpmn import juel

MEANT = [
    ("a == 1 && !b", {"a": 1, "b": False}, True),
    ("a == 1 && !b", {"a": 1, "b": True}, False),
    ("not compensate", {"compensate": False}, True),
    ("!missing", {}, True),
    ("x+5", {"x": 5}, 10),
    ("5-2", {}, 3),
    ("2 + 3 * 4 % 3", {}, 2),
    ("nrOfCompletedInstances/nrOfInstances >= 0.6", {"nrOfCompletedInstances": 3, "nrOfInstances": 5}, True),
    ("word == 'true'", {"word": "true"}, True),
    ("word == 'true'", {"word": True}, True),
    ("'1' == n", {"n": 1}, True),
    ("a ne b or c lt 3", {"a": 1, "b": 1, "c": 2}, True),
    ("empty list", {"list": []}, True),
    ("not empty list", {"list": [1]}, True),
    ("empty text", {"text": ""}, True),
    ("empty nothing", {}, True),
    ("a > 1 ? 'big' : 'small'", {"a": 2}, "big"),
    ("case.area.size", {"case": {"area": {"size": 4}}}, 4),
    ("items[0]", {"items": [7, 8]}, 7),
    ("map['k']", {"map": {"k": 5}}, 5),
    ("list.size() > 1", {"list": [1, 2]}, True),
    ("name.contains('b')", {"name": "abc"}, True),
    ("execution.getVariable('x')", {"x": 3}, 3),
    ('"say \\"hi\\""', {}, 'say "hi"'),
    ("-x + 1", {"x": 3}, -2),
    ("true", {}, True),
    ("a == null", {}, True),
]


@pytest.mark.parametrize(("source", "variables", "expected"), MEANT)
def test_juel_means_the_same_in_feel(source: str, variables: dict[str, object], expected: object) -> None:
    assert feel.to_json(feel.expression(juel.translate(source))(variables)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "bean.find(x)",
        "f(x)",
        "a ==",
        "",
        "a = 1",
        "T(x)",
        "a ? b",
        "(" * 80 + "1" + ")" * 80,
        "a..b",
        "'open",
        "@x",
    ],
)
def test_what_has_no_translation_is_refused(source: str) -> None:
    with pytest.raises(juel.Untranslatable):
        juel.translate(source)


def test_text_is_split_at_its_expressions() -> None:
    assert juel.split("a ${b} #{c['}']}") == [(False, "a "), (True, "b"), (False, " "), (True, "c['}']")]
    assert juel.split("plain") == [(False, "plain")]
    assert juel.split("${open") is None

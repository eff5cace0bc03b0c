"""Nothing written in FEEL reaches Python: every known escape is refused or is only a name without a value."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from tongban.engine import feel

ESCAPES = [
    "().__class__.__base__.__subclasses__()",
    '"".__class__.__mro__[1].__subclasses__()',
    '__import__("os").system("id")',
    'import("os")',
    'eval("1+1")',
    'exec("import os")',
    'open("/etc/passwd").read()',
    'f"{x.__class__}"',
    '"{0.__class__.__init__.__globals__}".format(x)',
    '"{x}".format_map(y)',
    'string.Formatter().format("{0.obj}", e)',
    "(x for x in [1]).gi_frame.f_back.f_builtins",
    "coroutine.cr_frame.f_globals",
    "error.__traceback__.tb_frame.f_back",
    "AttributeError.obj",
    "try: pass\nexcept* E: pass",
    "lambda _getattr_, /: _getattr_",
    "(_getattr_ := getattr)",
    "match x: case object(__class__=y): y",
    "@decorator def f(): pass",
    "lambda x=__builtins__: x",
    "helper.__globals__",
    "os.path.os.system",
    'getattr(x, "__cl" + "ass__")',
    "class A(metaclass=B): pass",
    "type(x).mro()",
    '"%1000000000d" % 1',
    '"a" * 10 ** 10',
    "1 << 10 ** 10",
    "[x for x in y]",
    "[[x for y in z] for z in w]",
    "x.__ｃlass__",
    '"\\N{LATIN SMALL LETTER A}"',
    '"a\0b"',
    "pickle.loads(\"cos\\nsystem\\n(S'id'\\ntR.\")",
    "{{''.__class__}}",
    "{{x|attr('__class__')}}",
    "${7*7}",
    "x.__dict__",
    "date.__init__.__globals__",
    "sum.call.__globals__",
    "x.names",
    "item.real",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_escape_is_refused_or_without_value(text: str) -> None:
    for variables in ({}, {"x": "text", "y": [1], "z": {"a": 1}, "w": 5}):
        try:
            value = feel.expression(text)(variables)
        except feel.FeelError:
            continue
        assert plain(value), value


@pytest.mark.parametrize("text", ESCAPES)
def test_escape_in_a_cell_is_refused_or_does_not_match_by_magic(text: str) -> None:
    try:
        assert feel.unary_tests(text)("text", {"x": "text"}) in (True, False)
    except feel.FeelError:
        pass


@pytest.mark.parametrize("name", [name for name in dir(builtins) if name not in feel.BUILTINS])
def test_names_of_python_mean_nothing(name: str) -> None:
    try:
        value = feel.expression(name)({})
    except feel.FeelSyntaxError:
        return
    assert value is None


def test_attributes_of_values_cannot_be_reached() -> None:
    variables: dict[str, Any] = {"x": {"a": 1}, "s": "text", "n": 5}
    for value in ("x", "s", "n", "sum", '@"P1D"', "[1..5]", "function(a) a"):
        for attribute in ("__class__", "__dict__", "keys", "upper", "real", "call", "nanos", "parameters"):
            assert feel.expression(f"({value}).{attribute}")(variables) is None


def plain(value: Any) -> bool:
    """Made of FEEL values alone."""
    if isinstance(value, list):
        return all(map(plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(item) for key, item in value.items())
    return feel.to_json(value) is None or isinstance(feel.to_json(value), (str, int, bool)) or value == value

"""Boxed expressions: contexts, lists, relations, invocations, functions, conditionals, filters, iterators."""

from __future__ import annotations

from typing import Any

import pytest


def entry(build: Any, name: str | None, text: str, type: str = "") -> str:
    kind = f' typeRef="{type}"' if type else ""
    variable = f'<variable name="{name}"{kind}/>' if name else ""
    return f"<contextEntry>{variable}{build.literal(text)}</contextEntry>"


def boxed(build: Any, tag: str, attributes: str = "", **parts: str) -> str:
    inner = "".join(f"<{name}>{build.literal(text)}</{name}>" for name, text in parts.items())
    return f"<{tag} {attributes}>{inner}</{tag}>"


def evaluate(build: Any, logic: str, **inputs: Any) -> Any:
    return build.model(build.decision("d", logic)).evaluate("d", inputs).outputs


def test_context_entries_see_those_before_them(build: Any) -> None:
    logic = f"<context>{entry(build, '面积', '10')}{entry(build, '单价', '面积 * 2')}</context>"
    assert evaluate(build, logic) == {"面积": 10, "单价": 20}


def test_context_with_result(build: Any) -> None:
    logic = f"<context>{entry(build, 'unit price', '3')}{entry(build, None, 'unit price * n')}</context>"
    assert evaluate(build, logic, n=4) == 12


def test_context_entry_of_a_wrong_type_is_null(build: Any) -> None:
    assert evaluate(build, f"<context>{entry(build, 'a', '1', 'string')}</context>") == {"a": None}


def test_list_and_relation(build: Any) -> None:
    assert evaluate(build, f"<list>{build.literal('1')}{build.literal('x + 1')}</list>", x=1) == [1, 2]
    row = f"<row>{build.literal('1')}{build.literal('2')}</row>"
    assert (
        evaluate(build, f'<relation><column name="a"/><column name="b"/>{row}{row}</relation>')
        == [{"a": 1, "b": 2}] * 2
    )


@pytest.mark.parametrize(("x", "expected"), [(5, "big"), (1, "small"), (None, "small")])
def test_conditional(build: Any, x: Any, expected: str) -> None:
    logic = "<conditional>{}</conditional>".format(
        "".join(
            f"<{tag}>{build.literal(text)}</{tag}>"
            for tag, text in (("if", "x > 2"), ("then", '"big"'), ("else", '"small"'))
        )
    )
    assert evaluate(build, logic, x=x) == expected


def test_filter(build: Any) -> None:
    logic = f"<filter><in>{build.literal('xs')}</in><match>{build.literal('item > 1')}</match></filter>"
    assert evaluate(build, logic, xs=[1, 2, 3]) == [2, 3]


@pytest.mark.parametrize(
    ("tag", "body", "expected"),
    [("for", "n * 2", [2, 4, 6]), ("every", "n > 0", True), ("some", "n > 2", True)],
)
def test_iterators(build: Any, tag: str, body: str, expected: Any) -> None:
    closing = "return" if tag == "for" else "satisfies"
    logic = (
        f'<{tag} iteratorVariable="n"><in>{build.literal("xs")}</in>'
        f"<{closing}>{build.literal(body)}</{closing}></{tag}>"
    )
    assert evaluate(build, logic, xs=[1, 2, 3]) == expected


def test_for_remembers_what_it_has_made(build: Any) -> None:
    logic = (
        f'<for iteratorVariable="n"><in>{build.literal("[1, 2, 3]")}</in>'
        f"<return>{build.literal('count(partial) + n')}</return></for>"
    )
    assert evaluate(build, logic) == [1, 3, 5]


def test_function_and_invocation(build: Any) -> None:
    parameter = '<formalParameter name="n" typeRef="number"/>'
    function = f"<functionDefinition>{parameter}{build.literal('n * 2')}</functionDefinition>"
    binding = f'<binding><parameter name="n"/>{build.literal("21")}</binding>'
    call = f"<invocation>{build.literal('twice')}{binding}</invocation>"
    twice = f'<contextEntry><variable name="twice"/>{function}</contextEntry>'
    assert evaluate(build, f"<context>{twice}<contextEntry>{call}</contextEntry></context>") == 42


def test_java_function_is_never_run(build: Any) -> None:
    function = f'<functionDefinition kind="Java">{build.literal("1")}</functionDefinition>'
    logic = f'<context><contextEntry><variable name="f"/>{function}</contextEntry>{entry(build, None, "f()")}</context>'
    assert evaluate(build, logic) is None

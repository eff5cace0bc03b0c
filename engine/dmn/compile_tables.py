"""Decision tables to code: clauses, cells and default outputs."""

from __future__ import annotations

from tongban.engine.dmn.boxes import InputClause, OutputClause, Rule, TableBox
from tongban.engine.dmn.compiling import BoxCompiler
from tongban.engine.dmn.tables import CompiledRule, Input, Output, Table
from tongban.engine.dmn.xml import problem
from tongban.engine.feel.compilation import Run


def table(compiler: BoxCompiler, box: TableBox) -> Run:
    if not box.outputs:
        compiler.problems.append(problem(compiler.file, box.id, "dmn.table", "the table has no output"))
    made = Table(
        box.id,
        box.hit_policy,
        box.aggregation,
        tuple(_input(compiler, clause, box.id) for clause in box.inputs),
        tuple(_output(compiler, clause, box.id) for clause in box.outputs),
        tuple(_rule(compiler, rule, box) for rule in box.rules),
    )
    return made.run


def _input(compiler: BoxCompiler, clause: InputClause, owner: str) -> Input:
    run = compiler.expression(clause.text or "null", owner)
    allowed = compiler.tests(clause.allowed, owner) if clause.allowed else None
    return Input(clause.label, run, compiler.types.named(clause.type), allowed)


def _output(compiler: BoxCompiler, clause: OutputClause, owner: str) -> Output:
    return Output(
        clause.name,
        compiler.types.named(clause.type),
        compiler.expression(f"[{clause.values}]", owner) if clause.values else None,
        compiler.expression(clause.default, owner) if clause.default else None,
    )


def _rule(compiler: BoxCompiler, rule: Rule, box: TableBox) -> CompiledRule:
    if len(rule.tests) != len(box.inputs) or len(rule.outputs) != len(box.outputs):
        message = "the rule has not one cell for every column"
        compiler.problems.append(problem(compiler.file, rule.id, "dmn.table", message))
    return CompiledRule(
        rule.id,
        rule.tests,
        tuple(
            (column, compiler.tests(text, rule.id)) for column, text in enumerate(rule.tests) if text != "-"
        ),
        tuple(compiler.expression(text or "null", rule.id) for text in rule.outputs),
    )

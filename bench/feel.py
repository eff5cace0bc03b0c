"""Time of one compiled FEEL condition, beside Python's own eval and, when installed, bkflow-feel, in one run."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter_ns
from typing import Any

from tongban.engine import dmn, feel

VARIABLES: dict[str, Any] = {
    "amount": 1500,
    "region": "B",
    "status": "ok",
    "form": {"applicant": {"age": 30, "city": "临江"}, "items": list(range(20))},
}
# What each condition means, in FEEL and in Python.
CONDITIONS = (
    ("amount > 1000", "amount > 1000"),
    ('amount > 1000 and status = "ok"', 'amount > 1000 and status == "ok"'),
    ('amount > 1000 and region in ("A", "B")', 'amount > 1000 and region in ("A", "B")'),
    ("amount in [1000..2000)", "1000 <= amount < 2000"),
    ('form.applicant.city = "临江"', 'form["applicant"]["city"] == "临江"'),
)
LIMIT = 5.0
ROUNDS, TURNS = 9, 5000
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="bench">
<decision id="fee" name="fee"><decisionTable hitPolicy="FIRST">{inputs}<output/>{rules}</decisionTable></decision>
</definitions>"""


def microseconds(call: Callable[[], Any], turns: int = TURNS) -> float:
    """The best of several rounds: what else runs on the machine only ever adds."""
    rounds = []
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        for _ in range(turns):
            call()
        rounds.append((perf_counter_ns() - start) / turns / 1000)
    return min(rounds)


def bkflow() -> Callable[[str], Callable[[], Any]] | None:
    """Not a dependency: measured where somebody has installed it."""
    if find_spec("bkflow_feel") is None:
        return None
    parse = import_module("bkflow_feel.api").parse_expression
    return lambda text: lambda: parse(text, VARIABLES)


def measured(other: Callable[[str], Callable[[], Any]], text: str) -> str:
    try:
        return f"{microseconds(other(text), 30):.0f}"
    except Exception as refused:  # whatever another library raises at valid FEEL
        return type(refused).__name__


def table() -> dmn.Model:
    """Fifty rules of four cells, the last one hit."""
    inputs = "".join(f"<input><inputExpression><text>v{n}</text></inputExpression></input>" for n in range(4))
    cells = "<inputEntry><text>-</text></inputEntry>" * 3
    rules = "".join(
        f"<rule>{cells}<inputEntry><text>&lt; {n}</text></inputEntry>"
        f"<outputEntry><text>{n}</text></outputEntry></rule>"
        for n in range(1, 51)
    )
    return dmn.read(TABLE.format(inputs=inputs, rules=rules).encode())


def main() -> int:
    other = bkflow()
    print(f"{'condition':<42}{'ours µs':>9}{'eval µs':>9}  bkflow µs")
    figures = []
    for text, python in CONDITIONS:
        condition = feel.expression(text)
        ours = microseconds(lambda condition=condition: condition(VARIABLES))
        # The yardstick evaluates a constant of this file with names only; nothing from outside reaches it.
        code = compile(python, "condition", "eval")
        theirs = microseconds(lambda code=code: eval(code, {"__builtins__": {}}, VARIABLES))
        slow = measured(other, text) if other else "not there"
        print(f"{text:<42}{ours:>9.2f}{theirs:>9.2f}  {slow}")
        figures.append(ours)
    model = table()
    values = {f"v{n}": 49 for n in range(4)}
    print(f"50 rules x 4 cells, last hit: {microseconds(lambda: model.evaluate('fee', values), 500):.0f} µs")
    print(
        f"median condition {statistics.median(figures):.2f} µs, slowest {max(figures):.2f} µs, limit {LIMIT} µs"
    )
    return 0 if max(figures) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())

"""Runs the DMN Technology Compatibility Kit and prints passed/total per level and every failure."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from tongban.engine import dmn, errors
from tongban.engine.feel import temporal_text
from tongban.engine.feel.compare import equal
from tongban.engine.feel.errors import NotApplicable

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "dmn-tck"
LEVELS = ("compliance-level-2", "compliance-level-3")
TEST = "{http://www.omg.org/spec/DMN/20160719/testcase}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
READERS = {
    "date": temporal_text.date,
    "time": temporal_text.time,
    "dateTime": temporal_text.date_and_time,
    "duration": temporal_text.duration,
}
CLOSE = Decimal("1e-8")


@dataclass(frozen=True)
class Outcome:
    level: str
    folder: str
    file: str
    case: str
    node: str
    expected: Any
    actual: Any
    passed: bool


def run(tck: Path) -> Iterator[Outcome]:
    for level in LEVELS:
        for folder in sorted(path for path in (tck / level).iterdir() if path.is_dir()):
            for tests in sorted(folder.glob("*.xml")):
                yield from _run_file(level, folder, tests)


def _run_file(level: str, folder: Path, tests: Path) -> Iterator[Outcome]:
    root = etree.parse(tests).getroot()
    name = root.findtext(f"{TEST}modelName") or ""
    model: dmn.Model | str
    try:
        others = [path.read_bytes() for path in sorted(folder.glob("*.dmn")) if path.name != name]
        model = dmn.read((folder / name).read_bytes(), name, others, strict=False)
    except errors.EngineError as refused:
        model = f"refused: {refused.message}"
    for case in root.iter(f"{TEST}testCase"):
        inputs = {node.get("name"): _value(node) for node in case.findall(f"{TEST}inputNode")}
        results = [_result(model, case, node, inputs) for node in case.findall(f"{TEST}resultNode")]
        for node, actual in zip(case.findall(f"{TEST}resultNode"), results, strict=True):
            expected_node = node.find(f"{TEST}expected")
            expected = None if expected_node is None else _value(expected_node)
            passed = not isinstance(model, str) and _same(actual, expected)
            yield Outcome(
                level,
                folder.name,
                tests.name,
                case.get("id") or "",
                node.get("name") or "",
                expected,
                actual,
                passed,
            )


def _result(model: dmn.Model | str, case: Any, node: Any, inputs: dict[str, Any]) -> Any:
    if isinstance(model, str):
        return model
    name = case.get("invocableName") or node.get("name")
    try:
        value = model.evaluate(name, inputs).value
    except errors.ExpressionFailed:
        # A table whose hit policy is violated has no result; the kit expects null.
        return None
    except errors.EngineError as refused:
        return f"refused: {refused.message}"
    if case.get("invocableName") and isinstance(value, dict) and node.get("name") in value:
        return value[node.get("name")]
    return value


def _value(node: Any) -> Any:
    if node.get(NIL) == "true":
        return None
    items = node.find(f"{TEST}list")
    if items is not None:
        return None if items.get(NIL) == "true" else [_value(item) for item in items.findall(f"{TEST}item")]
    components = node.findall(f"{TEST}component")
    if components:
        return {component.get("name"): _value(component) for component in components}
    value = node.find(f"{TEST}value")
    return None if value is None or value.get(NIL) == "true" else _scalar(value)


def _scalar(value: Any) -> Any:
    text = value.text or ""
    kind = (value.get(TYPE) or "string").split(":")[-1]
    if kind in ("decimal", "double", "integer", "int", "long", "float"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    if kind in READERS:
        try:
            return READERS[kind](text.strip())
        except NotApplicable:
            return text
    return text


def _same(actual: Any, expected: Any) -> bool:
    """Numbers agree to eight digits after the point, as the kit asks for; everything else exactly."""
    if isinstance(actual, Decimal) and isinstance(expected, Decimal):
        return abs(actual - expected) <= CLOSE
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(_same, actual, expected))
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(_same(actual[key], expected[key]) for key in actual)
    return equal(actual, expected) is True


def by_case(outcomes: Iterable[Outcome]) -> dict[tuple[str, str, str, str], bool]:
    """A case passes when all its results do."""
    cases: dict[tuple[str, str, str, str], bool] = {}
    for outcome in outcomes:
        case = (outcome.level, outcome.folder, outcome.file, outcome.case)
        cases[case] = cases.get(case, True) and outcome.passed
    return cases


def main(arguments: list[str]) -> int:
    tck = Path(arguments[0]) if arguments else DEFAULT
    if not tck.is_dir():
        print(f"no DMN TCK at {tck}; give its folder as argument")
        return 2
    outcomes = list(run(tck))
    for outcome in outcomes:
        if not outcome.passed:
            print(
                f"FAIL {outcome.folder} {outcome.case} {outcome.node}:"
                f" expected {outcome.expected!s:.80}, got {outcome.actual!s:.120}"
            )
    cases = by_case(outcomes)
    for level in LEVELS:
        of_level = [passed for case, passed in cases.items() if case[0] == level]
        print(f"{level}: {sum(of_level)}/{len(of_level)}")
    share = 100 * sum(cases.values()) / len(cases) if cases else 0
    print(f"all: {sum(cases.values())}/{len(cases)} = {share:.2f} %")
    return 0 if share >= 98 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

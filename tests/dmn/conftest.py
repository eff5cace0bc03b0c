"""Builders of small DMN files."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from tongban.engine import dmn

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


class Builder:
    """Writes XML the way dmn-js saves it; every text is escaped."""

    namespace = DMN_15

    def definitions(self, *parts: str, extra: str = "") -> bytes:
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{self.namespace}" '
            f'xmlns:camunda="http://camunda.org/schema/1.0/dmn" {extra} id="defs" name="d" namespace="test">'
            f"{''.join(parts)}</definitions>"
        ).encode()

    def literal(self, text: str, type: str = "") -> str:
        kind = f' typeRef="{type}"' if type else ""
        return f"<literalExpression{kind}><text>{escape(text)}</text></literalExpression>"

    def decision(self, id: str, logic: str, *requires: str, type: str = "", name: str = "") -> str:
        kind = f' typeRef="{type}"' if type else ""
        name = name or id
        return f'<decision id="{id}" name="{name}"><variable name="{name}"{kind}/>{"".join(requires)}{logic}</decision>'

    def input(self, id: str, type: str = "", name: str = "") -> str:
        kind = f' typeRef="{type}"' if type else ""
        name = name or id
        return f'<inputData id="{id}" name="{name}"><variable name="{name}"{kind}/></inputData>'

    def needs(self, kind: str, *ids: str) -> str:
        outer = "knowledgeRequirement" if kind == "requiredKnowledge" else "informationRequirement"
        return "".join(f'<{outer}><{kind} href="#{id}"/></{outer}>' for id in ids)

    def table(
        self,
        inputs: list[str],
        rules: list[tuple[list[str], list[str]]],
        *,
        policy: str = "UNIQUE",
        aggregation: str = "",
        outputs: list[tuple[str, str, str]] | None = None,  # name, allowed values, default
        allowed: dict[int, str] | None = None,
        types: dict[int, str] | None = None,
    ) -> str:
        columns = "".join(
            f'<input id="i{n}" label="{escape(text)}">'
            f'<inputExpression typeRef="{(types or {}).get(n, "")}"><text>{escape(text)}</text></inputExpression>'
            + (
                f"<inputValues><text>{escape(allowed[n])}</text></inputValues>"
                if n in (allowed or {})
                else ""
            )
            + "</input>"
            for n, text in enumerate(inputs)
        )
        results = "".join(
            f'<output id="o{n}" name="{name}">'
            + (f"<outputValues><text>{escape(values)}</text></outputValues>" if values else "")
            + (f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else "")
            + "</output>"
            for n, (name, values, default) in enumerate(outputs or [("", "", "")])
        )
        lines = "".join(
            f'<rule id="r{n}">'
            + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
            + "".join(f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in answers)
            + "</rule>"
            for n, (cells, answers) in enumerate(rules, 1)
        )
        aggregate = f' aggregation="{aggregation}"' if aggregation else ""
        return (
            f'<decisionTable id="t" hitPolicy="{policy}"{aggregate}>{columns}{results}{lines}</decisionTable>'
        )

    def model(self, *parts: str) -> dmn.Model:
        return dmn.read(self.definitions(*parts))


@pytest.fixture
def build() -> Builder:
    return Builder()

"""What a decision table answers when several rules match, one function per hit policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from tongban.engine.dmn.evaluation import DecisionFailed
from tongban.engine.feel.builtins import BUILTINS
from tongban.engine.feel.compare import equal
from tongban.engine.feel.errors import NotApplicable


@dataclass(frozen=True, slots=True)
class Hit:
    number: int
    id: str
    outputs: list[Any]


class HitTable(Protocol):
    """What a policy needs to know of its table."""

    @property
    def aggregation(self) -> str | None: ...

    def shaped(self, outputs: list[Any]) -> Any: ...

    def failed(self, message: str, rules: list[Hit] | None = None) -> DecisionFailed: ...


Order = list[Any]  # per output the list of its allowed values, best first, or None
Answer = tuple[Any, list[Hit]]  # the result, and the hits that count


def unique(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    if len(hits) > 1:
        numbers = " and ".join(str(hit.number) for hit in hits)
        raise table.failed(f"rules {numbers} match, but only one may", hits)
    return table.shaped(hits[0].outputs), hits


def any_of(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    for hit in hits[1:]:
        if equal(hit.outputs, hits[0].outputs) is not True:
            raise table.failed(
                f"rules {hits[0].number} and {hit.number} match with different outputs", [hits[0], hit]
            )
    return table.shaped(hits[0].outputs), hits


def first(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    return table.shaped(hits[0].outputs), hits[:1]


def _by_output(hits: list[Hit], order: Order) -> list[Hit]:
    """Best first: by the place of the first output in its allowed values, then of the second …"""

    def place(hit: Hit) -> list[int]:
        return [
            next((at for at, value in enumerate(best) if equal(value, output) is True), len(best))
            for output, best in zip(hit.outputs, order, strict=True)
            if best is not None
        ]

    return sorted(hits, key=place)


def priority(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    best = _by_output(hits, order)[:1]
    return table.shaped(best[0].outputs), best


def output_order(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    ordered = _by_output(hits, order)
    return [table.shaped(hit.outputs) for hit in ordered], ordered


def rule_order(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    return [table.shaped(hit.outputs) for hit in hits], hits


def collect(table: HitTable, hits: list[Hit], order: Order) -> Answer:
    results = [table.shaped(hit.outputs) for hit in hits]
    if table.aggregation is None:
        return results, hits
    if table.aggregation == "COUNT":
        return Decimal(len(results)), hits
    try:
        return BUILTINS[table.aggregation.lower()].call(results), hits
    except NotApplicable as wrong:
        raise table.failed(
            f"{table.aggregation.lower()} of outputs that cannot be aggregated", hits
        ) from wrong


POLICIES: dict[str, Callable[[HitTable, list[Hit], Order], Answer]] = {
    "UNIQUE": unique,
    "ANY": any_of,
    "FIRST": first,
    "PRIORITY": priority,
    "RULE ORDER": rule_order,
    "OUTPUT ORDER": output_order,
    "COLLECT": collect,
}

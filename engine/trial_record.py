"""What is kept of a trial stepped by hand: who began it, the sample it will be, and what every move has asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tongban.engine import errors
from tongban.engine.items.problems import Problems
from tongban.engine.items.samples import Sample, read_sample

FILE = "run.json"
#: A case that takes more moves than this goes round in circles.
MOST_MOVES = 150
#: What a run expects while it is under way; saving it says what really came out.
OPEN_END = {"state": "closed"}
# A sample has a step at least; a run begins without any.
NO_STEP = {"advance": "PT1M"}


@dataclass(slots=True)
class Move:
    """One line of the sample as it was played: when, and the conditions that were asked, as {flow, text, held}."""

    at: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    planned: bool = False


@dataclass(slots=True)
class TrialRecord:
    """`recipe` is the sample so far, `planned` the lines of the sample it began with that are still to come."""

    id: str
    draft_id: str
    revision: int
    owner: str
    touched: str
    now: str
    recipe: dict[str, Any]
    planned: list[dict[str, Any]]
    people: list[str]
    case_no: str = ""
    moves: list[Move] = field(default_factory=list)

    @property
    def sample(self) -> Sample:
        return sample_of(self.recipe)

    @property
    def last_used(self) -> datetime:
        return datetime.fromisoformat(self.touched)

    def keep(self, folder: Path) -> None:
        """Write it down whole or not at all."""
        beside = folder / f"{FILE}.new"
        beside.write_bytes(dumped(asdict(self)))
        beside.replace(folder / FILE)

    @classmethod
    def read(cls, folder: Path) -> TrialRecord | None:
        """What the folder keeps; None when nothing readable is there."""
        try:
            data = json.loads((folder / FILE).read_bytes(), parse_float=Decimal)
            moves = [Move(**one) for one in data.pop("moves")]
            return cls(**data, moves=moves)
        except (OSError, ValueError, TypeError, KeyError):
            return None


def sample_of(recipe: Mapping[str, Any]) -> Sample:
    """The sample that a recipe is; errors.Invalid names what does not hold in it."""
    problems, bare = Problems(), not recipe.get("steps")
    whole = {"expect": OPEN_END, **recipe, **({"steps": [NO_STEP]} if bare else {})}
    sample = read_sample("samples/run.json", dumped(whole), problems)
    if problems.errors or sample is None:
        raise errors.Invalid(
            errors=[
                {"field": str(one["element"] or "form"), "message": str(one["message"])}
                for one in problems.errors
            ]
        )
    return replace(sample, steps=()) if bare else sample


def dumped(data: Any) -> bytes:
    """JSON as a sample file has it."""
    return (json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)

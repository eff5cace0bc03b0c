"""案卷: what an act has read of a case, each thing once: its clocks, its materials, what was said in its steps.

It lives as long as the act and is never behind the tables: its clocks are the very rows the act changes, and whoever adds
or takes away a material or an opinion says so here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.states import CLOCK_LIVE
from tongban.engine.ports import ClockRow, Material, Task, UnitOfWork

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

STOPPED = "stopped"


class Dossier:
    """One case's; everything is read when it is first asked for."""

    def __init__(self, uow: UnitOfWork, case_id: str, instance_id: str) -> None:
        self.case_id = case_id
        self._uow = uow
        self._instance_id = instance_id
        self._clocks: dict[str, ClockRow] = {}
        # Whether all that count are among them, and all there are.
        self._all_live = self._all_clocks = False
        self._materials: list[Material] | None = None
        self._opinions: list[Task] | None = None

    def live_clocks(self, tokens: Collection[int] | None = None) -> list[ClockRow]:
        """The clocks that still count, in the order of their ids; of these steps alone, or all."""
        if not self._all_live and tokens is not None:
            self._know(token=list(tokens), state=CLOCK_LIVE)
        elif not self._all_live:
            self._know(state=CLOCK_LIVE)
            self._all_live = True
        found = [row for row in self._in_order() if row.state in CLOCK_LIVE]
        return found if tokens is None else [row for row in found if row.token in tokens]

    def clocks(self) -> list[ClockRow]:
        """Every clock, in the order of their ids."""
        if not self._all_clocks:
            stopped: dict[str, Any] = {"state": STOPPED} if self._all_live else {}
            self._know(**stopped)
            self._all_live = self._all_clocks = True
        return self._in_order()

    def clock(self, clock_id: str | None) -> ClockRow | None:
        """One of the case's clocks."""
        if clock_id is not None and clock_id not in self._clocks and not self._all_clocks:
            self._know(id=clock_id)
        return self._clocks.get(clock_id or "")

    def materials(self) -> list[Material]:
        """The materials that are there now, those they replaced left out."""
        if self._materials is None:
            self._materials = self._uow.find(Material, case_id=self.case_id, state="current")
        return self._materials

    def codes(self) -> set[str]:
        """The codes of the materials that are there now."""
        return {one.code for one in self.materials()}

    def opinions(self) -> list[Task]:
        """The finished steps in the order in which they were finished."""
        if self._opinions is None:
            self._opinions = self._uow.find(
                Task, instance_id=self._instance_id, state="completed", order="completed_at"
            )
        return self._opinions

    def read(self) -> None:
        """Read all of it now, for a paper that follows: later, what the act has changed must be written first."""
        self.clocks()
        self.materials()
        self.opinions()

    def is_new(self) -> None:
        """The case is born in this act: there is nothing to read of it."""
        self._all_live = self._all_clocks = True
        self._materials, self._opinions = [], []

    def started(self, row: ClockRow) -> None:
        """The act has started a clock."""
        self._clocks[row.id] = row

    def handed_in(self, material: Material) -> None:
        """The act has added a material."""
        if self._materials is not None:
            self._materials = [*self._materials, material]

    def replaced(self, material: Material) -> None:
        """The act has put another in its place."""
        if self._materials is not None:
            self._materials = [one for one in self._materials if one is not material]

    def forget_opinions(self) -> None:
        """A step was finished, or what was said in one counts no more."""
        self._opinions = None

    def _know(self, **which: Any) -> None:
        for row in self._uow.find(ClockRow, case_id=self.case_id, **which):
            # What is known already stays: the act may have changed it.
            self._clocks.setdefault(row.id, row)

    def _in_order(self) -> list[ClockRow]:
        return [self._clocks[id_] for id_ in sorted(self._clocks)]


def of(act: Act, run: Run) -> Dossier:
    """The dossier of the case an open instance is the course of."""
    assert run.case is not None
    if run.record.id not in act.dossiers:
        act.dossiers[run.record.id] = Dossier(act.uow, run.case.id, run.record.id)
    return act.dossiers[run.record.id]


def of_cases(act: Act, case_ids: Collection[str]) -> list[Dossier]:
    """Those of these cases' dossiers that the act has opened."""
    return [one for one in act.dossiers.values() if one.case_id in case_ids]


def said(act: Act, instance_id: str) -> None:
    """Somebody has finished a step of this instance, or what they said counts no more."""
    if instance_id in act.dossiers:
        act.dossiers[instance_id].forget_opinions()

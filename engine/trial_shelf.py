"""Trials stepped by hand, each in a folder that any process can go on with; bounded, and thrown away when left."""

from __future__ import annotations

import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.door import Engine
from tongban.engine.samples import BEGIN
from tongban.engine.trial_record import TrialRecord, sample_of
from tongban.engine.trial_run import ITEM, TrialRun

MOST_RUNS, MOST_OF_ONE = 40, 4
LEFT_AFTER = timedelta(hours=8)
# A move takes a second or two; whoever still holds the folder after this has died.
DEAD_AFTER, LONGEST_WAIT = 120.0, 20.0
NAME = re.compile(r"[0-9a-f]{24}")
# Playing is work: some at once, the rest of the office keeps its turn.
_PLACES = threading.BoundedSemaphore(3)


class TrialsFull(errors.Conflict):
    """So many trials are open that no other one can begin."""

    code = "trials_full"


class TrialBusy(errors.Conflict):
    """Somebody, perhaps the same person in another window, moves this trial right now."""

    code = "trial_busy"


class Trials:
    """The trials of one office; each begins at BEGIN, whatever day it is."""

    BEGIN = BEGIN

    def __init__(self, office: Engine) -> None:
        self._office = office
        self._root = office.settings.data_dir / "trials"

    def begin(
        self,
        actor: Actor,
        draft: Mapping[str, Any],
        recipe: Mapping[str, Any],
        planned: list[dict[str, Any]],
    ) -> str:
        """The id of a new run, its application handed in; what is wrong with it is refused and leaves nothing."""
        may(actor, "item.draft")
        sample_of(recipe)
        items.read_item(draft["contents"])
        self._make_room(actor)
        record = TrialRecord(
            id=secrets.token_hex(12),
            draft_id=str(draft["id"]),
            revision=int(draft["revision"]),
            owner=actor.id,
            touched=self._office.now.isoformat(),
            now=BEGIN.isoformat(),
            recipe={**recipe, "steps": []},
            planned=planned,
            people=sorted({str(recipe.get("by", "")), *(str(one.get("as", "")) for one in planned)} - {""}),
        )
        folder = self._root / record.id
        (folder / ITEM).mkdir(parents=True)
        try:
            for path, content in draft["contents"].items():
                place = folder / ITEM / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            with self._held(folder), self._played(folder, record) as run:
                run.rebuild([])
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return record.id

    @contextmanager
    def opened(self, actor: Actor, draft_id: str, run_id: str) -> Iterator[TrialRun]:
        """The run, held alone; what was done is kept unless it is refused. NotFound for everybody but its owner."""
        folder, _ = self._mine(actor, draft_id, run_id)
        with self._held(folder):
            record = TrialRecord.read(folder)
            if record is None:
                raise errors.NotFound(trial=run_id)
            with self._played(folder, record) as run:
                yield run

    def listed(self, actor: Actor, draft_id: str) -> list[TrialRecord]:
        """The actor's runs of this draft, the last used first."""
        may(actor, "item.draft")
        mine = [one for one in self._all() if (one.owner, one.draft_id) == (actor.id, draft_id)]
        return sorted(mine, key=lambda one: one.touched, reverse=True)

    def discard(self, actor: Actor, draft_id: str, run_id: str) -> None:
        """Throw a run away."""
        folder, _ = self._mine(actor, draft_id, run_id)
        with self._held(folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _mine(self, actor: Actor, draft_id: str, run_id: str) -> tuple[Path, TrialRecord]:
        may(actor, "item.draft")
        folder = self._root / run_id
        record = TrialRecord.read(folder) if NAME.fullmatch(run_id) else None
        if record is None or (record.owner, record.draft_id) != (actor.id, draft_id):
            raise errors.NotFound(trial=run_id)
        return folder, record

    def _all(self) -> list[TrialRecord]:
        folders = sorted(self._root.iterdir()) if self._root.is_dir() else []
        found = (TrialRecord.read(folder) for folder in folders if NAME.fullmatch(folder.name))
        return [one for one in found if one is not None]

    def _make_room(self, actor: Actor) -> None:
        """What was left for hours goes, and the oldest of one's own when there are many; a full office says so."""
        kept = []
        for one in self._all():
            if self._office.now - one.last_used > LEFT_AFTER:
                shutil.rmtree(self._root / one.id, ignore_errors=True)
            else:
                kept.append(one)
        mine = sorted((one for one in kept if one.owner == actor.id), key=lambda one: one.touched)
        for one in mine[: max(0, len(mine) - MOST_OF_ONE + 1)]:
            shutil.rmtree(self._root / one.id, ignore_errors=True)
            kept.remove(one)
        if len(kept) >= MOST_RUNS:
            raise TrialsFull("同时试办的已满，请稍后再试 / too many trials are open, try again later")

    @contextmanager
    def _played(self, folder: Path, record: TrialRecord) -> Iterator[TrialRun]:
        if not _PLACES.acquire(timeout=LONGEST_WAIT):
            raise TrialBusy("正在试办的人多，请稍后再试 / many trials are moving right now, try again")
        try:
            run = TrialRun(self._office, folder, record)
            try:
                yield run
                record.touched = self._office.now.isoformat()
                record.keep(folder)
            finally:
                run.close()
        finally:
            _PLACES.release()

    @contextmanager
    def _held(self, folder: Path) -> Iterator[None]:
        """Alone with the folder, whichever process the others are in."""
        mark, since = folder / "held", time.monotonic()
        while True:
            try:
                mark.mkdir()
                break
            except FileExistsError:
                _clear_when_dead(mark)
            except FileNotFoundError:
                raise errors.NotFound(trial=folder.name) from None
            if time.monotonic() - since > LONGEST_WAIT:
                raise TrialBusy("这次试办正在别处走一步 / this trial is being moved elsewhere")
            time.sleep(0.05)
        try:
            yield
        finally:
            shutil.rmtree(mark, ignore_errors=True)


def _clear_when_dead(mark: Path) -> None:
    try:
        if time.time() - mark.stat().st_mtime > DEAD_AFTER:
            mark.rmdir()
    except OSError:
        return

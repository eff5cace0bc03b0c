"""What a worker does beside timers and deliveries: the rows of batch jobs, and deleting what is kept no longer."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.domain.actor import SYSTEM
from tongban.engine.queries import batches, retention
from tongban.engine.use_cases.batches import (
    DoRow,
    EndBatch,
    GatherRows,
    NoteRow,
    RowFailed,
    TakeBatch,
)
from tongban.engine.use_cases.retention import CleanUp

if TYPE_CHECKING:
    from tongban.engine.door import Engine

log = logging.getLogger(__name__)
GATHER = 500
ROWS = 50
#: So long one batch is worked on before the next has its turn.
TURN_SECONDS = 3.0
CLEAN_EVERY = 60.0
CLEAN_AT_ONCE = 50


class Chores:
    """Any number may run: a lease says which worker has a batch, and each row is locked by who does it."""

    def __init__(self, engine: Engine, worker: str) -> None:
        self._engine, self._worker = engine, worker
        self._stopping = False
        self._cleaned = 0.0

    def stop(self) -> None:
        """Begin nothing more; the row under way is ended."""
        self._stopping = True

    def sweep(self) -> int:
        """Give every batch that is under way its turn, and clean up once a minute; how much was done."""
        done = 0
        for batch_id in batches.under_way(self._engine.sql_engine):
            if self._stopping:
                return done
            try:
                done += self._turn(batch_id)
            except Exception:
                log.exception("batch %s failed", batch_id)
        if not self._stopping and time.monotonic() - self._cleaned >= CLEAN_EVERY:
            self._cleaned = time.monotonic()
            done += self.clean()
        return done

    def clean(self) -> int:
        """Delete a little of everything that is kept no longer; how much that was."""
        deleted = 0
        for kind, ids in retention.expired(self._engine.sql_engine, self._engine.now, CLEAN_AT_ONCE):
            for part in _parts(kind, ids):
                if self._stopping:
                    return deleted
                try:
                    deleted += int(self._engine.execute(CleanUp(kind, part), SYSTEM)["deleted"])
                except errors.EngineError as refused:
                    log.info("%s %s stays: %s", kind, part, refused.message)
                except Exception:
                    log.exception("deleting %s failed", kind)
        return deleted

    def _turn(self, batch_id: str) -> int:
        end = time.monotonic() + TURN_SECONDS
        done = 0
        while time.monotonic() < end and not self._stopping:
            batch = self._engine.execute(TakeBatch(batch_id, self._worker), SYSTEM)
            if not batch["taken"]:
                return done
            if batch["state"] == "gathering":
                self._gather(batch_id, batch)
                continue
            waiting = batches.waiting_rows(self._engine.sql_engine, batch_id, ROWS)
            if not waiting:
                self._engine.execute(EndBatch(batch_id), SYSTEM)
                return done + 1
            for number in waiting:
                if time.monotonic() >= end or self._stopping:
                    return done
                done += self._row(batch_id, number)
        return done

    def _gather(self, batch_id: str, batch: dict[str, Any]) -> None:
        engine, which, after = self._engine.sql_engine, batch["which"], batch["cursor"] or ""
        before: dict[str, dict[str, Any]] = {}
        if "batch" in which:
            rows = batches.done_rows(engine, which["batch"], after, GATHER)
            cursor = str(rows[-1][0]) if len(rows) == GATHER else None
            if batch["kind"] == "migrate":
                # What was there already when its turn came did not move and need not go back.
                rows = [row for row in rows if row[2]]
                before = {object_id: {"back": back} for _, object_id, back in rows}
            ids = [object_id for _, object_id, _ in rows]
        else:
            ids = batches.matching(engine, batch["kind"], which, batch["created_at"], after, GATHER)
            cursor = ids[-1] if len(ids) == GATHER else None
        self._engine.execute(GatherRows(batch_id, after, tuple(ids), cursor, before), SYSTEM)

    def _row(self, batch_id: str, number: int) -> int:
        try:
            return int(self._engine.execute(DoRow(batch_id, number), SYSTEM)["done"])
        except RowFailed as failed:
            note = NoteRow(batch_id, number, "It cannot be done.", tuple(failed.problems))
        except errors.EngineError as refused:
            note = NoteRow(batch_id, number, refused.message, tuple(refused.errors))
        except Exception as broken:
            log.exception("row %s of batch %s failed", number, batch_id)
            note = NoteRow(batch_id, number, f"{type(broken).__name__}: {broken}")
        return int(self._engine.execute(note, SYSTEM)["noted"])


def _parts(kind: str, ids: list[str]) -> list[tuple[str, ...]]:
    """An instance goes in a transaction of its own, with everything kept of it; small rows go together."""
    return [(one,) for one in ids] if kind == "instance" else [tuple(ids)] if ids else []

"""The sandbox: an engine of its own on a database of its own, from which nothing reaches anybody real.

Test keys work there and nowhere else. Its cases, numbers, tasks, statistics and files lie in its own database and
folder; it writes to no one, because it has neither mail nor SMS, and calls only the webhooks and connectors that
were made in it.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tongban.engine.bootstrap import bootstrap
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.door import Engine
from tongban.engine.persistence import database, reference
from tongban.engine.use_cases.sandbox import ResetSandbox
from tongban.engine.worker import Worker


class Sandbox:
    """Opened by the first call that needs it; the process that opens it runs its worker, too."""

    def __init__(
        self, live: Engine, migrate: Callable[[database.SqlEngine], None], *, worker: bool = True
    ) -> None:
        self.live, self._migrate, self._with_worker = live, migrate, worker
        folder = live.settings.data_dir / "sandbox"
        self.settings = replace(
            live.settings,
            database_url=live.settings.sandbox_url or f"sqlite:///{folder / 'tongban.db'}",
            data_dir=folder,
            bootstrap_token=None,
            smtp_host=None,
            sms_url=None,
            demo=False,
            sandbox=True,
        )
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._worker: Worker | None = None

    def engine(self) -> Engine:
        """The engine of the sandbox, filled with the office's people and items when it is new."""
        with self._lock:
            if self._engine is None:
                self._engine = self._open(refill=False)
            return self._engine

    def reset(self, actor: Actor) -> dict[str, Any]:
        """Empty it and fill it again; its state after that."""
        self.live.execute(ResetSandbox(), actor)
        with self._lock:
            self._close()
            shutil.rmtree(self.settings.data_dir / "files", ignore_errors=True)
            self._engine = self._open(refill=True)
        return self.state(actor)

    def state(self, actor: Actor) -> dict[str, Any]:
        """`{opened, filled_at, cases, instances}`."""
        may(actor, "sandbox.read")
        if self._engine is None and not (self.settings.data_dir / "tongban.db").exists():
            return {"opened": False, "filled_at": None, "cases": 0, "instances": 0}
        sql = self.engine().sql_engine
        return {"opened": True, "filled_at": reference.filled_at(sql), **reference.contents(sql)}

    def close(self) -> None:
        """Stop its worker and let go of its database."""
        with self._lock:
            self._close()

    def _open(self, *, refill: bool) -> Engine:
        sql = database.connect(self.settings.database_url)
        self._migrate(sql)
        if refill or reference.filled_at(sql) is None:
            reference.refill(self.live.sql_engine, sql, self.live.now)
        found = bootstrap(self.settings, sql, clock=lambda: self.live.now)
        if self._with_worker:
            self._worker = found.start_worker()
        return found

    def _close(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        if self._engine is not None:
            self._engine.sql_engine.dispose()
        self._engine = self._worker = None

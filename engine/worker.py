"""The worker: a heartbeat that fires what is due and delivers what is waiting; it keeps no state of its own."""

from __future__ import annotations

import logging
import os
import socket
import threading
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from tongban.engine.domain.actor import SYSTEM
from tongban.engine.use_cases import DeliverNotice, FireDue, PostponeTimer

if TYPE_CHECKING:
    from tongban.engine.door import Engine

log = logging.getLogger(__name__)
BATCH = 200
SWEEP_SECONDS = 1
MAX_BATCHES = 50


class Worker:
    """Any number of workers may run: the rows decide who does what."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._scheduler = BackgroundScheduler(timezone=engine.settings.time_zone)
        self._sweeping = threading.Lock()
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def start(self) -> None:
        """Sweep every second from now on."""
        self._scheduler.add_job(
            self.sweep,
            "interval",
            seconds=SWEEP_SECONDS,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the running sweep and stop."""
        self._scheduler.shutdown(wait=True)

    def sweep(self) -> int:
        """Do everything due now; how much was done. A failure of one thing does not stop the others."""
        with self._sweeping:
            self._engine.beat(self.name)
            return self._fire_due() + self._deliver()

    def _fire_due(self) -> int:
        fired = 0
        for _ in range(MAX_BATCHES):
            timer_ids = self._engine.due_timers(BATCH)
            if not timer_ids:
                break
            for timer_id in timer_ids:
                fired += self._fire(timer_id)
        return fired

    def _fire(self, timer_id: str) -> int:
        try:
            return int(self._engine.execute(FireDue(timer_id), SYSTEM)["fired"])
        except Exception as failed:
            log.exception("timer %s failed", timer_id)
            self._engine.execute(PostponeTimer(timer_id, f"{type(failed).__name__}: {failed}"), SYSTEM)
            return 0

    def _deliver(self) -> int:
        delivered = 0
        for _ in range(MAX_BATCHES):
            notice_ids = self._engine.due_notices(BATCH)
            if not notice_ids:
                break
            done = sum(self._deliver_one(notice_id) for notice_id in notice_ids)
            delivered += done
            if not done:
                break
        return delivered

    def _deliver_one(self, notice_id: str) -> int:
        try:
            command = DeliverNotice(notice_id, self._engine.postman)
            return int(self._engine.execute(command, SYSTEM)["delivered"])
        except Exception:
            log.exception("notice %s failed", notice_id)
            return 0

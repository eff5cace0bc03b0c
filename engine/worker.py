"""The worker: a heartbeat that fires what is due and delivers what is waiting; it keeps no state of its own."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from tongban.engine.chores import Chores
from tongban.engine.domain.actor import SYSTEM
from tongban.engine.outbound import Outbound
from tongban.engine.use_cases import (
    DeliverNotice,
    FireBatch,
    FireDue,
    PostponeTimer,
    RearmClocks,
    WatchEvents,
)

if TYPE_CHECKING:
    from tongban.engine.door import Engine

log = logging.getLogger(__name__)
BATCH = 200
#: So many timers share a transaction: somebody who acts on one of their instances waits for all of them.
TIMERS_AT_ONCE = 50
SWEEP_SECONDS = 1
ARCHIVE_SECONDS = 30
MAX_BATCHES = 50
#: After so many timers the rest of the worker's duties are due as well.
MAX_ROUNDS = 20


class Worker:
    """Any number of workers may run: the rows decide who does what."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._scheduler = BackgroundScheduler(timezone=engine.settings.time_zone)
        self._sweeping = threading.Lock()
        self._stopping = False
        self._beaten = 0.0
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._outbound = Outbound(engine, self.name)
        self._chores = Chores(engine, self.name)

    def start(self) -> None:
        """Sweep every second from now on."""
        for sweep, seconds in (
            (self.sweep, SWEEP_SECONDS),
            # Beside the sweep: neither another system that does not answer nor a long batch holds up a timer.
            (self._outbound.sweep, SWEEP_SECONDS),
            (self._chores.sweep, SWEEP_SECONDS),
            # Last and slow: what was closed gets its archive package by and by.
            (self._engine.archivist.sweep, ARCHIVE_SECONDS),
        ):
            self._scheduler.add_job(
                sweep, "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Finish the transaction under way and stop."""
        self._stopping = True
        self._outbound.stop()
        self._chores.stop()
        self._scheduler.shutdown(wait=True)

    def sweep(self) -> int:
        """Do everything due now; how much was done. A failure of one thing does not stop the others."""
        with self._sweeping:
            self._beat(after=0)
            done = 0
            for _ in range(MAX_ROUNDS):
                fired, more = self._fire_due()
                done += fired + self._watch() + self._deliver()
                if not more or self._stopping:
                    break
            return done

    def _beat(self, after: float = SWEEP_SECONDS) -> None:
        """Give a sign of life if the last is older than this: a long day's work is no silence."""
        if time.monotonic() - self._beaten >= after:
            self._engine.beat(self.name)
            self._beaten = time.monotonic()

    def _fire_due(self) -> tuple[int, bool]:
        """How many fired, and whether more may be due."""
        fired = 0
        for _ in range(MAX_BATCHES):
            done, more = self._fire_batch()
            fired += done
            if not more or self._stopping:
                return fired, more
            self._beat()
        return fired, True

    def _fire_batch(self) -> tuple[int, bool]:
        """The next timers together; should that fail, each alone, so that a bad one takes nobody with it."""
        try:
            answer = self._engine.execute(FireBatch(TIMERS_AT_ONCE), SYSTEM)
        except Exception as failed:
            log.warning("timers fire one by one: %s: %s", type(failed).__name__, failed)
            due = self._engine.due_timers(TIMERS_AT_ONCE)
            return sum(self._fire(timer_id) for timer_id in due), bool(due)
        alone = sum(self._fire(timer_id) for timer_id in answer["alone"])
        return answer["fired"] + alone, answer["more"]

    def _fire(self, timer_id: str) -> int:
        try:
            return int(self._engine.execute(FireDue(timer_id), SYSTEM)["fired"])
        except Exception as failed:
            log.exception("timer %s failed", timer_id)
            self._engine.execute(PostponeTimer(timer_id, f"{type(failed).__name__}: {failed}"), SYSTEM)
            return 0

    def _watch(self) -> int:
        """Judge and count what is new in the feed, and bring clocks under rules that were changed."""
        seen = 0
        for _ in range(MAX_BATCHES):
            waiting = self._engine.watch_waits()
            if not waiting:
                break
            done = sum(self._watch_one(one) for one in waiting)
            seen += done
            if not done:
                break
        return seen

    def _watch_one(self, what: str) -> int:
        try:
            if what == "rearm":
                return int(self._engine.execute(RearmClocks(), SYSTEM)["armed"])
            return int(self._engine.execute(WatchEvents(), SYSTEM)["read"])
        except Exception:
            log.exception("supervision (%s) failed", what)
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

"""What the worker sends to other systems: webhooks and the calls of connectors, each outside any transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tongban.engine import connectors, errors
from tongban.engine.domain.actor import SYSTEM
from tongban.engine.domain.web_address import Reach
from tongban.engine.use_cases import CompleteJob, FailJob, ThrowJobError
from tongban.engine.use_cases.integration import GatherDeliveries, NoteDelivery, TakeCalls, TakeDelivery

if TYPE_CHECKING:
    from tongban.engine.door import Engine

log = logging.getLogger(__name__)
THREADS = 8
#: Of one webhook at a time, so that a dead receiver holds up the others only so much.
EACH = 4
ROUNDS = 50
WEBHOOK_SECONDS = 10.0
LARGEST_ANSWER = 65_536


class Outbound:
    """Any number may run: the rows decide who sends what."""

    def __init__(self, engine: Engine, worker: str) -> None:
        self._engine, self._worker = engine, f"connector:{worker}"
        self._stopping = False
        settings = engine.settings
        self._reach = Reach(settings.outbound_networks, settings.outbound_http)

    def stop(self) -> None:
        """Begin nothing more; what is being sent is ended."""
        self._stopping = True

    def sweep(self) -> int:
        """Line up what is new in the feed and send what is due; how much was done."""
        done = 0
        with ThreadPoolExecutor(THREADS, "outbound") as pool:
            for _ in range(ROUNDS):
                more = self._gather() + self._send(pool) + self._call(pool)
                done += more
                if not more or self._stopping:
                    break
        return done

    def _gather(self) -> int:
        if not self._engine.webhooks_wait():
            return 0
        try:
            found = self._engine.execute(GatherDeliveries(), SYSTEM)
        except Exception:
            log.exception("lining up webhooks failed")
            return 0
        return int(found["read"])

    def _send(self, pool: ThreadPoolExecutor) -> int:
        return _sum(pool.map(self._send_one, self._engine.due_deliveries(EACH)))

    def _send_one(self, delivery_id: str) -> int:
        try:
            taken = self._engine.execute(TakeDelivery(delivery_id), SYSTEM)
            if taken["send"] is None:
                if "gone" in taken:
                    note = NoteDelivery(delivery_id, taken["gone"], error="The event is not kept any more.")
                    self._engine.execute(note, SYSTEM)
                return 0
            status, error = self._post(taken["send"])
            self._engine.execute(NoteDelivery(delivery_id, taken["send"]["attempt"], status, error), SYSTEM)
            return 1
        except Exception:
            # Its lease runs out, and it is tried again.
            log.exception("webhook delivery %s failed", delivery_id)
            return 0

    def _post(self, send: dict[str, Any]) -> tuple[int | None, str | None]:
        headers = {**send["headers"], "Content-Type": "application/json"}
        request = connectors.Request(
            "POST", send["url"], headers, send["body"], WEBHOOK_SECONDS, LARGEST_ANSWER
        )
        try:
            answer = connectors.send(request, self._reach)
        except connectors.CallFailed as failed:
            return None, str(failed)[:500]
        if 200 <= answer.status < 300:
            return answer.status, None
        return answer.status, f"Answered {answer.status}."

    def _call(self, pool: ThreadPoolExecutor) -> int:
        if not self._engine.calls_wait():
            return 0
        try:
            taken = self._engine.execute(TakeCalls(self._worker, THREADS), SYSTEM)
        except Exception:
            log.exception("taking connector jobs failed")
            return 0
        return _sum(pool.map(self._call_one, taken["calls"]))

    def _call_one(self, call: dict[str, Any]) -> int:
        try:
            self._engine.execute(self._outcome(call), SYSTEM)
            return 1
        except errors.EngineError as refused:
            return self._refused(call, refused)
        except Exception:
            log.exception("connector job %s failed", call["job"]["id"])
            return 0

    def _outcome(self, call: dict[str, Any]) -> CompleteJob | FailJob | ThrowJobError:
        job_id = call["job"]["id"]
        try:
            found = connectors.run(call, self._reach, self._engine.postman.mail, self._engine.now)
        except connectors.Thrown as thrown:
            return ThrowJobError(job_id, self._worker, thrown.code, str(thrown))
        except connectors.Failed as failed:
            retries = 0 if failed.final else None
            return FailJob(job_id, self._worker, str(failed)[:2000], failed.details, retries)
        return CompleteJob(job_id, self._worker, found)

    def _refused(self, call: dict[str, Any], refused: errors.EngineError) -> int:
        """The flow does not take the result: an incident, unless the job is gone or somebody else's."""
        if isinstance(refused, (errors.Conflict, errors.NotFound)):
            return 0
        try:
            message = f"The flow did not take the result: {refused.message}"
            self._engine.execute(FailJob(call["job"]["id"], self._worker, message[:2000], retries=0), SYSTEM)
        except errors.EngineError:
            log.exception("connector job %s failed", call["job"]["id"])
        return 1


def _sum(done: Iterable[int]) -> int:
    return sum(done)

"""A worker of external tasks: takes jobs of its topics, does each in a function, reports how it went."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongban_client.client import Client
from tongban_client.transport import ApiError, Unreachable
from tongban_client.types import ExternalTask

Handler = Callable[[ExternalTask], Mapping[str, Any] | None]


class BpmnError(Exception):
    """Raised in a handler: an error that the flow may catch by its code."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or code)
        self.code, self.message, self.variables = code, message, dict(variables or {})


class Worker:
    """Takes one job after another; run several, under names of their own, to do more at once."""

    def __init__(self, client: Client, name: str, *, wait: str = "PT20S") -> None:
        self.client, self.name, self.wait = client, name, wait
        self._handlers: dict[str, tuple[str, Handler]] = {}
        self._wanted: dict[str, Sequence[str]] = {}

    def on(
        self, topic: str, *, lock: str = "PT5M", variables: Sequence[str] | None = None
    ) -> Callable[[Handler], Handler]:
        """Let this function do the jobs of a topic; `lock` is longer than it ever takes.

        `variables` are the names of those it needs; all without it.
        """

        def keep(handler: Handler) -> Handler:
            self._handlers[topic] = (lock, handler)
            if variables is not None:
                self._wanted[topic] = variables
            return handler

        return keep

    def run(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Until `stop` says so, asked between jobs; a server that is away is waited for."""
        while not stop():
            try:
                self.run_once()
            except Unreachable:
                time.sleep(5)

    def run_once(self) -> int:
        """Take what is there, waiting a while for it; how many jobs were taken."""
        topics = {topic: lock for topic, (lock, _) in self._handlers.items()}
        jobs = self.client.fetch_and_lock(self.name, topics, wait=self.wait, variables=self._wanted)
        for job in jobs:
            try:
                self._do(job)
            except ApiError as refused:
                # The lock ran out or the flow went another way: the job is not ours any more.
                if refused.status not in (404, 409):
                    raise
        return len(jobs)

    def _do(self, job: ExternalTask) -> None:
        try:
            variables = self._handlers[job["topic"]][1](job)
        except BpmnError as error:
            self.client.throw_bpmn_error(
                job["id"], self.name, error.code, message=error.message, variables=error.variables
            )
        except Exception as failed:
            self.client.fail_job(
                job["id"], self.name, repr(failed)[:2000], details=traceback.format_exc()[:100_000]
            )
        else:
            self.client.complete_job(job["id"], self.name, variables)

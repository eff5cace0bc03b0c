"""The calls an integration makes, each a method; what the server refuses is an ApiError."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from tongban_client import types
from tongban_client.transport import Transport
from tongban_client.types import Webhook


class Client:
    """One server and one token. Times in answers are RFC 3339 texts, durations ISO 8601 as `PT5M`.

    `idempotency_key` of a method is for callers who repeat a call themselves, after a crash for instance.
    """

    def __init__(self, base_url: str, token: str, **options: Any) -> None:
        self.transport = Transport(base_url, token, **options)

    def deploy(self, files: Mapping[str, bytes]) -> types.Deployment:
        """Deploy diagrams, decisions and forms by file name: all, or none with every problem listed."""
        return cast(types.Deployment, self._ask("POST /deployments", files=files))

    def process_definitions(self, **filters: Any) -> Iterator[types.Definition]:
        """Versions of processes; `key`, `latest`, `enabled`."""
        return self._each("GET /process-definitions", filters)

    def start_process(
        self,
        process: str,
        *,
        variables: Mapping[str, Any] | None = None,
        business_key: str | None = None,
        version: int | None = None,
        idempotency_key: str | None = None,
    ) -> types.Instance:
        """Start a process by its key."""
        body = _given(process=process, variables=variables, business_key=business_key, version=version)
        return cast(types.Instance, self._ask("POST /process-instances", body, key=idempotency_key))

    def process_instance(self, instance_id: str) -> types.Instance:
        """Read an instance with its variables."""
        path = {"instance_id": instance_id}
        return cast(types.Instance, self._ask("GET /process-instances/{instance_id}", path=path))

    def process_instances(self, **filters: Any) -> Iterator[types.Instance]:
        """Instances; `process`, `business_key`, `state`."""
        return self._each("GET /process-instances", filters)

    def set_variables(self, instance_id: str, variables: Mapping[str, Any]) -> types.Instance:
        """Set variables of an instance."""
        operation = "PATCH /process-instances/{instance_id}/variables"
        body = {"variables": variables}
        return cast(types.Instance, self._ask(operation, body, path={"instance_id": instance_id}))

    def send_message(
        self,
        name: str,
        *,
        business_key: str | None = None,
        correlation: Mapping[str, Any] | None = None,
        variables: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> types.Instance:
        """Deliver a message to the one instance that waits for it; 404 for nobody, 409 for more than one."""
        body = _given(name=name, business_key=business_key, correlation=correlation, variables=variables)
        return cast(types.Instance, self._ask("POST /messages", body, key=idempotency_key))

    def send_signal(self, name: str, variables: Mapping[str, Any] | None = None) -> types.Delivered:
        """Broadcast a signal."""
        return cast(types.Delivered, self._ask("POST /signals", _given(name=name, variables=variables)))

    def items(self, **filters: Any) -> Iterator[types.ItemRow]:
        """The published service items; `q`."""
        return self._each("GET /items", filters)

    def register_case(
        self,
        item: str,
        applicant: Mapping[str, Any],
        *,
        form: Mapping[str, Any] | None = None,
        agent: Mapping[str, Any] | None = None,
        channel: str = "api",
        idempotency_key: str | None = None,
    ) -> types.Case:
        """Register an application; number and receipt are in the answer."""
        body = _given(item=item, applicant=applicant, form=form, agent=agent, channel=channel)
        return cast(types.Case, self._ask("POST /cases", body, key=idempotency_key))

    def case(self, case_no: str) -> types.Case:
        """Read a case."""
        return cast(types.Case, self._ask("GET /cases/{case_no}", path={"case_no": case_no}))

    def cases(self, **filters: Any) -> Iterator[types.CaseRow]:
        """Cases, newest first; `item`, `state`, `q`."""
        return self._each("GET /cases", filters)

    def attach_material(self, case_no: str, code: str, file_name: str, content: bytes) -> types.Material:
        """Hand in a file for one line of the material list; it replaces an earlier one."""
        path = {"case_no": case_no, "code": code}
        sent = self.transport.call(
            "PUT /cases/{case_no}/materials/{code}", path=path, file=("file", file_name, content)
        )
        return cast(types.Material, json.loads(sent.body))

    def document(self, document_id: str) -> bytes:
        """An issued document as PDF."""
        return self.transport.call("GET /documents/{document_id}", path={"document_id": document_id}).body

    def tasks(self, **filters: Any) -> Iterator[types.TaskRow]:
        """Tasks still to do unless `state` says otherwise; `case`, `instance`, `process`, `element`, `assignee`."""
        return self._each("GET /tasks", filters)

    def task(self, task_id: str) -> types.Task:
        """Read a task with its form and what may be done."""
        return cast(types.Task, self._ask("GET /tasks/{task_id}", path={"task_id": task_id}))

    def claim_task(self, task_id: str) -> types.Task:
        """Take a task, so that nobody else works on it."""
        return cast(types.Task, self._ask("POST /tasks/{task_id}/claim", path={"task_id": task_id}))

    def release_task(self, task_id: str) -> types.Task:
        """Put a task back for the others."""
        return cast(types.Task, self._ask("POST /tasks/{task_id}/release", path={"task_id": task_id}))

    def complete_task(
        self,
        task_id: str,
        *,
        outcome: str | None = None,
        opinion: str | None = None,
        variables: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> types.Task:
        """Complete a task; ApiError 409 tells in its facts who was first."""
        body = _given(outcome=outcome, opinion=opinion, variables=variables)
        path = {"task_id": task_id}
        sent = self._ask("POST /tasks/{task_id}/complete", body, path=path, key=idempotency_key)
        return cast(types.Task, sent)

    def fetch_and_lock(
        self,
        worker: str,
        topics: Mapping[str, str],
        *,
        most: int = 1,
        wait: str | None = None,
        variables: Mapping[str, Sequence[str]] | None = None,
    ) -> list[types.ExternalTask]:
        """Take jobs; `topics` says for each how long they are kept, `wait` how long to wait for the first.

        `variables` are, by topic, the names of those that are wanted; without one a topic's jobs bring all.
        """
        asked: list[dict[str, Any]] = [{"topic": topic, "lock": lock} for topic, lock in topics.items()]
        for one in asked:
            if variables is not None and one["topic"] in variables:
                one["variables"] = list(variables[one["topic"]])
        body = _given(worker=worker, topics=asked, max=most, wait=wait)
        return cast(types.TakenTasks, self._ask("POST /external-tasks/fetch-and-lock", body))["jobs"]

    def complete_job(
        self, job_id: str, worker: str, variables: Mapping[str, Any] | None = None
    ) -> types.Instance:
        """Report that a job is done."""
        body, path = _given(worker=worker, variables=variables), {"job_id": job_id}
        return cast(types.Instance, self._ask("POST /external-tasks/{job_id}/complete", body, path=path))

    def fail_job(
        self,
        job_id: str,
        worker: str,
        message: str,
        *,
        details: str | None = None,
        retries: int | None = None,
        back_off: str | None = None,
    ) -> types.Job:
        """Report that a job failed; with no attempt left it is an incident."""
        body = _given(worker=worker, message=message, details=details, retries=retries, back_off=back_off)
        return cast(types.Job, self._ask("POST /external-tasks/{job_id}/fail", body, path={"job_id": job_id}))

    def throw_bpmn_error(
        self,
        job_id: str,
        worker: str,
        code: str,
        *,
        message: str | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> types.Instance:
        """Report an error the flow may catch."""
        body = _given(worker=worker, code=code, message=message, variables=variables)
        path = {"job_id": job_id}
        return cast(types.Instance, self._ask("POST /external-tasks/{job_id}/bpmn-error", body, path=path))

    def extend_lock(self, job_id: str, worker: str, lock: str) -> types.Job:
        """Keep a job for longer, counted from now."""
        body, path = {"worker": worker, "lock": lock}, {"job_id": job_id}
        return cast(types.Job, self._ask("POST /external-tasks/{job_id}/extend-lock", body, path=path))

    def events(
        self, *, after: int = 0, types: Sequence[str] = (), case: str | None = None, wait: str | None = None
    ) -> Iterator[types.Event]:
        """Everything that happened after an event, in order, until there is no more.

        Keep the last `id` and pass it as `after` to go on at any later time; with `wait` an empty feed is waited for.
        """
        filters = {"after": after or None, "types": ",".join(types) or None, "case": case, "wait": wait}
        return self._each("GET /events", filters)

    def create_webhook(
        self,
        name: str,
        url: str,
        *,
        types: Sequence[str] = (),
        case_no: str | None = None,
        item: str | None = None,
    ) -> Webhook:
        """Make a webhook; its `secret` is in this answer alone."""
        body = _given(name=name, url=url, types=list(types) or None, case_no=case_no, item=item)
        return cast(Webhook, self._ask("POST /webhooks", body))

    def _ask(
        self,
        operation: str,
        body: Any = None,
        *,
        path: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
        key: str | None = None,
    ) -> Any:
        return json.loads(
            self.transport.call(operation, path=path, json_body=body, files=files, key=key).body
        )

    def _each(self, operation: str, filters: Mapping[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            asked = {"page_size": 200, **filters, **({"cursor": cursor} if cursor else {})}
            page = json.loads(self.transport.call(operation, query=asked).body)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}

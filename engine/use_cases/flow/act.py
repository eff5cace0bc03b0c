"""One act: who acts, in which transaction, and the instances it has opened; it ends when all of them are at rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tongban.engine import bpmn, errors, items
from tongban.engine.bpmn import step
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Case, Definition, Instance, Unit, UnitOfWork
from tongban.engine.use_cases.flow import calls, history, incidents, journal, members, waits, work
from tongban.engine.use_cases.flow.dossier import Dossier
from tongban.engine.use_cases.flow.environment import ActEnvironment
from tongban.engine.use_cases.flow.families import Family


@dataclass(slots=True)
class Run:
    """One instance open in this act, with its case if it has one."""

    record: Instance
    definition: bpmn.ProcessDefinition
    execution: bpmn.Execution
    case: Case | None = None
    item: items.Item | None = None
    visits: history.Visits = field(default_factory=history.Visits)
    is_new: bool = False
    # How many instances were begun one by the other in this act before it.
    depth: int = 0
    # Whether something kept it from running when the act began.
    was_held: bool = False
    # Tokens whose work was cancelled in this round.
    cancelled: list[int] = field(default_factory=list)
    # The case it goes beside without being its course, as a watch over it does.
    beside: Case | None = None


Apply = Callable[["Act", Run, Any], None]

APPLY: dict[type, Apply] = {
    step.Entered: history.entered,
    step.Left: history.left,
    step.WorkOpened: work.opened,
    step.WorkCancelled: work.cancelled,
    step.TimerSet: waits.timer_set,
    step.TimerCleared: waits.timer_cleared,
    step.Subscribed: waits.subscribed,
    step.Unsubscribed: waits.unsubscribed,
    step.MessageThrown: calls.message_thrown,
    step.SignalThrown: calls.signal_thrown,
    step.ChildStarted: calls.child_started,
    step.MemberCalled: members.called,
    step.ChildCancelled: calls.child_cancelled,
    step.ServiceCalled: waits.service_called,
    step.ServiceCancelled: waits.service_cancelled,
    step.DecisionMade: history.decision_made,
    step.IncidentRaised: incidents.raised,
    step.EscalationLeft: calls.escalation_left,
    step.Ended: calls.ended,
}

_AWAKE = ("running", "incident")
MAX_ROUNDS = 100_000


class Act:
    """The open instances of one act; `settle` once at its end."""

    def __init__(self, uow: UnitOfWork, actor: Actor) -> None:
        self.uow = uow
        self.actor = actor
        self.runs: dict[str, Run] = {}
        # Called instances by their caller and its token.
        self.called: dict[tuple[str, int], Run] = {}
        self.opened_tasks: list[str] = []
        # Processes found by key and asked version.
        self.processes: dict[tuple[str, int | None], Definition] = {}
        # Joint cases with their members, by the joint instance.
        self.families: dict[str, Family] = {}
        # What has been read of cases, by the instance that is their course; of the office, by code and username.
        self.dossiers: dict[str, Dossier] = {}
        self.units: dict[str, Unit | None] = {}
        self.people: dict[str, str | None] = {}
        self.allowance = bpmn.Allowance(uow.settings.act_cpu_seconds)

    def open(self, record: Instance, case: Case | None = None) -> Run:
        """The instance ready to act on; `record` must be locked."""
        if record.id in self.runs:
            return self.runs[record.id]
        definition = self.uow.library.process(record.definition_id)
        execution = bpmn.Execution.load(
            definition,
            record.state_blob,
            now=self.uow.now,
            environment=ActEnvironment(self.uow, record.definition_id),
            allowance=self.allowance,
        )
        if record.case_id is not None and case is None:
            case = self.uow.get(Case, record.case_id, lock=True)
        case, beside = _own(case, record)
        item = self.uow.library.item(case.item_version_id) if case else None
        held = record.state in ("incident", "suspended")
        run = Run(record, definition, execution, case, item, was_held=held, beside=beside)
        self._keep(run)
        return run

    def open_by_id(self, instance_id: str) -> Run:
        """Lock and open an instance."""
        if instance_id in self.runs:
            return self.runs[instance_id]
        record = self.uow.get(Instance, instance_id, lock=True)
        if record is None:
            raise errors.NotFound(instance=instance_id)
        return self.open(record)

    def start(
        self,
        definition: Definition,
        variables: Mapping[str, Any],
        *,
        business_key: str | None = None,
        start_event: str | None = None,
        case: Case | None = None,
        parent: tuple[str, int] | None = None,
        by: Run | None = None,
    ) -> Run:
        """Begin a new instance; its first steps run at once, its effects with `settle`.

        `by` is the instance whose step begins it: too long a chain of them raises Invalid.
        """
        depth = by.depth + 1 if by is not None else 0
        if depth > calls.MAX_CHAIN:
            raise errors.Invalid("Processes start each other without end.", process=definition.key)
        if not definition.enabled:
            raise errors.Conflict("The process is disabled.", current={"enabled": False})
        process = self.uow.library.process(definition.id)
        record = Instance(
            id=self.uow.new_id(),
            definition_id=definition.id,
            process_key=definition.key,
            state="running",
            starter=self.actor.id,
            started_at=self.uow.now,
            state_blob=b"",
            business_key=business_key,
            parent_id=parent[0] if parent else None,
            parent_token=parent[1] if parent else None,
            case_id=case.id if case else None,
        )
        execution = bpmn.Execution.start(
            process,
            variables,
            now=self.uow.now,
            environment=ActEnvironment(self.uow, definition.id),
            start_event=start_event,
            business_key=business_key,
            initiator=self.actor.id,
            called=parent is not None,
            allowance=self.allowance,
        )
        case, beside = _own(case, record)
        item = self.uow.library.item(case.item_version_id) if case else None
        run = Run(record, process, execution, case, item, is_new=True, depth=depth, beside=beside)
        self._keep(run)
        journal.write(self, run, "instance.started", process=definition.key, version=definition.version)
        return run

    def _keep(self, run: Run) -> None:
        record = run.record
        self.runs[record.id] = run
        if record.parent_id is not None and record.parent_token is not None:
            self.called[(record.parent_id, record.parent_token)] = run

    def rest(self, definition_id: str, case: Case, parent_id: str) -> Run:
        """An instance for a sub-case of a joint case that is there but does not begin yet."""
        process = self.uow.library.process(definition_id)
        record = Instance(
            id=self.uow.new_id(),
            definition_id=definition_id,
            process_key=process.key,
            state="running",
            starter=self.actor.id,
            started_at=self.uow.now,
            state_blob=b"",
            business_key=case.case_no,
            parent_id=parent_id,
            case_id=case.id,
        )
        environment = ActEnvironment(self.uow, definition_id)
        execution = bpmn.Execution.at_rest(process, now=self.uow.now, environment=environment)
        run = Run(record, process, execution, case, self.uow.library.item(case.item_version_id), is_new=True)
        self.runs[record.id] = run
        return run

    def begin(self, run: Run, variables: Mapping[str, Any]) -> None:
        """Let an instance at rest begin."""
        run.execution = bpmn.Execution.start(
            run.definition,
            variables,
            now=self.uow.now,
            environment=ActEnvironment(self.uow, run.record.definition_id),
            business_key=run.record.business_key,
            initiator=self.actor.id,
        )
        journal.write(self, run, "instance.started", process=run.definition.key)

    def settle(self) -> None:
        """Apply every effect, those of other instances included, until nothing moves; then write the instances."""
        seen = 0
        awake: list[Run] = []
        for _ in range(MAX_ROUNDS):
            busy = False
            awake += islice(self.runs.values(), seen, None)
            seen = len(self.runs)
            for run in awake:
                for effect in run.execution.drain():
                    busy = True
                    APPLY[type(effect)](self, run, effect)
                if run.cancelled:
                    work.close_cancelled(self, run)
            if not busy and seen == len(self.runs):
                break
            # What has ended is asked no more: a loop of calls costs the same at its end as at its beginning.
            awake = [run for run in awake if run.execution.effects or run.execution.state in _AWAKE]
        else:
            raise errors.Invalid("Instances keep waking each other without end.")
        for run in self.runs.values():
            if run.was_held or run.record.state == "incident":
                incidents.review(self, run)
            self._write(run)

    def _write(self, run: Run) -> None:
        history.write(self, run)
        record = run.record
        record.state_blob = run.execution.save()
        walked = run.execution.flows_taken.difference(record.flows)
        if walked:
            record.flows = [*record.flows, *sorted(walked)]
        if run.is_new:
            self.uow.add(record)
            run.is_new = False
        else:
            self.uow.save(record, "state", "state_blob", "flows", "chain_no", "chain_hash", "ended_at")


def _own(case: Case | None, record: Instance) -> tuple[Case | None, Case | None]:
    """The case this instance is the course of, and the one it only goes beside."""
    beside = case is not None and case.instance_id not in (None, record.id)
    return (None, case) if beside else (case, None)

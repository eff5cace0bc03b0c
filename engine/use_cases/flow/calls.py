"""What instances do to each other: call, end, send messages, broadcast signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.bpmn import step
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.ports import (
    Definition,
    Instance,
    StartSubscription,
    Subscription,
)
from tongban.engine.use_cases.flow import families, history, journal, members, milestones, rating_answered

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# So many instances may begin each other one after the other in one act; with a wait in between there is no limit.
MAX_CHAIN = 500


def child_started(act: Act, run: Run, effect: step.ChildStarted) -> None:
    """A call activity starts the called process, unless calls have followed each other without end."""
    if run.depth >= MAX_CHAIN:
        run.execution.child_refused(
            effect.token,
            "endless_calls",
            f"{MAX_CHAIN} processes called one another without waiting for anybody: does {effect.key} call itself?",
        )
        return
    definition = find_process(act, effect.key, effect.version if effect.binding == "version" else None)
    child = act.start(
        definition,
        effect.variables,
        business_key=effect.business_key or run.record.business_key,
        parent=(run.record.id, effect.token),
        by=run,
    )
    history.link(run, effect.no, token=effect.token, child=child.record.id)


def child_cancelled(act: Act, run: Run, effect: step.ChildCancelled) -> None:
    """The called instance is no longer wanted."""
    members.call_cancelled(act, run, effect.token)
    key = (run.record.id, effect.token)
    if key not in act.called:
        children = act.uow.find(
            Instance,
            parent_id=run.record.id,
            parent_token=effect.token,
            state=INSTANCE_OPEN,
        )
        for record in children:
            act.open_by_id(record.id)
    child = act.called.get(key)
    if child is not None:
        child.execution.terminate()


def ended(act: Act, run: Run, effect: step.Ended) -> None:
    """An instance ended: its waits go, its caller goes on, its case is closed if the flow did not do so."""
    record = run.record
    record.state = effect.state
    record.ended_at = act.uow.now
    journal.write(act, run, f"instance.{effect.state}")
    if families.is_member(run):
        members.ended(act, run, effect)
        return
    if run.case is not None:
        milestones.instance_ended(act, run)
        if run.item is not None and run.item.sheet.joint is not None:
            members.joint_ended(act, run)
    if run.beside is not None:
        rating_answered.ended(act, run)
    if record.parent_id is None or record.parent_token is None:
        return
    parent = act.open_by_id(record.parent_id)
    if record.parent_token not in parent.execution.tokens:
        return
    if effect.error is not None:
        parent.execution.child_failed(
            record.parent_token, effect.error, run.execution.variables, effect.message
        )
    elif effect.state == "completed":
        parent.execution.child_ended(record.parent_token, run.execution.variables)


def escalation_left(act: Act, run: Run, effect: step.EscalationLeft) -> None:
    """An escalation nobody in the called instance caught reaches its caller."""
    record = run.record
    if record.parent_id is None or record.parent_token is None:
        return
    parent = act.open_by_id(record.parent_id)
    if record.parent_token in parent.execution.tokens:
        parent.execution.child_escalated(record.parent_token, effect.code, effect.variables)


def message_thrown(act: Act, run: Run, effect: step.MessageThrown) -> None:
    """A message sent by a process reaches one receiver, or waits for none: sending is not an error."""
    targets = message_targets(act, effect.name, None, effect.correlation, None)
    if len(targets) == 1:
        deliver_message(act, targets[0], effect.variables)
    elif not targets:
        start = start_of(act, "message", effect.name)
        if start is not None:
            definition, element = start
            act.start(definition, effect.variables, start_event=element, by=run)
    journal.write(act, run, "message.sent", name=effect.name, receivers=min(len(targets), 1))


def signal_thrown(act: Act, run: Run, effect: step.SignalThrown) -> None:
    """A signal reaches everybody else who waits for it."""
    broadcast(act, effect.name, effect.variables, by=run)


def broadcast(act: Act, name: str, variables: Mapping[str, Any], by: Run | None = None) -> int:
    """Deliver a signal to every waiting instance and start event, besides the one it comes from; how many it reached."""
    delivered = 0
    besides = by.record.id if by is not None else None
    # A start event that waits for several things takes the signal for the instance it has begun already.
    taken: set[tuple[str, str]] = set()
    for wait in act.uow.find(Subscription, kind="signal", name=name, order="id", limit=10_000):
        if wait.instance_id == besides:
            continue
        run = act.open_by_id(wait.instance_id)
        # A suspended instance does not move; signals are not kept for anybody.
        if wait.token in run.execution.tokens and run.record.state != "suspended":
            run.execution.deliver(wait.token, variables)
            taken.add((run.record.definition_id, wait.element))
            delivered += 1
    for start in act.uow.find(StartSubscription, kind="signal", name=name):
        definition = act.uow.get(Definition, start.definition_id)
        begun = (start.definition_id, start.element.partition("#")[0])
        if definition is not None and definition.enabled and begun not in taken:
            act.start(definition, variables, start_event=start.element, by=by)
            delivered += 1
    return delivered


def message_targets(
    act: Act,
    name: str,
    business_key: str | None,
    correlation: Mapping[str, Any],
    instance_id: str | None,
) -> list[Subscription]:
    """The waits that a message fits, two at the most being of interest."""
    where: dict[str, Any] = {"kind": "message", "name": name}
    if business_key is not None:
        where["business_key"] = business_key
    if instance_id is not None:
        where["instance_id"] = instance_id
    waits = act.uow.find(Subscription, order="id", **where)
    return [wait for wait in waits if _fits(wait.correlation, correlation)]


def deliver_message(act: Act, wait: Subscription, variables: Mapping[str, Any]) -> Run:
    """Hand a message to the wait it fits."""
    run = act.open_by_id(wait.instance_id)
    if wait.token not in run.execution.tokens:
        raise errors.Conflict("The receiver does not wait any more.", element=wait.element)
    if run.record.state == "suspended":
        raise errors.Conflict("The receiving instance is suspended.", current={"state": "suspended"})
    run.execution.deliver(wait.token, variables)
    return run


def start_of(act: Act, kind: str, name: str) -> tuple[Definition, str] | None:
    """The start event that listens for a message, if there is exactly one."""
    starts = act.uow.find(StartSubscription, kind=kind, name=name, limit=2)
    if len(starts) > 1:
        raise errors.Ambiguous(f"More than one process starts on {name}.", name=name)
    if not starts:
        return None
    definition = act.uow.get(Definition, starts[0].definition_id)
    return (definition, starts[0].element) if definition is not None and definition.enabled else None


def find_process(act: Act, key: str, version: int | None = None) -> Definition:
    """The newest (or the asked) version of a process, looked up once per act: a loop may call it a thousand times."""
    if (key, version) in act.processes:
        return act.processes[key, version]
    where: dict[str, Any] = {"kind": "process", "key": key}
    if version is not None:
        where["version"] = version
    found = act.uow.find(Definition, limit=1, order="-version", **where)
    if not found:
        raise errors.NotFound(f"There is no process {key}.", process=key)
    act.processes[key, version] = found[0]
    return found[0]


def _fits(expected: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Every correlation key of the message must be met; keys the receiver does not know do not matter."""
    return all(given.get(key, value) == value for key, value in expected.items()) and (
        not given or not expected or any(key in expected for key in given)
    )

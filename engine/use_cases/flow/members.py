"""What the joint flow and its sub-cases do to each other: called, begun, committed, decided, ended, unlocked, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn
from tongban.engine.bpmn import step
from tongban.engine.domain import joint as rules
from tongban.engine.domain.case_state import DECIDED, ENDS, is_closed
from tongban.engine.ports import JointMember
from tongban.engine.use_cases.flow import (
    beginnings,
    births,
    clocks,
    families,
    history,
    journal,
    milestones,
    sharing,
)
from tongban.engine.use_cases.flow.families import Family

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# The joint flow itself left the call, as by a timer; calling again begins again.
CALL_CANCELLED = "call_cancelled"
ENDING = ("approved", "rejected", *sorted(ENDS))


def called(act: Act, run: Run, effect: step.MemberCalled) -> None:
    """The joint flow has come to a member: it begins, waits for what it needs, or is passed."""
    if effect.token not in run.execution.tokens:
        return  # called and taken away again within this very act
    family = families.of_joint(act, run)
    row = family.newest.get(effect.key)
    if row is None or (row.state == "cancelled" and row.reason != CALL_CANCELLED):
        # Not ticked, or taken out by the lead or by the rule for failures: the joint flow goes by.
        run.execution.child_ended(effect.token, {})
        return
    if row.state in rules.OVER and row.result != rules.GRANTED:
        version = births.versions_of(act.uow, family.spec, [effect.key])[effect.key]
        row = births.bear(act, family, effect.key, version)
        sharing.hand_down(act, family, row)
    row.join_rule = effect.join or family.spec.join_of(row.key)
    history.link(run, effect.no, token=effect.token, child=row.instance_id)
    if family.through(row):
        run.execution.child_ended(effect.token, act.open_by_id(row.instance_id).execution.variables)
        act.uow.save(row)
        return
    row.token = effect.token
    if row.state in rules.BEGUN:
        act.uow.save(row)
        return
    row.passed = dict(effect.variables)
    beginnings.begin_or_wait(act, family, row)


def call_cancelled(act: Act, run: Run, token: int) -> None:
    """The joint flow waits no more for these members: what is not decided ends."""
    if run.item is None or run.item.sheet.joint is None:
        return
    family = families.of_joint(act, run)
    for row in family.rows:
        if row.token == token:
            row.token = None
            act.uow.save(row)
            _stop_undecided(act, family, row, CALL_CANCELLED)


def element_completed(act: Act, run: Run, element: bpmn.Element, before: str) -> None:
    """A node of a sub-case is done; `before` is the state the case had."""
    assert run.case is not None
    decided = run.case.state != before and run.case.state in ENDING
    committed = element.extensions.commitment is not None
    papers = {one.type for one in element.extensions.documents}
    result_type = run.item.sheet.result.document if run.item else ""
    issued = run.case.result == rules.GRANTED and bool(papers & {sharing.GRANT, result_type})
    if not (decided or committed or issued):
        return
    family, row = families.of_member(act, run)
    if committed and row.state == "active":
        _committed(act, run, row)
    if decided and row.result is None:
        settled(act, family, row, run)
    elif issued:
        _result_told(act, family, row, run)
    release(act, family, row, run)


def ended(act: Act, run: Run, effect: step.Ended) -> None:
    """The flow of a sub-case is at its end."""
    assert run.case is not None
    family, row = families.of_member(act, run)
    if row.state in rules.OVER:
        return
    if effect.state == "completed" and effect.error is None:
        milestones.instance_ended(act, run)
    elif not is_closed(run.case.state):
        milestones.ended_as(act, run, "terminated")
    row.state, row.ended_at = "finished", act.uow.now
    if row.result is None:
        settled(act, family, row, run)
    if row.result == rules.GRANTED and row.key not in family.ready:
        _result_told(act, family, row, run, final=True)
    journal.write(act, family.joint, "member.finished", member=row.key, case=run.case.case_no)
    act.uow.save(row)
    token = row.token
    if effect.error is not None and token is not None and token in family.joint.execution.tokens:
        row.token = None
        family.joint.execution.child_failed(token, effect.error, run.execution.variables, effect.message)
        return
    release(act, family, row, run)


def joint_ended(act: Act, run: Run) -> None:
    """The joint case is over: sub-cases not decided end with it, those that gave their word run on."""
    family = families.of_joint(act, run)
    for row in family.rows:
        if row.state not in (*rules.OVER, "committed"):
            _stop_undecided(act, family, row, "joint_ended")


def cancel(act: Act, family: Family, row: JointMember, reason: str, to: str = "terminated") -> None:
    """This sub-case goes no further, and nobody waits for it."""
    run = act.open_by_id(row.instance_id)
    assert run.case is not None
    row.state, row.ended_at, row.reason = "cancelled", act.uow.now, reason
    act.uow.save(row)
    if not is_closed(run.case.state):
        milestones.ended_as(act, run, to)
    journal.write(act, run, "member.cancelled", member=row.key, reason=reason)
    if run.execution.state in ("running", "incident"):
        run.execution.terminate()
    entry = _entry(act, row, run) | {"refused": False, "result": "cancelled"}
    families.tell(act, family, {"results": {row.key: entry}})
    release(act, family, row, run)


def settled(act: Act, family: Family, row: JointMember, run: Run) -> None:
    """The member's result is known: the joint flow hears it, followers are unlocked or stopped."""
    assert run.case is not None
    row.result = run.case.result or "closed"
    act.uow.save(row)
    journal.write(
        act, family.joint, "member.decided", member=row.key, case=run.case.case_no, result=row.result
    )
    _stop_limit(act, run)
    if row.result == rules.GRANTED:
        _result_told(act, family, row, run)
        return
    families.tell(act, family, {"results": {row.key: _entry(act, row, run)}})
    if row.result in rules.NEGATIVE:
        _failed(act, family, row)


def release(act: Act, family: Family, row: JointMember, run: Run) -> None:
    """Let the joint flow go on from a call once every sub-case of that call is through."""
    token = row.token
    if token is None or not family.through(row):
        return
    if any(other.token == token and not family.through(other) for other in family.rows):
        return
    for other in family.rows:
        if other.token == token:
            other.token = None
            act.uow.save(other)
    if token in family.joint.execution.tokens:
        family.joint.execution.child_ended(token, run.execution.variables)


def _result_told(act: Act, family: Family, row: JointMember, run: Run, *, final: bool = False) -> None:
    """The grant is told at once; once the result itself is issued it is shared, and whoever waited for it begins."""
    document = sharing.result_of(act, run)
    entry = _entry(act, row, run) | {"document": document.number if document else ""}
    changes = {"results": {row.key: entry}}
    there = final or sharing.is_result(run, document)
    if there:
        changes["shared"] = {row.key: sharing.share_result(act, family, row, run, document)}
    families.tell(act, family, changes)
    if there:
        beginnings.unlock(act, family, row.key)


def _entry(act: Act, row: JointMember, run: Run) -> dict[str, Any]:
    """What the joint flow's `results` say of one member."""
    assert run.case is not None
    variables = run.execution.variables
    return {
        "result": row.result,
        "granted": row.result == rules.GRANTED,
        "refused": row.result in rules.NEGATIVE,
        "deemed": row.deemed,
        "case_no": run.case.case_no,
        "document": "",
        "certificate_no": variables.get("certificate_no"),
        "valid_to": variables.get("valid_to"),
        "decided_at": act.uow.now.isoformat(),
    }


def _committed(act: Act, run: Run, row: JointMember) -> None:
    row.state, row.committed_at = "committed", act.uow.now
    act.uow.save(row)
    _stop_limit(act, run)
    journal.write(act, run, "member.committed", member=row.key)


def _stop_limit(act: Act, run: Run) -> None:
    """The department has answered: its own limit counts no more."""
    clocks.apply_effects(act, run, (("stop", beginnings.LIMIT),))


def _failed(act: Act, family: Family, row: JointMember) -> None:
    """What a negative result means for the others, by the rule of the item."""
    rule = family.spec.on_failure
    needs = {one.key: one.needs for one in family.spec.members}
    after = rules.followers(needs, row.key)
    for other in list(family.newest.values()):
        if other.key == row.key or other.state in rules.OVER:
            continue
        if rule == "stop_all" or (rule == "stop_followers" and other.key in after):
            _stop_undecided(act, family, other, f"{rule}:{row.key}")
        elif other.key in after and other.state == "waiting":
            _put_back(act, family, other)


def _put_back(act: Act, family: Family, row: JointMember) -> None:
    """It cannot begin now: the joint flow goes on to the coordination, and may call it again."""
    token, row.state, row.token = row.token, "born", None
    act.uow.save(row)
    if token is not None and not any(other.token == token for other in family.rows):
        family.joint.execution.child_ended(token, {})


def _stop_undecided(act: Act, family: Family, row: JointMember, reason: str) -> None:
    """End a sub-case unless its decision stands already."""
    if row.state in rules.OVER:
        return
    run = act.open_by_id(row.instance_id)
    assert run.case is not None
    if run.case.state in DECIDED or is_closed(run.case.state):
        return
    ending = family.case.state if family.case.state in ("withdrawn", "voided") else "terminated"
    cancel(act, family, row, reason, ending)

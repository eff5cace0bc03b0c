"""Tasks beside a step's own: added signers, asked units, a question gone back to an earlier handler, a delegate's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.actor import user_ref
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import AddedSigner, Draft, Remark, Signing, Task
from tongban.engine.use_cases.flow import clocks, desk, journal, signing, way

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

PENDING = ["waiting", "open"]
SIGNING = ("before", "after", "parallel")


def pending(act: Act, task: Task) -> list[AddedSigner]:
    """Signers called in by this task who have not signed."""
    return act.uow.find(AddedSigner, task_id=task.id, state=PENDING, order="id")


def open_turn(act: Act, run: Run, root: Task, row: AddedSigner) -> Task:
    """It is an added signer's turn."""
    element = run.definition.elements[root.element]
    ref = [user_ref(row.username)]
    sub = desk.open_task(
        act, run, element, root.token, root.scope, ref, root.due, parent=root, part=row.position
    )
    row.state, row.sub_task_id = "open", sub.id
    act.uow.save(row, "state", "sub_task_id")
    desk.tell(act, run, "task_signer_added", ref, sub)
    return sub


def kept(
    act: Act, run: Run, task: Task, word: Mapping[str, Any], choice: str, variables: Mapping[str, Any]
) -> bool:
    """Whether the result has to wait for signers called in; then it is kept and their turn has come."""
    rows = pending(act, task)
    if not rows:
        return False
    element = run.definition.elements[task.element]
    entry = {"word": dict(word), "choice": choice, "variables": dict(variables)}
    row = act.uow.get(Signing, run.record.id, task.token)
    if row is None:
        row = Signing(run.record.id, task.token, signing.new_body(element, task.scope, task.due))
        row.body["kept"][task.id] = entry
        act.uow.add(row)
    else:
        row.body["kept"][task.id] = entry
        act.uow.save(row, "body")
    for one in rows:
        if one.state == "waiting":
            open_turn(act, run, task, one)
    return True


def done(
    act: Act, run: Run, sub: Task, word: Mapping[str, Any], choice: str, variables: Mapping[str, Any]
) -> None:
    """A task beside the step's own is finished."""
    if variables:
        run.execution.set_variables(variables, scope=sub.token)
    if sub.part == "consult":
        parent = act.uow.get(Task, sub.parent_id)
        if parent is not None:
            desk.tell(act, run, "task_answered", desk.holders(parent), parent, str(word["opinion"] or ""))
    elif sub.part in SIGNING:
        _signed(act, run, sub, word, choice)
    else:
        _came_back(act, run, sub, word)


def _signed(act: Act, run: Run, sub: Task, word: Mapping[str, Any], choice: str) -> None:
    for row in act.uow.find(AddedSigner, sub_task_id=sub.id):
        row.state = "done"
        act.uow.save(row, "state")
    root = act.uow.get(Task, sub.parent_id)
    assert root is not None
    approval = run.definition.elements[root.element].extensions.approval
    if choice == "reject" and (approval is None or approval.on_reject != "collect"):
        _refused(act, run, root, word)
    else:
        signers_over(act, run, root)


def signers_over(act: Act, run: Run, root: Task) -> None:
    """Some of those called in are through or gone: let the task, or its kept result, go on if it can."""
    left = pending(act, root)
    if root.state in TASK_OPEN:
        if root.held == "before" and not any(one.position == "before" for one in left):
            root.held = "added"
            act.uow.save(root, "held")
            desk.tell(act, run, "task_came_back", desk.holders(root), root)
    elif root.state == "completed" and not left:
        entry = _take_kept(act, run, root)
        if entry is not None:
            signing.count(act, run, root, entry["word"], entry["choice"], entry["variables"])


def _refused(act: Act, run: Run, root: Task, word: Mapping[str, Any]) -> None:
    """An added signer has the full right to refuse: the task they were called in for is refused with it."""
    for row in pending(act, root):
        row.state = "removed"
        act.uow.save(row, "state")
        sub = act.uow.get(Task, row.sub_task_id) if row.sub_task_id else None
        if sub is not None and sub.state in TASK_OPEN:
            desk.cancel(act, run, sub)
    if root.state in TASK_OPEN:
        desk.cancel(act, run, root)
    entry = _take_kept(act, run, root)
    signing.count(act, run, root, word, "reject", entry["variables"] if entry else {})


def _take_kept(act: Act, run: Run, root: Task) -> dict[str, Any] | None:
    row = act.uow.get(Signing, run.record.id, root.token)
    if row is None:
        return None
    entry: dict[str, Any] | None = row.body["kept"].pop(root.id, None)
    act.uow.save(row, "body")
    return entry


def _came_back(act: Act, run: Run, sub: Task, word: Mapping[str, Any]) -> None:
    """The earlier handler has done their part again: straight back to whoever returned it, or once more
    from the first step when the applicant changed what it all rests on.
    """
    root = act.uow.get(Task, sub.parent_id)
    assert root is not None
    element = run.definition.elements[root.element]
    if sub.element != root.element and run.definition.elements[sub.element].type == "userTask":
        run.execution.set_variables({sub.element: dict(word)}, scope=sub.token)
    if sub.part == "amend":
        way.go_to_first(act, run, root)
        return
    clocks.stop_of_token(act, run, root.token)
    due, deadline = root.due, element.extensions.deadline
    if deadline is not None and run.case is not None:
        due = clocks.start(act, run, "step", deadline.value, deadline.unit, root.token).due
    refs = [user_ref(root.on_behalf_of or root.completed_by or "")]
    task = desk.open_task(act, run, element, root.token, root.scope, refs, due, signer=root.signer)
    if root.held is not None:
        task.held = "added"
        for row in pending(act, root):
            row.task_id = task.id
            act.uow.save(row, "task_id")
    desk.tell(act, run, "task_came_back", refs, task)


def hand_back(
    act: Act, run: Run, task: Task, outcome: str, opinion: str | None, variables: Mapping[str, Any]
) -> None:
    """The delegate has done it: their words stay on record, and the first owner has the task again."""
    assert task.owner is not None
    before = {"assignee": task.assignee, "owner": task.owner}
    act.uow.add(
        Remark(
            id=act.uow.new_id(),
            instance_id=run.record.id,
            task_id=task.id,
            kind="delegate",
            author=act.actor.id,
            text=opinion or "",
            at=act.uow.now,
            case_no=task.case_no,
            on_behalf_of=task.owner,
            outcome=outcome,
        )
    )
    if variables:
        keep_draft(act, task, variables, act.actor.id)
    owner, task.owner = task.owner, None
    act.uow.save(task, "owner")
    desk.hand_to(act, task, owner)
    journal.write(
        act,
        run,
        "task.delegation_returned",
        task_id=task.id,
        element=task.element,
        outcome=outcome,
        opinion=opinion,
        before=before,
        after={"assignee": owner, "owner": None},
    )
    desk.tell(act, run, "task_came_back", [user_ref(owner)], task, opinion or "")


def keep_draft(act: Act, task: Task, variables: Mapping[str, Any], by: str) -> Draft:
    """What was entered so far, in place of what was kept before."""
    act.uow.remove(Draft, task_id=task.id)
    act.uow.find(Draft, task_id=task.id, limit=1)
    draft = Draft(task.id, by, dict(variables), act.uow.now)
    act.uow.add(draft)
    return draft

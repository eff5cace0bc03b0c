"""What is tried in a random walk on an open task and on a case, and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from operations.walking import OPEN, Draw, Walk, drawn

from tongban.engine import (
    AddSigners,
    AskJump,
    BatchTasks,
    ClaimTask,
    CommentTask,
    CompleteTask,
    ConsultTask,
    CopyTask,
    CreateProxy,
    DecideJump,
    DelegateTask,
    ExtendCase,
    HandOver,
    MarkCopyRead,
    RateCase,
    RejectTask,
    ReleaseTask,
    RemoveSigners,
    ReopenCase,
    ResumeCase,
    RetrieveTask,
    ReturnTask,
    RevokeProxy,
    SaveDraft,
    SupplementCase,
    SuspendCase,
    TransferTask,
    UrgeTask,
    VoidCase,
    WithdrawCase,
)

Made = tuple[Any, str] | None


def complete(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    outcome, opinion, variables, usual = drawn(draw, walk.known.get(task["element"], ())) or (
        draw.of(("approve", "reject")),
        "意见",
        {},
        who,
    )
    return CompleteTask(task["id"], outcome, opinion or "意见", variables), draw.of((usual, usual, who))


def give_back(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    targets = walk.office.engine.queries.return_targets(walk.office.actor("admin"), task["id"])["items"]
    to = draw.of(["previous", *(one["element"] for one in targets)])
    fields = {name: "有误" for name in list(walk.case()["form"])[: draw.number(0, 2)]}
    return ReturnTask(task["id"], "退回", to, draw.of(("redo", "jump_back")), fields), who


def add(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    other = draw.of(walk.people)
    return AddSigners(task["id"], (other,), draw.of(("before", "after", "parallel"))), who


def remove(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    record = walk.office.engine.queries.task_record(walk.office.actor("admin"), task["id"])
    added = [one["username"] for one in record["added_signers"] if one["state"] in ("waiting", "open")]
    return RemoveSigners(task["id"], (drawn(draw, added) or who,)), who


def ask_jump(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    to = drawn(draw, sorted(walk.item.process.elements))
    return AskJump(task["id"], to, "紧急"), draw.of(("admin", "admin", who))


def batch(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    ids = tuple(one["id"] for one in walk.tasks(*OPEN))
    operation, arguments = draw.of((("claim", {}), ("release", {}), ("urge", {}), ("return", {"opinion": "退回"}),
                         ("transfer", {"to": walk.people[0], "reason": "转办"})))  # fmt: skip
    return BatchTasks(operation, (*ids, "none-such"), arguments), who


def hold(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    return SuspendCase(walk.case_no, "expert_review", "专家评审", "负责人", draw.number(1, 10)), who


def stand_in(walk: Walk, task: dict[str, Any], who: str, draw: Draw) -> Made:
    now = walk.office.clock.now
    agent = draw.of(walk.people)
    return CreateProxy(agent, now, now + timedelta(hours=draw.number(1, 48))), who


def to_other(kind: type) -> Callable[..., Made]:
    return lambda walk, task, who, draw: (kind(task["id"], draw.of(walk.people), "理由"), who)


# What is tried on an open task, and how often.
ON_TASKS: tuple[tuple[int, Callable[[Walk, dict[str, Any], str, Draw], Made]], ...] = (
    (40, complete),
    (10, give_back),
    (3, lambda walk, task, who, draw: (RejectTask(task["id"], "不同意"), who)),
    (4, to_other(TransferTask)),
    (4, to_other(DelegateTask)),
    (5, add),
    (3, remove),
    (3, lambda walk, task, who, draw: (ClaimTask(task["id"]), who)),
    (2, lambda walk, task, who, draw: (ReleaseTask(task["id"]), who)),
    (3, ask_jump),
    (1, lambda walk, task, who, draw: (CopyTask(task["id"], (draw.of(walk.people),)), who)),
    (1, lambda walk, task, who, draw: (MarkCopyRead(task["id"]), draw.of(walk.people))),
    (1, lambda walk, task, who, draw: (UrgeTask(task["id"], "请加快"), draw.of(walk.people))),
    (1, lambda walk, task, who, draw: (CommentTask(task["id"], f"请 @{walk.people[0]} 看"), who)),
    (
        2,
        lambda walk, task, who, draw: (
            ConsultTask(task["id"], (draw.of(walk.people),), "如何？"),
            who,
        ),
    ),
    (1, lambda walk, task, who, draw: (SaveDraft(task["id"], {"note": "草稿"}), who)),
    (2, batch),
)
# What is tried on the case, open or not.
ON_CASES: tuple[tuple[int, Callable[[Walk, dict[str, Any], str, Draw], Made]], ...] = (
    (2, lambda walk, task, who, draw: (WithdrawCase(walk.case_no, "不办了"), who)),
    (2, lambda walk, task, who, draw: (VoidCase(walk.case_no, "误操作"), who)),
    (4, lambda walk, task, who, draw: (ReopenCase(walk.case_no, "误作废"), who)),
    (3, hold),
    (4, lambda walk, task, who, draw: (ResumeCase(walk.case_no, "评审完成"), who)),
    (2, lambda walk, task, who, draw: (ExtendCase(walk.case_no, draw.number(1, 12), "负责人", "复杂"), who)),
    (6, lambda walk, task, who, draw: (SupplementCase(walk.case_no, note="已补正"), who)),
    (1, lambda walk, task, who, draw: (RateCase(walk.case_no, draw.number(1, 5)), "lin.applicant")),
    (2, stand_in),
    (1, lambda walk, task, who, draw: (HandOver(draw.of(walk.people), who, "调离"), "admin")),
)  # fmt: skip
TASK_CHOICE = tuple(make for weight, make in ON_TASKS for _ in range(weight))
CASE_CHOICE = tuple(make for weight, make in ON_CASES for _ in range(weight))
COMMANDS = {
    *(
        AddSigners,
        AskJump,
        BatchTasks,
        ClaimTask,
        CommentTask,
        CompleteTask,
        ConsultTask,
        CopyTask,
        CreateProxy,
    ),
    *(DecideJump, DelegateTask, ExtendCase, HandOver, MarkCopyRead, RateCase, RejectTask, ReleaseTask),
    *(
        RemoveSigners,
        ReopenCase,
        ResumeCase,
        RetrieveTask,
        ReturnTask,
        RevokeProxy,
        SaveDraft,
        SupplementCase,
    ),
    *(SuspendCase, TransferTask, UrgeTask, VoidCase, WithdrawCase),
}

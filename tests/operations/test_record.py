"""What every operation leaves behind: one event with the task before and after, and 代 when somebody stood in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from operations.flows import Desk, line, process, user

from tongban.engine import (
    AddSigners,
    ClaimTask,
    CommentTask,
    CompleteTask,
    ConsultTask,
    CopyTask,
    CreateProxy,
    DelegateTask,
    RejectTask,
    ReleaseTask,
    RemoveSigners,
    RetrieveTask,
    ReturnTask,
    SaveDraft,
    TransferTask,
)

A, B, C = "wang.window", "liu.window", "zhao.zaj"
LEADER = "zhou.branch"
XML = process(user("a", A), user("b", f"{LEADER},{B}"), user("c", C), line("a", "b", "c"))
# The operation, what has to happen before it, its event, and what of the task it changes.
CHANGING: dict[str, tuple[Any, str, set[str]]] = {
    "claim": (ClaimTask, "task.claimed", {"state", "assignee"}),
    "transfer": (lambda task: TransferTask(task, C, "外出"), "task.transferred", {"assignee", "candidates", "state"}),
    "delegate": (
        lambda task: DelegateTask(task, C, "请核"), "task.delegated", {"assignee", "owner", "candidates", "state"},
    ),
    "return": (lambda task: ReturnTask(task, "请补充"), "task.returned", {"state", "assignee"}),
    "reject": (lambda task: RejectTask(task, "不符合"), "task.rejected", {"state", "assignee"}),
    "add signers": (lambda task: AddSigners(task, (C,), "before"), "task.signers_added", {"state", "assignee", "held"}),
}  # fmt: skip
TALKING: dict[str, tuple[Any, str]] = {
    "copy": (lambda task: CopyTask(task, (C,)), "task.copied"),
    "comment": (lambda task: CommentTask(task, "请核对"), "task.commented"),
    "consult": (lambda task: ConsultTask(task, (C,), "如何？"), "task.consulted"),
    "draft": (lambda task: SaveDraft(task, {"size": 3}), "task.draft_saved"),
    "complete": (lambda task: CompleteTask(task, None, "意见"), "task.completed"),
}


def at_b(desk: Desk) -> str:
    desk.start(XML)
    desk.complete("a", A)
    return str(desk.task("b")["id"])


@pytest.mark.parametrize("name", CHANGING)
def test_one_event_tells_the_task_before_and_after(desk: Desk, name: str) -> None:
    make, event, changed = CHANGING[name]
    desk.do(make(at_b(desk)), B)
    [found] = [one["data"] for one in desk.events(event) if one["data"]["element"] == "b"]
    differs = {key for key in found["after"] if found["before"].get(key) != found["after"][key]}
    assert differs == changed


def test_putting_back_removing_signers_and_taking_back_tell_it_too(desk: Desk) -> None:
    task = at_b(desk)
    desk.do(ClaimTask(task), B)
    desk.do(ReleaseTask(task), B)
    [released] = [one["data"] for one in desk.events("task.released")]
    assert (released["before"]["assignee"], released["after"]["assignee"]) == (B, None)
    desk.do(AddSigners(task, (C,), "before"), B)
    desk.do(RemoveSigners(task, (C,)), B)
    [removed] = [one["data"] for one in desk.events("task.signers_removed")]
    assert (removed["before"]["held"], removed["users"]) == ("before", [C])
    desk.do(CompleteTask(task), B)
    desk.do(RetrieveTask(task), B)
    [retrieved] = [one["data"] for one in desk.events("task.retrieved")]
    assert (retrieved["before"]["state"], retrieved["after"]["state"]) == ("completed", "cancelled")
    desk.sound()


@pytest.mark.parametrize("name", [*CHANGING, *TALKING])
def test_every_act_of_a_proxy_says_for_whom(desk: Desk, name: str) -> None:
    now = desk.office.clock.now
    desk.do(CreateProxy("qian.jzy", now, now + timedelta(days=1)), LEADER)
    make, event = {**CHANGING, **TALKING}[name][:2]
    desk.do(make(at_b(desk)), "qian.jzy")
    [found] = [one for one in desk.events(event) if one["data"]["element"] == "b"]
    assert (found["actor"], found["on_behalf_of"]) == ("qian.jzy", LEADER)

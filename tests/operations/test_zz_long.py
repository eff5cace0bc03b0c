"""Random operations on a process with everything in it: it never gets stuck, never forks, and its record holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from operations.flows import Desk, approval, each, flows, line, node, process, sub, timer, user

from tongban.engine import (
    SYSTEM,
    AddSigners,
    CommentTask,
    CompleteTask,
    ConsultTask,
    CopyTask,
    DelegateTask,
    FireTimer,
    RejectTask,
    RemoveSigners,
    RetrieveTask,
    ReturnTask,
    TransferTask,
    UrgeTask,
    errors,
)

PEOPLE = ("wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb", "li.cjk")
ANY = ",".join(PEOPLE[:3])
NOTHING_MORE = node("endEvent", "over")
INNER = sub(
    "inner", node("startEvent", "si"), node("endEvent", "ei"), user("i", ANY), user("k", ANY),
    flows("si>i>k>ei"), more=each(2),
)  # fmt: skip
XML = process(
    user("a", ANY), user("x", ANY), user("y", ANY, approval("all", onReject="collect")),
    user("z", ANY, approval("ratio", threshold="0.5")), user("q", ANY, approval("sequential")),
    user("late", ANY), user("last", ANY), timer("t", "x"), NOTHING_MORE, INNER,
    node("parallelGateway", "fork", "join"), node("inclusiveGateway", "some", "any"),
    line("a", "fork", "x", "join", "q", "last"),
    flows("fork>some", "some>y?n>0", "some>z?n>1", "y>any", "z>any", "any>join"),
    flows("fork>inner>join", "t>late>over"),
)  # fmt: skip


def complete(desk: Desk, task: str, draw: Callable[[Any], Any]) -> object:
    return CompleteTask(task, draw(st.sampled_from(("approve", "reject"))), "意见")


def operation(desk: Desk, draw: Callable[[Any], Any]) -> object | None:
    states = draw(st.sampled_from(("open", "open", "open", "completed")))
    tasks = desk.tasks(state=states, page_size=200)
    if not tasks:
        return None
    tasks.sort(key=lambda one: (one["created_at"], one["element"], one["part"] or "", one["assignee"] or ""))
    # By number and not by id: ids differ from run to run.
    task = tasks[draw(st.integers(0, 99)) % len(tasks)]["id"]
    who = draw(st.sampled_from(PEOPLE))
    if states == "completed":
        return RetrieveTask(task)
    kind = draw(st.integers(0, 13))
    if kind < 5:
        return complete(desk, task, draw)
    if kind < 8:
        targets = desk.office.engine.queries.return_targets(SYSTEM, task)["items"]
        to = draw(st.sampled_from(["previous", *(one["element"] for one in targets)]))
        return ReturnTask(task, "退回", to, draw(st.sampled_from(("redo", "jump_back"))))
    return [
        TransferTask(task, who, "转办"),
        DelegateTask(task, who, "委派"),
        AddSigners(task, (who,), draw(st.sampled_from(("before", "after", "parallel")))),
        RemoveSigners(task, (who,)),
        ConsultTask(task, (who,), "如何？"),
        draw(
            st.sampled_from(
                (RejectTask(task, "不同意"), UrgeTask(task), CopyTask(task, (who,)), CommentTask(task, "评"))
            )
        ),
    ][kind - 8]


def step(desk: Desk, draw: Callable[[Any], Any]) -> None:
    engine = desk.office.engine
    if draw(st.integers(0, 9)) == 0:
        timers = engine.queries.timers(SYSTEM, instance=desk.instance)["items"]
        command: object | None = FireTimer(timers[0]["id"]) if timers else None
    else:
        command = operation(desk, draw)
    if command is None:
        return
    task = getattr(command, "task_id", None)
    holder = engine.queries.task(SYSTEM, task) if task else {}
    actor = SYSTEM
    name = holder.get("assignee") or next(iter(holder.get("candidates", {}).get("users", [])), None)
    if name and not isinstance(command, UrgeTask):
        actor = desk.office.actor(holder.get("completed_by") or name)
    ended = desk.state not in ("running", "suspended")
    before = len(desk.tasks(state="all", page_size=200))
    try:
        engine.execute(command, actor)
    except errors.EngineError:
        return
    assert not ended, command
    assert len(desk.tasks(state="all", page_size=200)) >= before


# A failing walk is not made shorter: each takes seconds, and its operations tell enough.
@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    derandomize=False,
)
@given(data=st.data())
def test_random_operations_leave_the_process_sound(desk: Desk, data: st.DataObject) -> None:
    desk.start(XML, {"n": data.draw(st.sampled_from((1, 2)))})
    for _ in range(data.draw(st.integers(5, 30))):
        step(desk, data.draw)
        desk.office.clock.advance(timedelta(minutes=1))
        desk.sound()
    _to_the_end(desk)
    assert desk.state in ("completed", "terminated"), desk.open()
    desk.sound()


def _to_the_end(desk: Desk) -> None:
    """Whatever happened before, ordinary work brings it to an end."""
    for _ in range(80):
        tasks = [one for one in desk.tasks(page_size=200) if one["held"] != "before"]
        if not tasks:
            return
        for task in tasks[:1]:
            name = task["assignee"] or task["candidates"]["users"][0]
            try:
                desk.do(CompleteTask(task["id"], "approve", "意见"), name)
            except errors.NotAllowed:
                # Whoever has voted already leaves the other seat to an administrator.
                desk.do(CompleteTask(task["id"], "approve", "意见"), "admin")

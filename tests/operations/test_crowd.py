"""Many people at once: one decision, right tallies, no stuck join."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from operations.flows import Desk, approval, line, process, user

from tongban.engine import SYSTEM, Actor, ClaimTask, CompleteTask, ReturnTask, TransferTask, errors


def test_fifty_signers_finish_at_the_same_moment_and_there_is_one_decision(both: Desk) -> None:
    names = [f"signer{number:02d}" for number in range(50)]
    both.start(process(user("s", ",".join(names), approval("ratio", threshold="0.6")), line("s")))
    tasks = {one["assignee"]: one["id"] for one in both.tasks(page_size=200)}
    assert len(tasks) == 50

    def sign(name: str) -> str:
        try:
            both.office.engine.execute(CompleteTask(tasks[name], "approve", "同意"), Actor(name))
        except (errors.TaskNotOpen, errors.NotFound) as refused:
            return refused.code
        return "signed"

    with ThreadPoolExecutor(20) as pool:
        answers = Counter(pool.map(sign, names))
    assert answers["signed"] == 30
    assert both.state == "completed"
    assert both.variables["s"]["votes"]["approved"] == 30
    assert len(both.events("sign.decided")) == 1
    both.sound()


def test_everybody_does_something_else_to_one_task_and_one_wins(both: Desk) -> None:
    both.start(
        process(user("a", "wang.window"), user("b", "liu.window"), user("c", "zhao.zaj"), line("a", "b", "c"))
    )
    both.complete("a", "wang.window")
    task = both.task("b")["id"]
    actor = both.office.actor("liu.window")
    commands = [
        CompleteTask(task),
        ReturnTask(task, "请补充"),
        TransferTask(task, "qian.jzy", "外出"),
        ClaimTask(task),
    ] * 5

    def act(command: object) -> bool:
        try:
            both.office.engine.execute(command, actor)
        except errors.EngineError:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(act, commands))
    moved = [len(both.events(f"task.{word}")) for word in ("returned", "transferred")]
    done = [one for one in both.events("task.completed") if one["data"]["element"] == "b"]
    assert sum(moved) + len(done) == 1
    assert len(both.open()) == 1
    both.sound()
    assert both.office.engine.queries.tasks(SYSTEM, instance=both.instance)["items"]

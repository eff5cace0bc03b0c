"""Fifty people at once on one joint case: every step of every member is done once, and the next stage begins once."""

from __future__ import annotations

from collections import Counter

from office import Office
from use_cases.joint.town import PROJECT, board, number, played, published

from faults.crowding import at_once
from tongban.engine import SYSTEM, CompleteTask

FIFTY = 50
STAGE = ("civil_defence", "works_plan")


def test_fifty_on_one_joint_case_do_every_step_once_and_open_the_next_stage_once(office: Office) -> None:
    item = published(office, PROJECT)
    player = played(office, item, "granted", 6)
    joint = player.case_no
    assert stages(office, joint)["works"] == "active"
    story = {(one.member, one.task): one for one in player.sample.steps if one.member in STAGE and one.task}
    done: list[str] = []
    for _ in story:
        here = [
            (task["id"], story[key, task["element"]])
            for key in STAGE
            for task in office.engine.queries.tasks(SYSTEM, case=number(office, joint, key))["items"]
        ]
        if not here:
            break
        acts = [
            (office.actor(step.who), CompleteTask(task, step.outcome, step.opinion, step.variables or {}))
            for task, step in here * (FIFTY // len(here))
        ]
        answers = Counter(code for _who, code, _facts in at_once(office.engine, acts))
        assert answers == Counter({"done": len(here), "task_not_open": len(acts) - len(here)}), answers
        done += [task for task, _step in here]
    assert len(done) == len(set(done)) == len(story)
    assert stages(office, joint)["works"] == "passed"
    assert stages(office, joint)["building"] == "active"
    keys = [one["key"] for one in board(office, joint)["members"]]
    assert len(keys) == len(set(keys))
    assert office.engine.verify_audit()["broken"] == []


def stages(office: Office, joint: str) -> dict[str, str]:
    return {one["key"]: one["state"] for one in board(office, joint)["stages"]}

"""What a joint case costs: statements do not grow with members that are finished or materials that lie there."""

from __future__ import annotations

import pytest
from office import Office
from statements import counting
from use_cases.joint.town import PROJECT, board, number, played, published

from tongban.engine import SYSTEM, AttachMaterial, CompleteTask, items


def deciding(office: Office, case_no: str, key: str, who: tuple[str, str]) -> int:
    """Statements of the act by which a department grants."""
    sub = number(office, case_no, key)
    office.complete(sub, "review", who[0], "approve", "已审查。")
    task = office.task(sub, "decide")["id"]
    actor = office.actor(who[1])
    with counting(office.engine) as seen:
        office.engine.execute(CompleteTask(task, "grant", "同意。"), actor)
    return len(seen)


@pytest.mark.parametrize("steps", [2, 5])
def test_the_board_is_as_many_queries_however_much_is_done(office: Office, steps: int) -> None:
    item = published(office, PROJECT)
    few = played(office, item, "granted", steps).case_no
    with counting(office.engine) as fresh:
        board(office, few, SYSTEM)
    many = played(office, item, "granted", 29).case_no
    with counting(office.engine) as grown:
        board(office, many, SYSTEM)
    assert len(grown) == len(fresh) <= 16


def test_granting_costs_the_same_beside_many_finished_members_and_materials(office: Office) -> None:
    item = published(office, PROJECT)
    early = played(office, item, "granted", 1).case_no
    first = deciding(office, early, "filing", ("luo.reform", "tao.reform"))
    late = played(office, item, "granted", 29).case_no
    applicant = office.actor("song.agent")
    for one in office.case(late)["materials"]:
        if one["file_name"] is None or one["required"]:
            content = items.make_file(items.FileRecipe("pdf"), one["code"])
            office.engine.execute(AttachMaterial(late, one["code"], "a.pdf", content), applicant)
    last = deciding(office, late, "fire", ("cui.housing", "wu.leader"))
    # Beyond what `filing` did it shares its result and lets the completion filing begin, which are a few more.
    assert last <= first + 40


def test_a_joint_case_of_seven_is_born_with_hardly_more_statements_than_one_of_five(office: Office) -> None:
    item = published(office, PROJECT)
    played(office, item, "granted", 0)
    with counting(office.engine) as five:
        played(office, item, "granted", 0, members=("filing", "land_use", "works_plan", "permit", "fire"))
    with counting(office.engine) as seven:
        played(office, item, "granted", 0)
    assert abs(len(seven) - len(five)) <= 4

"""Steps that several sign: every mode decides as soon as it is certain, and only then."""

from __future__ import annotations

import pytest
import yaml
from office import CONTENT
from operations.flows import Desk, approval, line, process, user

from tongban.engine import AddSigners, ClaimTask, CompleteTask, ReleaseTask, RemoveSigners, errors

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"
FIVE = f"{A},{B},{C},{D},{E}"


def signing(desk: Desk, mode: str, who: str = FIVE, **attributes: str) -> None:
    desk.start(process(user("s", who, approval(mode, **attributes)), line("s")))


def votes(desk: Desk, *given: tuple[str, str]) -> None:
    for who, choice in given:
        desk.complete("s", who, choice)


def decided(desk: Desk) -> tuple[str, dict[str, int]]:
    assert desk.state == "completed", desk.open()
    tally = desk.variables["s"]["votes"]
    return desk.variables["outcome"], {name: tally[name] for name in ("approved", "rejected")}


@pytest.mark.parametrize(
    ("mode", "attributes", "given", "outcome"),
    [
        ("all", {}, [(A, "approve"), (B, "reject")], "reject"),
        ("all", {"onReject": "count"}, [(A, "reject")], "reject"),
        ("ratio", {"threshold": "0.6"}, [(A, "approve"), (B, "approve"), (C, "approve")], "approve"),
        ("ratio", {"threshold": "0.6"}, [(A, "reject"), (B, "reject"), (C, "reject")], "reject"),
        ("ratio", {"threshold": "0.6", "onReject": "immediate"}, [(A, "reject")], "reject"),
        ("count", {"threshold": "2"}, [(A, "reject"), (B, "approve"), (C, "approve")], "approve"),
        ("count", {"threshold": "4"}, [(A, "reject"), (B, "reject")], "reject"),
        ("weight", {"threshold": "5", "weights": f"{A}=5"}, [(A, "approve")], "approve"),
        ("leader", {}, [(B, "reject"), (A, "approve")], "approve"),
        ("leader", {"leader": E}, [(A, "approve"), (E, "reject")], "reject"),
    ],
)
def test_a_round_ends_as_soon_as_it_is_certain(desk: Desk, mode, attributes, given, outcome) -> None:
    signing(desk, mode, **attributes)
    for who, choice in given[:-1]:
        desk.complete("s", who, choice)
        assert desk.state == "running"
    votes(desk, given[-1])
    assert desk.state == "completed" and desk.variables["outcome"] == outcome
    assert len(desk.events("sign.decided")) == 1


def test_the_last_voter_decides_what_remains(desk: Desk) -> None:
    signing(desk, "ratio", threshold="0.6")
    votes(desk, (A, "approve"), (B, "approve"), (C, "reject"), (D, "reject"))
    assert desk.open() == ["s"]
    votes(desk, (E, "approve"))
    assert decided(desk) == ("approve", {"approved": 3, "rejected": 2})


def test_all_opinions_are_collected_and_nobody_vetoes(both: Desk) -> None:
    desk = both
    signing(desk, "all", onReject="collect")
    votes(desk, (A, "reject"), (B, "approve"), (C, "reject"), (D, "approve"), (E, "approve"))
    outcome, tally = decided(desk)
    assert (outcome, tally) == ("collected", {"approved": 3, "rejected": 2})
    assert len(desk.variables["s"]["opinions"]) == 5


def test_one_after_another(desk: Desk) -> None:
    signing(desk, "sequential", f"{C},{A},{B}")
    for who in (C, A, B):
        assert [one["assignee"] for one in desk.tasks()] == [who]
        desk.complete("s", who, "approve")
    assert desk.state == "completed"


def test_any_one_of_a_role_whose_members_are_not_listed(both: Desk) -> None:
    desk = both
    desk.start(
        process(user("s", "", '<tb:candidates groups="window_clerk@zwzx"/>' + approval("any")), line("s"))
    )
    assert [one["candidates"]["groups"] for one in desk.tasks()] == [["window_clerk@zwzx"]]
    task = desk.task("s")["id"]
    desk.complete("s", B, "approve")
    with pytest.raises(errors.TaskNotOpen) as refused:
        desk.do(CompleteTask(task, "approve", "意见"), A)
    assert refused.value.facts["completed_by"] == B
    assert desk.state == "completed"


def test_one_at_random_and_always_the_same_for_one_visit(desk: Desk) -> None:
    signing(desk, "random")
    assert len(desk.tasks()) == 1
    desk.complete("s", desk.tasks()[0]["assignee"], "approve")
    assert desk.state == "completed"


def test_a_pool_gives_and_takes_back(desk: Desk) -> None:
    signing(desk, "pool", f"{A},{B}")
    task = desk.task("s")["id"]
    desk.do(ClaimTask(task), A)
    with pytest.raises(errors.Conflict):
        desk.do(ClaimTask(task), B)
    desk.do(ReleaseTask(task), A)
    desk.do(ClaimTask(task), B)
    desk.complete("s", B, "approve")
    assert desk.state == "completed"


def test_nobody_signs_twice(desk: Desk) -> None:
    groups = '<tb:candidates groups="window_clerk@zwzx,zwzx"/>'
    desk.start(process(user("s", "", groups + approval("all")), line("s")))
    desk.complete("s", A, "approve")
    with pytest.raises(errors.NotAllowed) as refused:
        desk.complete("s", A, "approve")
    assert refused.value.facts["rule"] == "not_twice"


def test_the_same_person_must_not_do_both_steps(desk: Desk) -> None:
    rule = '<tb:operations notSamePerson="a"/>'
    desk.start(process(user("a", f"{A},{B}"), user("b", f"{A},{B}", rule), line("a", "b")))
    desk.complete("a", A)
    with pytest.raises(errors.NotAllowed) as refused:
        desk.complete("b", A)
    assert refused.value.facts["rule"] == "not_same_person"
    desk.complete("b", B)
    assert desk.state == "completed"


def test_signers_before_hold_the_task_up_until_they_are_through(both: Desk) -> None:
    desk = both
    desk.start(process(user("a", A), line("a")))
    task = desk.task("a")["id"]
    desk.do(AddSigners(task, (B, C), "before"), A)
    assert "complete" not in desk.operations(task, A)
    with pytest.raises(errors.Conflict):
        desk.do(CompleteTask(task), A)
    desk.complete("a", B, part="before")
    with pytest.raises(errors.Conflict):
        desk.do(CompleteTask(task), A)
    desk.complete("a", C, part="before")
    desk.do(CompleteTask(task), A)
    assert desk.state == "completed"


def test_a_signer_called_in_before_has_the_full_right_to_refuse(desk: Desk) -> None:
    desk.start(process(user("a", A, approval("any")), line("a")))
    task = desk.task("a")["id"]
    desk.do(AddSigners(task, (B, C), "before"), A)
    desk.complete("a", B, "reject", part="before")
    assert (desk.state, desk.variables["outcome"], desk.open()) == ("completed", "reject", [])


def test_signers_after_come_when_the_task_is_done_and_its_result_waits(both: Desk) -> None:
    desk = both
    desk.start(process(user("a", A, approval("any")), user("b", D), line("a", "b")))
    task = desk.task("a")["id"]
    desk.do(AddSigners(task, (B, C), "after"), A)
    assert len(desk.tasks()) == 1
    desk.do(CompleteTask(task, "approve", "同意", {"size": 3}), A)
    assert desk.open() == ["a", "a"]
    desk.complete("a", B, "approve", part="after")
    assert desk.open() == ["a"]
    desk.complete("a", C, "approve", part="after")
    assert desk.open() == ["b"]
    assert (desk.variables["size"], desk.variables["a"]["by"]) == (3, A)
    desk.sound()


def test_a_signing_gets_more_seats_and_loses_only_those(desk: Desk) -> None:
    signing(desk, "all", f"{A},{B}")
    task = desk.task("s", A)["id"]
    desk.do(AddSigners(task, (C, D), "parallel"), A)
    assert len(desk.tasks()) == 4
    with pytest.raises(errors.Conflict):
        desk.do(AddSigners(task, (C,), "parallel"), A)
    with pytest.raises(errors.Conflict) as refused:
        desk.do(RemoveSigners(task, (B,)), A)
    assert refused.value.facts["users"] == [B]
    desk.do(RemoveSigners(task, (C,)), A)
    votes(desk, (A, "approve"), (B, "approve"))
    assert desk.open() == ["s"]
    votes(desk, (D, "approve"))
    assert decided(desk)[0] == "approve"


def test_the_last_signer_cannot_be_removed(desk: Desk) -> None:
    signing(desk, "all", A)
    task = desk.task("s")["id"]
    with pytest.raises(errors.Conflict):
        desk.do(RemoveSigners(task, (A,)), A)
    desk.do(AddSigners(task, (B,), "parallel"), A)
    with pytest.raises(errors.Conflict):
        desk.do(RemoveSigners(task, (A, B)), A)
    assert len(desk.tasks()) == 2


def test_removing_the_signer_all_wait_for_lets_the_work_go_on(desk: Desk) -> None:
    desk.start(process(user("a", A), user("b", D), line("a", "b")))
    task = desk.task("a")["id"]
    desk.do(AddSigners(task, (B,), "after"), A)
    desk.do(CompleteTask(task), A)
    assert desk.open() == ["a"]
    desk.do(RemoveSigners(task, (B,)), A)
    assert desk.open() == ["b"]


def _main_leaders() -> list[str]:
    """In every unit of the city that has one."""
    found = yaml.safe_load((CONTENT / "people.yaml").read_text("utf-8"))
    region = {unit["code"]: unit.get("region", found["region"]["code"]) for unit in found["units"]}
    posts = [post for post in found["posts"] if post["role"] == "main_leader"]
    return sorted(f"main_leader@{post['unit']}" for post in posts if region[post["unit"]] == "429900")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('region="429900" roles="main_leader"', _main_leaders()),
        ('relation="initiatorUnit"', ["zwzx"]),
        ('expression="= [&quot;zrzy&quot;, &quot;user:&quot; + who]"', ["zrzy"]),
    ],
)
def test_candidates_by_region_by_the_initiators_unit_and_by_a_field(desk: Desk, rule, expected) -> None:
    desk.start(process(user("a", "", f"<tb:candidates {rule}/>"), line("a")), {"who": D})
    assert desk.task("a")["candidates"]["groups"] == expected

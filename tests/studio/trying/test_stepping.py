"""A trial stepped by hand: every move on the real engine, back and forth, until it is a sample of the draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, Trials, errors, items, trial

DRAFT = "0" * 32


def folder(name: str) -> dict[str, bytes]:
    return items.read_folder(CONTENT / name)


def draft(name: str = "seal-filing", files: Mapping[str, bytes] | None = None) -> dict[str, Any]:
    return {"id": DRAFT, "revision": 1, "contents": files or folder(name)}


def recipe(name: str, sample: str = "granted") -> dict[str, Any]:
    return json.loads(folder(name)[f"samples/{sample}.json"])


@pytest.fixture
def trials(office: Office) -> Trials:
    return Trials(office.engine)


def begun(office: Office, name: str = "seal-filing", sample: str = "granted") -> str:
    given = recipe(name, sample)
    return Trials(office.engine).begin(office.actor("xu.items"), draft(name), given, given["steps"])


def opened(office: Office, run_id: str) -> Any:
    return Trials(office.engine).opened(office.actor("xu.items"), DRAFT, run_id)


def test_a_case_is_stepped_to_its_end_and_becomes_a_sample_that_is_green(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        tasks = run.engine.queries.case(SYSTEM, run.record.case_no)["tasks"]
        assert [one["element"] for one in tasks] == ["accept_check"]
        assert "wang.window" in [one["username"] for one in run.signers(tasks[0])]
        # another clerk than the sample's signs, and the rest goes by the sample
        run.move({"as": "liu.window", "task": "accept_check", "outcome": "accept", "opinion": "齐全。"})
        del run.record.planned[0]
    while True:
        with opened(office, run_id) as run:
            if not run.record.planned:
                break
            run.next_planned()
    with opened(office, run_id) as run:
        made = run.as_sample({"zh": "换人受理", "en": "Accepted by another clerk"})
    said = json.loads(made)
    assert said["steps"][0]["as"] == "liu.window"
    assert said["expect"]["state"] == "closed" and said["expect"]["result"] == "granted"
    files = {path: one for path, one in folder("seal-filing").items() if not path.startswith("samples/")}
    kinds = [
        one.kind for one in trial(office.engine, office.actor("xu.items"), files | {"samples/a.json": made})
    ]
    assert kinds[-1] == "done"


def test_a_refused_move_changes_nothing(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        before = run.clock.now
    with pytest.raises(errors.EngineError), opened(office, run_id) as run:
        run.move({"as": "yan.police", "task": "decide", "outcome": "grant", "opinion": "同意。"})
    with pytest.raises(errors.Invalid) as wrong, opened(office, run_id) as run:
        run.move({"as": "wang.window", "tusk": "accept_check"})
    assert "tusk" in str(wrong.value.errors)
    with opened(office, run_id) as run:
        assert run.clock.now == before
        assert run.record.recipe["steps"] == []
        assert len(run.record.moves) == 1


def test_the_last_move_is_taken_back_and_stands_among_the_planned_again(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        planned = len(run.record.planned)
        before = run.engine.queries.case(SYSTEM, run.record.case_no)["state"]
        run.next_planned()
        run.wait(working_days=1)
    with opened(office, run_id) as run:
        run.undo()
        assert [list(one) for one in run.record.recipe["steps"]] == [["as", "task", "outcome", "opinion"]]
        run.undo()
        assert len(run.record.planned) == planned
        assert run.engine.queries.case(SYSTEM, run.record.case_no)["state"] == before
        with pytest.raises(errors.Conflict):
            run.undo()


def test_time_jumps_by_working_days_and_to_what_falls_due_next(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        # a Monday: four working days lead to Friday, the fifth over the weekend
        start = run.clock.now
        run.wait(working_days=4)
        assert run.clock.now - start == timedelta(days=4)
        run.wait(working_days=1)
        assert run.clock.now - start == timedelta(days=7)
        coming = run.coming()
        told = len(run.sent())
        run.wait()
        assert timedelta(0) <= run.clock.now - coming[0]["at"] < timedelta(minutes=1)
        assert coming[0]["at"] not in [one["at"] for one in run.coming()]
        assert len(run.sent()) >= told
        with pytest.raises(errors.Invalid):
            run.wait(hours=0)


def test_the_conditions_asked_are_told_with_their_answer(office: Office) -> None:
    run_id = begun(office, "construction-permit", "refused")
    with opened(office, run_id) as run:
        while run.record.planned:
            run.next_planned()
        told = [one for move in run.conditions() for one in move["asked"]]
    assert {one["held"] for one in told} == {True, False}
    assert all(one["text"] and one["source"] and one["target"] for one in told)
    flow = folder("construction-permit")["flow.bpmn"].decode()
    assert all(f'id="{one["flow"]}"' in flow for one in told)


def test_the_notices_that_went_out_are_told_with_whom_they_reached(office: Office) -> None:
    run_id = begun(office, "construction-permit", "withdrawn")
    with opened(office, run_id) as run:
        while run.record.planned:
            run.next_planned()
        sent = run.sent()
    assert sent and all(one["to_name"] and one["at"] and one["subject"] for one in sent)


def test_only_its_owner_opens_a_run(office: Office, trials: Trials) -> None:
    run_id = begun(office)
    others = office.actor("gao.admin")
    with pytest.raises(errors.EngineError), trials.opened(others, DRAFT, run_id):
        pass
    with pytest.raises(errors.NotAllowed):
        trials.begin(office.actor("wang.window"), draft(), recipe("seal-filing"), [])
    for wrong in ("../..", "x", run_id[:-1]):
        with pytest.raises(errors.NotFound), trials.opened(office.actor("xu.items"), DRAFT, wrong):
            pass


def test_runs_are_bounded_and_left_ones_thrown_away(office: Office, trials: Trials) -> None:
    xu = office.actor("xu.items")
    runs = [begun(office) for _ in range(2)]
    with opened(office, runs[0]), opened(office, runs[1]):
        # two at once, each in a place of its own
        pass
    assert {one.id for one in trials.listed(xu, DRAFT)} == set(runs)
    office.clock.advance(timedelta(hours=9))
    last = begun(office)
    assert [one.id for one in trials.listed(xu, DRAFT)] == [last]
    trials.discard(xu, DRAFT, last)
    assert trials.listed(xu, DRAFT) == []


def test_what_is_wrong_with_the_application_leaves_nothing_behind(office: Office, trials: Trials) -> None:
    xu, given = office.actor("xu.items"), recipe("seal-filing")
    with pytest.raises(errors.EngineError):
        trials.begin(xu, draft(), {**given, "form": {}}, [])
    assert trials.listed(xu, DRAFT) == []
    assert not any((office.engine.settings.data_dir / "trials").iterdir())

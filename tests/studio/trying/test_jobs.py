"""Work for a system outside, in a trial: shown, finished by hand with values or an error, and kept in the sample."""

from __future__ import annotations

import json
from typing import Any

import pytest
from office import CONTENT, Office

from studio.trying.test_stepping import DRAFT
from tongban.engine import SYSTEM, Trials, errors, items, trial

TASK = b"""<bpmn:serviceTask id="lookup" name="\xe6\x9f\xa5\xe8\xaf\xa2\xe7\x99\xbb\xe8\xae\xb0">
  <bpmn:extensionElements><tb:label lang="en" name="Look it up"/><tb:connector name="registry"/></bpmn:extensionElements>
</bpmn:serviceTask>
<bpmn:boundaryEvent id="unknown" attachedToRef="lookup">
  <bpmn:errorEventDefinition id="unknown_error" errorRef="not_there"/>
</bpmn:boundaryEvent>
<bpmn:sequenceFlow id="unknown_to_refused" sourceRef="unknown" targetRef="refused"/>
<bpmn:sequenceFlow id="lookup_to_review" sourceRef="lookup" targetRef="review"/>
<bpmn:userTask id="review\""""


def folder() -> dict[str, bytes]:
    files = items.read_folder(CONTENT / "seal-filing")
    flow = files["flow.bpmn"]
    for old, new in (
        (b'<bpmn:userTask id="review"', TASK),
        (b'sourceRef="accepted" targetRef="review"', b'sourceRef="accepted" targetRef="lookup"'),
        (b"<bpmn:incoming>accepted_to_review</bpmn:incoming>", b""),
        (b"<bpmn:process ", b'<bpmn:error id="not_there" name="x" errorCode="NOT_THERE"/><bpmn:process '),
    ):
        assert old in flow
        flow = flow.replace(old, new, 1)
    return files | {"flow.bpmn": flow}


def begun(office: Office) -> str:
    given = json.loads(folder()["samples/granted.json"])
    draft = {"id": DRAFT, "revision": 1, "contents": folder()}
    return Trials(office.engine).begin(office.actor("xu.items"), draft, given, given["steps"])


def opened(office: Office, run_id: str) -> Any:
    return Trials(office.engine).opened(office.actor("xu.items"), DRAFT, run_id)


def test_a_job_waits_is_finished_with_values_and_becomes_a_line_of_a_green_sample(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        run.next_planned()
        (job,) = run.jobs()
        assert (job["element"], job["topic"], job["name_en"]) == ("lookup", "registry", "Look it up")
        run.move({"job": "lookup", "variables": {"registered": True}})
        assert run.jobs() == []
        case = run.engine.queries.case(SYSTEM, run.record.case_no)
        assert [one["element"] for one in case["tasks"]] == ["review"]
        known = run.engine.queries.instance(SYSTEM, case["instance_id"])["variables"]
        assert known["registered"] is True
        with pytest.raises(errors.NotFound, match="lookup"):
            run.move({"job": "lookup"})
        while run.record.planned:
            run.next_planned()
        made = run.as_sample({"zh": "查到登记", "en": "Found"})
    assert {"job": "lookup", "variables": {"registered": True}} in json.loads(made)["steps"]
    files = {path: one for path, one in folder().items() if not path.startswith("samples/")}
    moments = list(trial(office.engine, office.actor("xu.items"), files | {"samples/a.json": made}))
    assert moments[-1].kind == "done"
    assert [one.task["name_en"] for one in moments if one.done == "job"] == ["Look it up"]


def test_a_job_ends_with_an_error_the_flow_catches_and_can_be_taken_back(office: Office) -> None:
    run_id = begun(office)
    with opened(office, run_id) as run:
        run.next_planned()
        run.move({"job": "lookup", "error": "NOT_THERE", "note": "查无此号"})
        case = run.engine.queries.case(SYSTEM, run.record.case_no)
        assert case["result"] == "refused"
        run.undo()
        assert [one["element"] for one in run.jobs()] == ["lookup"]


def test_a_sample_names_a_job_of_the_flow() -> None:
    sample = json.loads(folder()["samples/granted.json"])
    sample["steps"].insert(1, {"job": "nowhere"})
    files = folder() | {"samples/granted.json": json.dumps(sample).encode()}
    told = [one for one in items.check_item(files) if one["file"] == "samples/granted.json"]
    assert [(one["element"], one["rule"]) for one in told] == [("steps[1]", "unknown_task")]
    sample["steps"][1] = {"job": "lookup", "task": "review", "as": "cao.police"}
    files["samples/granted.json"] = json.dumps(sample).encode()
    assert "step" in [one["rule"] for one in items.check_item(files)]

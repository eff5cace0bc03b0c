"""Items that do not hold: each fault is found, with file, element and rule, and nothing is half accepted."""

from __future__ import annotations

import json

import pytest

from items.building import ITEM, a_sheet, an_item, sheet_text, usernames
from tongban.engine import errors
from tongban.engine.items import check_item, read_item

FLOW = (ITEM / "flow.bpmn").read_text(encoding="utf-8")
SAMPLE = json.loads((ITEM / "samples" / "granted.json").read_text(encoding="utf-8"))


def found(files: dict[str, bytes], severity: str = "error") -> set[tuple[str, str | None, str]]:
    problems = check_item(files, people=usernames())
    return {(one["file"], one["element"], one["rule"]) for one in problems if one["severity"] == severity}


def with_flow(old: str, new: str) -> dict[str, bytes]:
    assert old in FLOW
    return an_item(flow_bpmn=FLOW.replace(old, new).encode())


def with_sheet(**changes: object) -> dict[str, bytes]:
    return an_item(item_yaml=sheet_text({**a_sheet(), **changes}))


def with_sample(**changes: object) -> dict[str, bytes]:
    return an_item(samples_granted_json=json.dumps({**SAMPLE, **changes}).encode())


@pytest.mark.parametrize(
    ("value", "unit"), [(8, "day"), (6, "workday"), (1, "month"), (100, "workday"), (41, "hour")]
)
def test_a_promise_longer_than_the_law_is_refused(value, unit):
    limits = a_sheet()["limits"]
    limits["promised"] |= {"value": value, "unit": unit}
    assert ("item.yaml", "limits.promised", "promise_too_long") in found(with_sheet(limits=limits))


@pytest.mark.parametrize(("value", "unit"), [(7, "day"), (5, "workday"), (40, "hour")])
def test_a_promise_as_long_as_the_law_is_fine(value, unit):
    limits = a_sheet()["limits"]
    limits["promised"] |= {"value": value, "unit": unit}
    assert found(with_sheet(limits=limits)) == set()


def test_the_notice_of_corrections_may_not_take_longer_than_five_days():
    limits = a_sheet()["limits"]
    limits["correction"]["value"] = 6
    assert ("item.yaml", "limits.correction", "limit_too_long") in found(with_sheet(limits=limits))


def test_codes_must_agree():
    files = with_sheet(basic_code="000117109004")
    assert ("item.yaml", "implementation_code", "code_parts") in found(files)
    files = with_sheet(code="X")
    assert ("item.yaml", "code", "code") in found(files)


def test_a_wrong_check_digit_is_a_warning():
    sheet = a_sheet()
    text = sheet_text(sheet).replace(b"11429900MB0000019Y", b"11429900MB0000019X")
    flow = FLOW.replace("11429900MB0000019Y", "11429900MB0000019X")
    forms = {
        path: content.replace(b"11429900MB0000019Y", b"11429900MB0000019X")
        for path, content in an_item().items()
        if path.endswith(".json")
    }
    files = {**an_item(item_yaml=text, flow_bpmn=flow.encode()), **forms}
    assert found(files) == set()
    assert ("item.yaml", "implementing_body.uscc", "check_digit") in found(files, "warning")


def test_the_same_material_twice_is_refused():
    materials = a_sheet()["materials"]
    code = materials[0]["code"]
    assert ("item.yaml", code, "duplicate_material") in found(
        with_sheet(materials=[*materials, materials[0]])
    )


@pytest.mark.parametrize("name", ["其他材料", "法律规定的有关材料", "身份证等", "营业执照等证明文件"])
def test_vague_wording_is_a_warning(name):
    materials = a_sheet()["materials"]
    materials[0]["name"]["zh"] = name
    assert ("item.yaml", materials[0]["code"], "vague") in found(with_sheet(materials=materials), "warning")


def test_ordinary_words_are_not_vague():
    conditions = [{"zh": "平等对待各等级的申请人，等于或者高于标准。", "en": "Equal."}]
    assert "vague" not in {rule for _, _, rule in found(with_sheet(conditions=conditions), "warning")}


def test_a_fee_needs_a_law_and_a_table():
    fees = {"charged": True, "decision": "nothing"}
    assert found(with_sheet(fees=fees)) == {
        ("item.yaml", "fees.basis", "fee_basis"),
        ("item.yaml", "fees.decision", "unknown_decision"),
    }


def test_a_secret_item_is_not_online():
    assert ("item.yaml", "channels", "secret") in found(with_sheet(secret=True))


@pytest.mark.parametrize(
    ("old", "new", "element", "rule"),
    [
        ('outcome = "grant"', 'outcome = "grant" and colour = "red"', "decision_to_granted", "unknown_name"),
        ("for section in sections", "for section in wards", "section_review", "unknown_name"),
        ('form key="payment"', 'form key="money"', "payment", "unknown_form"),
        ('field key="paid_on"', 'field key="paid_when"', "payment", "unknown_field"),
        ('decision key="fee"', 'decision key="tax"', "calculate_fee", "unknown_decision"),
        ('document type="grant_decision"', 'document type="medal"', "granted", "unknown_document"),
        ('template="decided_granted"', 'template="fanfare"', "granted", "unknown_notice"),
        ('milestone state="accepted"', 'milestone state="adored"', "accepted", "unknown_milestone"),
        ('<tb:milestone state="accepted"/>', "", "construction-permit", "never_accepted"),
        ('<tb:milestone state="accepted"/>', "", "granted", "milestone_order"),
        ('<tb:milestone state="approved"/>', "", "construction-permit", "never_decided"),
        ('<tb:milestone state="not_accepted"/>', "", "not_accepted", "ends_undecided"),
        ('tb:item code="1142', 'tb:item code="1143', "construction-permit", "item_code"),
        ('"branch_review"', '"planned_start"', "planned_start", "name_clash"),
        ('<tb:candidates roles="branch_leader" unit="zjj"/>', "", "branch_review", "no_candidates"),
    ],
)
def test_a_flow_that_does_not_fit_the_item_is_refused(old, new, element, rule):
    assert ("flow.bpmn", element, rule) in found(with_flow(old, new))


def test_a_flow_under_another_name_is_refused():
    assert ("item.yaml", "process", "unknown_process") in found(with_sheet(process="something-else"))


def test_a_diagram_that_cannot_run_is_refused_with_the_rest():
    files = an_item(flow_bpmn=b"<nothing/>", form_json=b"{", rules_dmn=b"<!DOCTYPE x>", item_yaml=b"a: [")
    assert {file for file, _, _ in found(files)} == {"flow.bpmn", "form.json", "rules.dmn", "item.yaml"}


@pytest.mark.parametrize("key", ["item_yaml", "flow_bpmn", "form_json"])
def test_a_missing_file_is_named(key):
    name = key.replace("_", ".")
    assert (name, None, "missing") in found(an_item(**{key: None}))


def test_a_form_that_speaks_of_unknown_fields_is_refused():
    form = json.loads((ITEM / "forms" / "delivery.json").read_text(encoding="utf-8"))
    form["components"][2]["conditional"]["hide"] = "= moon = 1"
    files = an_item(forms_delivery_json=json.dumps(form).encode())
    assert ("forms/delivery.json", "tracking_no", "unknown_name") in found(files)


def test_a_form_that_demands_more_than_the_list_is_refused():
    form = (ITEM / "forms" / "first_check.json").read_bytes().replace(b"109003010", b"109003099")
    files = an_item(forms_first_check_json=form)
    assert ("forms/first_check.json", "missing_materials", "unknown_material") in found(files)


def test_a_table_that_asks_for_unknown_fields_is_refused():
    table = (ITEM / "rules.dmn").read_bytes().replace(b"<text>area</text>", b"<text>volume</text>")
    assert ("rules.dmn", "fee", "unknown_name") in found(an_item(rules_dmn=table))


@pytest.mark.parametrize(
    ("changes", "element", "rule"),
    [
        ({"steps": [{"as": "wang.window", "task": "dance"}]}, "steps[0]", "unknown_task"),
        ({"steps": [{"as": "wang.window", "task": "first_check"}]}, "steps[0]", "unknown_outcome"),
        (
            {"steps": [{"as": "wang.window", "task": "first_check", "outcome": "accept"}]},
            "steps[0]",
            "opinion",
        ),
        (
            {"steps": [{"as": "wang.window", "task": "issue", "variables": {}, "advance": "P1D"}]},
            "steps[0]",
            "step",
        ),
        (
            {"steps": [{"as": "zheng.seal", "task": "seal", "variables": {"wax": 1}}]},
            "steps[0]",
            "unknown_field",
        ),
        ({"steps": [{"advance": "two days"}]}, "steps[0].advance", "value"),
        ({"by": "nobody"}, "nobody", "unknown_person"),
        ({"channel": "post"}, "channel", "channel"),
        ({"form": {**SAMPLE["form"], "area": -1}}, "form.area", "form"),
        ({"expect": {"state": "famous"}}, "expect.state", "unknown_state"),
        ({"materials": {"1": {"generate": {"format": "jpg"}}}}, "1", "unknown_material"),
    ],
)
def test_a_sample_that_cannot_be_played_is_refused(changes, element, rule):
    assert ("samples/granted.json", element, rule) in found(with_sample(**changes))


def test_a_sample_with_a_wrong_number_is_a_warning():
    applicant = {**SAMPLE["applicant"], "id_no": "91429900MA00000157"}
    wanted = ("samples/granted.json", "applicant.id_no", "check_digit")
    assert wanted in found(with_sample(applicant=applicant), "warning")


def test_a_broken_item_is_refused_as_a_whole():
    with pytest.raises(errors.InvalidItem) as refused:
        read_item(with_flow('document type="grant_decision"', 'document type="medal"'))
    assert [one["element"] for one in refused.value.errors if one["severity"] == "error"] == ["granted"]
    assert "medal" in refused.value.message

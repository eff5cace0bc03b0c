"""A joint case is born whole: one act, one receipt, one set of materials, a number for every sub-case."""

from __future__ import annotations

from typing import Any

import pytest
from office import CONTENT, Office
from use_cases.joint.town import BOOKSHOP, TAIWAN, board, line, number, played, published

from tongban.engine import AttachMaterial, RegisterCase, errors, items


def command(item: items.Item, **changes: Any) -> RegisterCase:
    story = next(one for one in item.samples.values() if one.key in ("granted", "all-agree"))
    given = {
        "item": item.code,
        "applicant": story.applicant,
        "agent": story.agent,
        "form": story.form,
        "channel": story.channel,
        "joint": True,
    }
    return RegisterCase(**{**given, **changes})


def test_everything_is_born_in_one_act(office: Office) -> None:
    item = published(office, BOOKSHOP)
    clerk = office.actor("wang.window")
    case = office.engine.execute(command(item), clerk)
    assert [one["case_no"] for one in case["sub_cases"]] == [f"{case['case_no']}-0{n}" for n in (1, 2, 3)]
    assert {one["state"] for one in case["sub_cases"]} == {"registered"}
    seen = office.case(case["case_no"])
    assert [one["type"] for one in seen["documents"]] == ["receipt_voucher"]
    assert [one["key"] for one in seen["sub_cases"]] == ["licence", "publication", "signboard"]
    for one in seen["sub_cases"]:
        sub = office.case(one["case_no"])
        assert sub["parent"]["case_no"] == case["case_no"] and not sub["clocks"]
        assert office.engine.queries.audit(office.actor("he.supervisor"), one["case_no"])["valid"]
        assert office.engine.queries.timeline(clerk, one["case_no"])["items"]


def test_required_members_take_part_whether_ticked_or_not(office: Office) -> None:
    item = published(office, BOOKSHOP)
    case = office.engine.execute(command(item, members=("signboard",)), office.actor("wang.window"))
    assert [one["key"] for one in case["sub_cases"]] == ["licence", "signboard"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"members": ("nobody",)}, "members"),
        ({"form": {}}, "form.trader_name"),
        ({"accepting_unit": "gaj"}, "accepting_unit"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left(
    office: Office, changes: dict[str, Any], field: str
) -> None:
    item = published(office, BOOKSHOP)
    with pytest.raises(errors.Invalid) as wrong:
        office.engine.execute(command(item, **changes), office.actor("wang.window"))
    assert field in [one["field"] for one in wrong.value.errors]
    assert office.engine.queries.cases(office.actor("admin"))["items"] == []


def test_an_ordinary_item_is_no_joint_case(office: Office) -> None:
    published(office, BOOKSHOP)
    item = items.read_item(items.read_folder(CONTENT / "signboard-filing"))
    with pytest.raises(errors.Invalid) as wrong:
        office.engine.execute(command(item), office.actor("wang.window"))
    assert "item" in [one["field"] for one in wrong.value.errors]


def test_another_window_may_accept_for_the_owner_where_the_item_says_so(office: Office) -> None:
    item = published(office, BOOKSHOP)
    clerk = office.actor("mo.zone")
    case = office.engine.execute(command(item, accepting_unit="kfq"), clerk)
    seen = board(office, case["case_no"], clerk)
    assert (seen["unit"]["code"], seen["accepting_unit"]["code"], seen["elsewhere"]) == ("zwzx", "kfq", True)
    other = published(office, TAIWAN)
    with pytest.raises(errors.Invalid):
        office.engine.execute(command(other, accepting_unit="kfq"), clerk)


def test_a_file_is_handed_in_once_and_lies_with_everybody_who_wants_it(office: Office) -> None:
    item = published(office, BOOKSHOP)
    case_no = played(office, item, "granted", 1).case_no
    own = {one["code"]: one for one in office.case(case_no)["materials"] if one["file_name"]}
    joint = item.sheet.joint
    assert joint is not None
    for member in joint.members:
        lying = {one["code"]: one for one in office.case(number(office, case_no, member.key))["materials"]}
        for code, shared in (member.materials or {}).items():
            if shared in own:
                assert lying[code]["sha256"] == own[shared]["sha256"]
    # A better picture of the sign comes later: it replaces the old one for the sign's department as well.
    sign = joint.member("signboard")
    assert sign is not None and sign.materials is not None
    code, shared = list(sign.materials.items())[1]
    picture = items.make_file(items.FileRecipe("pdf"), "another picture")
    office.engine.execute(AttachMaterial(case_no, shared, "sign.pdf", picture), office.actor("wang.window"))
    content, _, name = office.engine.queries.material_file(
        office.actor("bai.city"), number(office, case_no, "signboard"), code
    )
    assert (content, name) == (picture, "sign.pdf")
    assert all(one["shared"] for one in line(office, case_no, "signboard")["materials"])

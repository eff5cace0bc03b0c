"""Base lists: brought in whole or not at all, searched, and claimed with what they fix."""

from __future__ import annotations

import pytest
from office import CONTENT, Office

from tongban.engine import drafting, errors, items

HEAD = "code,name,name_en,item_type,levels,organ,law,law_en,articles,text,text_en\n"
PERMIT = "000117109003,施工许可,Building permit,01,3、4,住建部门,建筑法,Construction Law,第七条、第八条,要许可。,Must.\n"
SECOND = "000117109003,施工许可,Building permit,01,3、4,住建部门,行政许可法,,第十二条,可以设定。,\n"
STALL = "001017109012,摆摊备案,,10,4,城管部门,条例,,第一条,备案。,\n"
USCC = "11429900MB00001044"


def brought(office: Office, text: str, source: str = "city") -> dict:
    return office.engine.execute(drafting.ImportBaseList(source, text.encode()), office.actor("admin"))


def test_a_list_is_read_with_all_the_legal_bases_of_an_entry() -> None:
    permit, stall = items.read_base_list((HEAD + PERMIT + SECOND + STALL).encode("gb18030"))
    assert permit.levels == ("3", "4")
    assert [one["law"]["zh"] for one in permit.basis] == ["建筑法", "行政许可法"]
    assert permit.basis[0]["articles"] == ["第七条", "第八条"]
    assert stall.name_en == "" and "en" not in stall.basis[0]["law"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (PERMIT.replace("000117109003", "12345"), "12345"),
        (PERMIT.replace(",01,", ",10,"), "01, 10"),
        (PERMIT.replace("3、4", "3、9"), "9"),
        (PERMIT.replace("施工许可", ""), "name"),
        (PERMIT + SECOND.replace("施工许可", "另一个"), "000117109003"),
    ],
    ids=["code", "type", "level", "empty", "two-names"],
)
def test_a_line_that_does_not_hold_is_named_and_nothing_is_brought_in(
    office: Office, line: str, what: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        brought(office, HEAD + STALL + line)
    (one,) = refused.value.errors
    assert one["field"].startswith("line ") and int(one["field"][5:]) >= 3
    assert what in one["message"] and " / " in one["message"]
    assert office.engine.queries.base_entries(office.actor("xu.items"))["items"] == []


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", HEAD.encode()])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(errors.Invalid):
        items.read_base_list(content)


def test_a_list_of_the_same_name_is_replaced_entry_by_entry(office: Office) -> None:
    assert brought(office, HEAD + PERMIT + STALL)["added"] == 2
    again = brought(office, HEAD + PERMIT.replace("要许可。", "须许可。"))
    assert again == {"source": "city", "added": 0, "changed": 1, "removed": 1, "unchanged": 0}
    assert brought(office, HEAD + STALL, "other")["added"] == 1
    ask, xu = office.engine.queries, office.actor("xu.items")
    assert [(one["source"], one["n"]) for one in ask.base_lists(xu)["items"]] == [("city", 1), ("other", 1)]
    assert [one["code"] for one in ask.base_entries(xu, q="00011710")["items"]] == ["000117109003"]
    assert [one["code"] for one in ask.base_entries(xu, q="摆摊")["items"]] == ["001017109012"]
    assert ask.base_entries(xu, source="city", q="摆摊")["items"] == []
    assert ask.base_entries(xu, q="%")["items"] == []
    with pytest.raises(errors.NotFound):
        ask.base_entry(xu, "city", "001017109012")


def test_only_administrators_bring_lists_in_and_only_designers_see_them(office: Office) -> None:
    for who in ("xu.items", "wang.window"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(
                drafting.ImportBaseList("city", (HEAD + PERMIT).encode()), office.actor(who)
            )
    for query in (office.engine.queries.base_lists, office.engine.queries.base_entries):
        with pytest.raises(errors.NotAllowed):
            query(office.actor("wang.window"))
    with pytest.raises(errors.Invalid):
        brought(office, HEAD + PERMIT, "Not A Name")


def entry() -> items.BaseItem:
    (found,) = items.read_base_list((HEAD + PERMIT + SECOND).encode())
    return found


def claim(**changes: object) -> items.Claim:
    given = {
        "key": "site-permit",
        "unit": "zjj",
        "body": {"zh": "住建局", "en": "Housing"},
        "uscc": USCC,
        "level": "3",
    }
    return items.Claim(**{**given, **changes})


def test_a_claimed_item_is_sound_and_says_what_the_list_says() -> None:
    made = items.claimed_item(items.read_folder(CONTENT / "seal-filing"), "city", entry(), claim())
    assert [one for one in items.check_item(made) if one["severity"] == "error"] == []
    sheet = items.read_item(made).sheet
    assert (sheet.basic_code, sheet.name.zh, sheet.item_type) == ("000117109003", "施工许可", "01")
    assert sheet.implementation_code == f"{USCC}3000117109003" and sheet.base_entry == "city/000117109003"
    assert [one.law.zh for one in sheet.legal_basis] == ["建筑法", "行政许可法"]
    assert {one.code[:31] for one in sheet.materials} == {sheet.implementation_code}
    data = items.sheet_data(made)
    assert items.differences(data, entry()) == []


@pytest.mark.parametrize(
    ("field", "value"), [("uscc", "11429900MB00001045"), ("level", "1"), ("unit", ""), ("key", "No Key")]
)
def test_what_does_not_hold_of_a_claim_is_named(field: str, value: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        items.claimed_item(
            items.read_folder(CONTENT / "seal-filing"), "city", entry(), claim(**{field: value})
        )
    assert [one["field"] for one in refused.value.errors] == [field]


def test_what_strays_from_the_list_is_found_and_put_right_and_what_is_added_stays() -> None:
    made = items.claimed_item(items.read_folder(CONTENT / "seal-filing"), "city", entry(), claim())
    data = dict(items.sheet_data(made) or {})
    own = {"law": {"zh": "本市办法"}, "articles": ["第三条"], "text": {"zh": "照此办理。"}}
    strayed = {**data, "name": {"zh": "别的名字"}, "legal_basis": [data["legal_basis"][1], own]}
    assert items.differences(strayed, entry()) == ["name", "legal_basis"]
    right = items.as_the_list_says(strayed, entry())
    assert right["name"]["zh"] == "施工许可" and right["legal_basis"] == [*entry().basis, own]
    assert items.differences(right, entry()) == []
    # another basic code than the entry's is an error of the sheet itself
    other = {**made, "item.yaml": items.dump_sheet({**data, "base_entry": "city/000117109999"})}
    assert "base_entry" in {one["rule"] for one in items.check_item(other) if one["severity"] == "error"}


def test_the_shipped_list_can_be_brought_in(office: Office) -> None:
    content = (CONTENT / "base-lists" / "sample.csv").read_bytes()
    done = office.engine.execute(drafting.ImportBaseList("sample", content), office.actor("admin"))
    assert done["added"] == len({one.split(b",")[0] for one in content.splitlines()[1:]}) > 20

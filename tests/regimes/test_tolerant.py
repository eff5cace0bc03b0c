"""容缺受理: only secondary materials may follow, nothing is granted without them, a lapse means what the item says."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import yaml
from office import CONTENT, Office

from regimes.conftest import ENERGY, clocks, codes, hand_in, rules
from tongban.engine import SYSTEM, ImportItem, PublishItem, errors, items

CORE = (1, 2, 3)


def accept(office: Office, number: str, *deferred: int) -> None:
    ticked = {"missing_materials": [], "deferred_materials": codes(ENERGY, *deferred)}
    office.complete(number, "accept_check", "wang.window", "accept", "受理", ticked)


def test_only_what_is_secondary_may_follow_and_every_gap_is_named(
    office: Office, applied: Callable[..., str]
) -> None:
    number = applied(ENERGY, only=(1, 3, 4))
    with pytest.raises(errors.Invalid) as refused:
        accept(office, number)
    assert sorted(rules(refused)) == ["core-missing", "not-deferred"]
    assert office.case(number)["state"] == "submitted"
    assert office.task(number, "accept_check")
    hand_in(office, number, ENERGY, 2, "wang.window")
    accept(office, number, 4, 5)  # the fourth is there already and need not follow
    owed = office.case(number)["regimes"]["tolerant"]["owed"]
    assert [one["code"] for one in owed] == codes(ENERGY, 5)


def test_nothing_is_granted_before_all_is_there(office: Office, applied: Callable[..., str]) -> None:
    number = applied(ENERGY, only=CORE)
    accept(office, number, 4, 5)
    case = office.case(number)
    assert [one["kind"] for one in case["marks"]] == ["tolerant"]
    assert [one["code"] for one in case["materials"] if one["deferred"]] == codes(ENERGY, 4, 5)
    assert clocks(office, number)["tolerant"]["limit"] == 10
    assert "tolerant_notice" in [one["type"] for one in case["documents"]]
    office.complete(number, "review", "luo.reform", "approve", "同意", {})
    office.complete(number, "branch_review", "nie.reform", "approve", "同意")
    with pytest.raises(errors.Invalid) as refused:
        office.complete(number, "decide", "tao.reform", "grant", "准予")
    assert rules(refused) == ["deferred-missing", "deferred-missing"]
    hand_in(office, number, ENERGY, 4, "wang.window")
    assert clocks(office, number)["tolerant"]["state"] == "running"
    hand_in(office, number, ENERGY, 5, "wang.window")
    assert clocks(office, number)["tolerant"]["state"] == "stopped"
    office.complete(number, "decide", "tao.reform", "grant", "准予")
    assert office.case(number)["result"] == "granted"


def test_a_refusal_need_not_wait_for_what_was_to_follow(office: Office, applied: Callable[..., str]) -> None:
    number = applied(ENERGY, only=CORE)
    accept(office, number, 4, 5)
    office.complete(number, "review", "luo.reform", "reject", "不符合", {})
    office.complete(number, "branch_review", "nie.reform", "reject", "不符合")
    office.complete(number, "decide", "tao.reform", "refuse", "能耗超标")
    assert office.case(number)["result"] == "refused"
    assert clocks(office, number)["tolerant"]["state"] == "stopped"


@pytest.mark.parametrize(
    ("lapse", "state", "document"),
    [
        ("withdrawn", "withdrawn", "withdrawal_notice"),
        ("not_accepted", "not_accepted", "refusal_to_accept"),
        ("notify", "accepted", None),
    ],
)
def test_a_lapse_means_what_the_item_says(
    office: Office, lapse: str, state: str, document: str | None
) -> None:
    files = _with_lapse(lapse)
    version = office.engine.execute(ImportItem(files), SYSTEM)
    office.engine.execute(PublishItem(version["code"]), SYSTEM)
    item = items.read_item(files)
    recipes = next(one for one in item.samples.values() if one.key == "lapsed").materials
    given = tuple(
        (code, items.file_name(how, code), items.make_file(how, code)) for code, how in recipes.items()
    )
    number = office.register(item, "lapsed", materials=given)["case_no"]
    accept(office, number, 4, 5)
    office.wait(timedelta(days=12))
    assert any("容缺材料即将到期" in one for one in office.messages("wang.window"))
    office.wait(timedelta(days=9))
    case = office.case(number)
    assert case["state"] == state
    assert document is None or document in [one["type"] for one in case["documents"]]
    assert bool(case["tasks"]) == (lapse == "notify")
    assert any("逾期未补" in one for one in office.messages("nie.reform"))
    for one in case["documents"]:
        assert office.engine.queries.document_pdf(office.actor("admin"), one["id"])[0].startswith(b"%PDF-")


def test_an_item_that_can_defer_nothing_is_refused() -> None:
    files = _with_lapse("withdrawn", core=True)
    found = items.check_item(files)
    assert ("tolerant", "nothing_secondary") in [(one["element"], one["rule"]) for one in found]


def _with_lapse(lapse: str, *, core: bool = False) -> dict[str, bytes]:
    files: dict[str, Any] = dict(items.read_folder(CONTENT / ENERGY))
    sheet = copy.deepcopy(yaml.safe_load(files["item.yaml"]))
    sheet["tolerant"]["lapse"] = lapse
    for one in sheet["materials"]:
        one["core"] = one["core"] or core
    files["item.yaml"] = yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False).encode()
    return files

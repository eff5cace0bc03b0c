"""People and calendars that ship: complete, invented, and right."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
import yaml

from items.building import ITEMS, PROCESSES
from tongban.engine import items
from tongban.engine.domain.identifiers import check_id_card, check_uscc

PEOPLE = yaml.safe_load((PROCESSES / "people.yaml").read_text(encoding="utf-8"))
YEARS = yaml.safe_load((PROCESSES / "calendars" / "national.yaml").read_text(encoding="utf-8"))["years"]
ROLES = {
    *("window_clerk", "section_head", "branch_leader", "main_leader", "cert_officer", "seal_keeper"),
    *("handler", "supervisor", "item_admin", "legal_reviewer", "unit_admin", "sys_admin"),
    *("delivery_clerk", "village_cadre", "township_cadre", "platform_admin", "finance_officer"),
    *("audit_admin", "security_admin"),
}


def test_everybody_stands_somewhere():
    units = {one["code"] for one in PEOPLE["units"]}
    posts = {one["code"]: one for one in PEOPLE["posts"]}
    assert {one["parent"] for one in PEOPLE["units"] if "parent" in one} <= units
    assert {one["unit"] for one in posts.values()} <= units
    assert {one["role"] for one in posts.values()} == ROLES
    held = [post for one in PEOPLE["people"] for post in one.get("posts", ())]
    assert sorted(set(held)) == sorted(posts)
    names = [one["username"] for one in PEOPLE["people"]]
    assert len(names) == len(set(names))
    assert sum(one.get("kind") == "applicant" for one in PEOPLE["people"]) >= 2


def test_numbers_pass_their_check_digits():
    for unit in PEOPLE["units"]:
        assert "uscc" not in unit or check_uscc(unit["uscc"]) is None
    for person in PEOPLE["people"]:
        if "id_no" in person:
            assert check_id_card(person["id_no"]) is None
        if "represents" in person:
            assert check_uscc(person["represents"]["id_no"]) is None


@pytest.mark.parametrize("key", ITEMS)
def test_somebody_can_do_every_step_of_every_item(key):
    roles = {f"{one['role']}@{one['unit']}" for one in PEOPLE["posts"]}
    item = items.read_item(items.read_folder(PROCESSES / key))
    for element in item.process.elements.values():
        rule = element.extensions.candidates
        if rule is not None:
            wanted = {f"{role}@{rule.unit or item.sheet.unit}" for role in rule.roles}
            assert wanted <= roles, element.id


@pytest.mark.parametrize("year", YEARS, ids=lambda year: str(year["year"]))
def test_the_calendar_agrees_with_the_notices(year):
    off = {day for days in year["holidays"].values() for day in days}
    worked = set(year["workdays"])
    assert year["status"] == "published" and year["source"]
    day = date(year["year"], 1, 1)
    while day.year == year["year"]:
        ours = day in worked or (day.weekday() < 5 and day not in off)
        assert ours == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_three_years_that_matter_are_there():
    assert {2024, 2025, 2026} <= {year["year"] for year in YEARS}

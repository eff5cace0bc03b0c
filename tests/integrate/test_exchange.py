"""The classic event set of electronic supervision: what a case gives, in all three forms, from any point again."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import etree
from office import CONTENT, Office
from operating.calling import Caller, client_of

from tongban.engine.domain.exchange import NAMES, exchanged
from tongban.engine.samples import play


@pytest.fixture
def caller(office: Office) -> Caller:
    return Caller(client_of(office, "ji.audit"), office)


@pytest.fixture
def played(office: Office) -> list[str]:
    """Two sample cases from beginning to end."""
    item = office.publish(CONTENT / "sole-trader-registration")
    samples = {one.key: one for one in item.samples.values()}
    chosen = [samples[name] for name in ("granted", "corrected")]
    return [play(office.engine, office.clock, item, one, lambda _: None)["case_no"] for one in chosen]


def test_a_case_from_beginning_to_end(played: list[str], caller: Caller) -> None:
    found = caller.get("/supervision/exchange")
    granted = [one for one in found["items"] if one["case_no"] == played[0]]
    assert [one["code"] for one in granted] == sorted(one["code"] for one in granted)
    assert {0, 2, 4, 9} <= {one["code"] for one in granted}
    corrected = [one for one in found["items"] if one["case_no"] == played[1]]
    asked = [one for one in corrected if one["code"] == 7]
    assert asked and asked[0]["list"] and [one["code"] for one in corrected].count(8) == len(asked)
    first = granted[0]
    assert (first["name"], first["unit"], first["unit_name"]) == ("申办", "scjg", "临江市市场监督管理局")
    assert first["item"] and first["handler_name"] == "施登科"
    assert not found["more"]


def test_it_goes_on_from_any_point(played: list[str], caller: Caller) -> None:
    whole = caller.get("/supervision/exchange")["items"]
    serials = [one["serial"] for one in whole]
    assert len(set(serials)) == len(serials)
    pieces, after = [], "0"
    while True:
        part = caller.get(f"/supervision/exchange?after={after}&limit=3")
        pieces += part["items"]
        after = part["after"]
        if not part["more"]:
            break
    assert pieces == whole
    assert caller.get(f"/supervision/exchange?after={after}") == {"items": [], "after": after, "more": False}


def test_csv_and_xml_say_the_same(played: list[str], caller: Caller) -> None:
    whole = caller.get("/supervision/exchange")
    answer = caller.send("GET", "/supervision/exchange?format=csv", status=200)
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["流水号"], int(row["事件代码"]), row["申办流水号"]) for row in rows] == [
        (one["serial"], one["code"], one["case_no"]) for one in whole["items"]
    ]
    assert answer.headers["Tongban-After"] == whole["after"]
    tree = etree.fromstring(caller.send("GET", "/supervision/exchange?format=xml", status=200).data)
    assert [event.findtext("serial") for event in tree] == [one["serial"] for one in whole["items"]]
    assert (tree.get("after"), tree.get("more")) == (whole["after"], "false")


def test_steps_count_by_the_roles_they_were_for() -> None:
    for role, step in (("handler", "1"), ("section_head", "2"), ("branch_leader", "3"), ("main_leader", "3")):
        (one,) = exchanged("task.completed", [f"group:{role}@zjj"])
        assert (one.code, one.result) == (3, step)
    assert exchanged("task.completed", ["group:window_clerk@zwzx"]) == ()
    assert exchanged("task.opened") == ()
    assert {
        one.code for type_ in ("case.extended", "case.suspended", "case.resumed") for one in exchanged(type_)
    } == {5, 6}
    assert len(NAMES) == 10


def test_only_who_oversees(office: Office, caller: Caller) -> None:
    Caller(client_of(office, "he.supervisor"), office).get("/supervision/exchange")
    for who in ("shi.register", "lin.applicant", "xu.items"):
        Caller(client_of(office, who), office).get("/supervision/exchange", status=403)

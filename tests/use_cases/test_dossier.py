"""What an act reads of a case it reads once, and what it has read is never behind what it has written."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy
import statements
from office import CONTENT, Office

from tongban.engine import AttachMaterial, CompleteTask, RegisterCase, items
from tongban.engine.samples import play
from tongban.engine.use_cases.flow import paper_facts, papers

#: Measured 29 at most, with room for two more, for whatever a person does in the course of a construction permit.
DEAREST = 31


def sample_of(item: items.Item, key: str) -> items.Sample:
    return next(one for one in item.samples.values() if one.key == key)


@pytest.mark.parametrize(
    ("folder", "sample"),
    [("construction-permit", "corrected-twice"), ("bookshop-opening", "granted")],
)
def test_papers_and_notices_state_what_the_tables_say(
    office: Office, monkeypatch: pytest.MonkeyPatch, folder: str, sample: str
) -> None:
    gathered = paper_facts.facts_of
    compared = []

    def facts_of(act: Any, run: Any, *more: Any) -> Any:
        facts = gathered(act, run, *more)
        known = act.dossiers, act.units, act.people
        act.dossiers, act.units, act.people = {}, {}, {}
        compared.append(more[1])
        assert gathered(act, run, *more) == facts
        act.dossiers, act.units, act.people = known
        return facts

    for module in (paper_facts, papers):
        monkeypatch.setattr(module, "facts_of", facts_of)
    item = office.publish(CONTENT / folder)
    play(office.engine, office.clock, item, sample_of(item, sample), lambda _: None)
    assert len(compared) > 5


def test_no_act_of_a_construction_permit_is_dear(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    item = office.publish(CONTENT / "construction-permit")
    execute, costs = office.engine.execute, []

    def counted(command: Any, *more: Any) -> Any:
        with statements.counting(office.engine) as sent:
            answer = execute(command, *more)
        if isinstance(command, (RegisterCase, CompleteTask)):
            costs.append(len(sent))
        return answer

    # The first act reads calendars and rules as well, which are kept from then on.
    office.register(item)
    monkeypatch.setattr(office.engine, "execute", counted)
    play(office.engine, office.clock, item, sample_of(item, "granted"), lambda _: None)
    assert len(costs) > 10
    assert max(costs) <= DEAREST, costs


@pytest.mark.parametrize("folder", ["construction-permit", "bookshop-opening"])
def test_more_files_with_an_application_cost_no_more_statements(office: Office, folder: str) -> None:
    """Of a joint case neither: each file is laid before the members as well."""
    item = office.publish(CONTENT / folder)
    recipes = sample_of(item, "granted").materials
    files = [(code, items.file_name(one, code), items.make_file(one, code)) for code, one in recipes.items()]
    office.register(item)
    costs = []
    for handed in (files[:2], files):
        with statements.counting(office.engine) as sent:
            office.register(item, materials=tuple(handed))
        costs.append(len(sent))
    assert len(files) > 3
    assert costs[0] == costs[1]


def test_a_file_handed_in_twice_in_one_act_replaces_itself(office: Office) -> None:
    item = office.publish(CONTENT / "construction-permit")
    code, recipe = next(iter(sample_of(item, "granted").materials.items()))
    name, content = items.file_name(recipe, code), items.make_file(recipe, code)
    case = office.register(item, materials=((code, name, content), (code, f"2-{name}", content)))
    office.engine.execute(AttachMaterial(case["case_no"], code, f"3-{name}", content), office.actor("admin"))
    kept = sqlalchemy.text("SELECT file_name, state FROM material WHERE code = :code")
    with office.engine.sql_engine.connect() as connection:
        states = {row.file_name: row.state for row in connection.execute(kept, {"code": code})}
    assert states == {name: "replaced", f"2-{name}": "replaced", f"3-{name}": "current"}

"""Somebody with access to the tables changes the record: the chain shows where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office import Office
from sqlalchemy import Connection, delete, select, update

from faults.diagrams import POOL
from tongban.engine import SYSTEM, CompleteTask, DeployResources, PlaceHold, StartInstance, errors, seal
from tongban.engine.persistence.tables import case, process
from tongban.engine.ports import Event
from tongban.engine.queries.course import hash_of
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.retention import DeleteHistory

EVENT, INSTANCE = case.event, process.instance
Tamper = Callable[[Connection, str], Any]


def at(chain: str, no: int) -> Any:
    return (EVENT.c.chain == chain) & (EVENT.c.chain_no == no)


def edit(connection: Connection, chain: str) -> int:
    connection.execute(update(EVENT).where(at(chain, 2)).values(actor="somebody else"))
    return 2


def edit_data(connection: Connection, chain: str) -> int:
    connection.execute(update(EVENT).where(at(chain, 1)).values(data={"process": "another"}))
    return 1


def drop_one(connection: Connection, chain: str) -> int:
    connection.execute(delete(EVENT).where(at(chain, 2)))
    return 2


def drop_the_last(connection: Connection, chain: str) -> int:
    last = connection.execute(select(INSTANCE.c.chain_no).where(INSTANCE.c.id == chain)).scalar_one()
    connection.execute(delete(EVENT).where(at(chain, last)))
    return int(last)


def swap(connection: Connection, chain: str) -> int:
    for old, new in ((1, 1000), (2, 1), (1000, 2)):
        connection.execute(update(EVENT).where(at(chain, old)).values(chain_no=new))
    return 1


def set_back_the_head(connection: Connection, chain: str) -> int:
    connection.execute(update(INSTANCE).where(INSTANCE.c.id == chain).values(chain_no=1))
    last = connection.execute(select(EVENT.c.chain_no).where(EVENT.c.chain == chain)).scalars().all()
    return max(last) + 1


@pytest.mark.parametrize("tamper", [edit, edit_data, drop_one, drop_the_last, swap, set_back_the_head])
def test_the_first_event_that_does_not_hold_is_named(office: Office, tamper: Tamper) -> None:
    engine = office.engine
    engine.execute(DeployResources((("p.bpmn", POOL.encode()),), "t", ""), SYSTEM)
    chains = []
    for _ in range(3):
        chains.append(engine.execute(StartInstance("pool"), SYSTEM)["id"])
        task = engine.queries.tasks(SYSTEM, instance=chains[-1])["items"][0]["id"]
        engine.execute(CompleteTask(task), SYSTEM)
    assert engine.verify_audit()["broken"] == []
    with engine.sql_engine.begin() as connection:
        number = tamper(connection, chains[1])
    assert engine.verify_audit()["broken"] == [f"{chains[1]}#{number}"]


def test_an_event_of_no_instance_does_not_hold_either_when_it_was_changed(office: Office) -> None:
    """Who held what, published what, or was let in stands in the record alone."""
    office.engine.execute(PlaceHold("business_key", "A-7", "a court asks"), SYSTEM)
    assert office.engine.verify_audit()["broken"] == []
    with office.engine.sql_engine.begin() as connection:
        chain = connection.execute(select(EVENT.c.chain).where(EVENT.c.type == "hold.placed")).scalar_one()
        connection.execute(update(EVENT).where(at(chain, 0)).values(actor="somebody else"))
    assert office.engine.verify_audit()["broken"] == [f"{chain}#0"]


def rewrite_all(connection: Connection, chain: str) -> list[str]:
    """Another story from its first event on, every hash and the head made to fit."""
    found = records(
        connection, Event, select_all(Event).where(EVENT.c.chain == chain).order_by(EVENT.c.chain_no)
    )
    last = b""
    for one in found:
        last = hash_of(replace(one, actor="somebody else"), last)
        changed = update(EVENT).where(at(chain, one.chain_no))
        connection.execute(changed.values(actor="somebody else", hash=last))
    connection.execute(update(INSTANCE).where(INSTANCE.c.id == chain).values(chain_hash=last))
    return [f"{chain}#{len(found)}"]


def cut_with_its_head(connection: Connection, chain: str) -> list[str]:
    """The last event dropped, and the head set to the one before."""
    rows = connection.execute(select(EVENT.c.hash).where(EVENT.c.chain == chain).order_by(EVENT.c.chain_no))
    hashes = list(rows.scalars())
    connection.execute(delete(EVENT).where(at(chain, len(hashes))))
    head = {"chain_no": len(hashes) - 1, "chain_hash": hashes[-2]}
    connection.execute(update(INSTANCE).where(INSTANCE.c.id == chain).values(head))
    return [f"{chain}#{len(hashes)}"]


def drop_a_lone_event(connection: Connection, chain: str) -> list[str]:
    lone = connection.execute(select(EVENT.c.chain).where(EVENT.c.type == "hold.placed")).scalar_one()
    connection.execute(delete(EVENT).where(EVENT.c.chain == lone))
    return [f"{lone}#0"]


@pytest.mark.parametrize("tamper", [rewrite_all, cut_with_its_head, drop_a_lone_event])
def test_what_no_chain_can_show_a_seal_kept_elsewhere_does(
    office: Office, tmp_path: Path, tamper: Callable[[Connection, str], list[str]]
) -> None:
    engine, file = office.engine, tmp_path / "sealed"
    engine.execute(DeployResources((("p.bpmn", POOL.encode()),), "t", ""), SYSTEM)
    chains = []
    for _ in range(3):
        chains.append(engine.execute(StartInstance("pool"), SYSTEM)["id"])
        task = engine.queries.tasks(SYSTEM, instance=chains[-1])["items"][0]["id"]
        engine.execute(CompleteTask(task), SYSTEM)
    engine.execute(PlaceHold("business_key", "A-7", "a court asks"), SYSTEM)
    made = seal.make(engine.sql_engine, file, engine.now)
    with pytest.raises(errors.Conflict):
        seal.make(engine.sql_engine, file, engine.now)
    # What happens lawfully afterwards breaks nothing: work that goes on, history deleted by rule.
    engine.execute(StartInstance("pool"), SYSTEM)
    engine.execute(DeleteHistory(chains[2], "x"), SYSTEM)
    told = seal.compare(engine.sql_engine, file)
    assert (told["compared"], told["deleted"], told["broken"]) == (made["places"], 1, [])
    with engine.sql_engine.begin() as connection:
        named = tamper(connection, chains[1])
    assert engine.verify_audit()["broken"] == [], "the chain alone shows nothing"
    assert seal.compare(engine.sql_engine, file)["broken"] == named
    file.write_text('["tongban-seal/1", "2026"]\nnonsense\n')
    with pytest.raises(errors.Invalid):
        seal.compare(engine.sql_engine, file)

"""Somebody with access to the tables changes the record: the chain shows where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from office import Office
from sqlalchemy import Connection, delete, select, update

from faults.diagrams import POOL
from tongban.engine import SYSTEM, CompleteTask, DeployResources, StartInstance
from tongban.engine.persistence.tables import case, process

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

"""Short ways to a case that is watched and to what supervision has written down."""

from __future__ import annotations

from typing import Any

from office import Office
from sqlalchemy import select

from tongban.engine import items
from tongban.engine.persistence.tables import supervision as tables
from tongban.engine.worker import Worker

ACCEPT: dict[str, Any] = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}


def accepted(office: Office, permit: items.Item) -> str:
    """A case that has been accepted and is with the sections."""
    number = str(office.register(permit)["case_no"])
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    return number


def sweep(office: Office) -> None:
    Worker(office.engine).sweep()


def rows(office: Office, name: str) -> list[Any]:
    """Every row of a table of supervision."""
    table = getattr(tables, name)
    with office.engine.sql_engine.connect() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))

"""A desk on SQLite for most tests, and one on both databases for those in which the database has a say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from office import Office, open_office
from operations.flows import Desk

from tongban.engine.settings import Settings


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    office = open_office(Settings(database_url=sqlite_url, data_dir=tmp_path, embedded_worker=False))
    yield Desk(office)
    office.engine.sql_engine.dispose()


@pytest.fixture
def both(office: Office) -> Desk:
    """On SQLite and on PostgreSQL."""
    return Desk(office)

"""The office on both kinds of database, as tests of the engine have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, open_office

from tongban.engine.settings import Settings


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    found = open_office(settings)
    yield found
    found.engine.sql_engine.dispose()

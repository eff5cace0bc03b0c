"""The demonstration's office itself behind these tests, not the one that stands in for it before the pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, open_office

from tongban.engine.settings import Settings


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    """The demonstration's office, on both kinds of database."""
    found = open_office(settings)
    yield found
    found.engine.sql_engine.dispose()

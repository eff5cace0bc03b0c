"""An office reached over HTTP, on both kinds of database."""

from __future__ import annotations

import pytest
from office import Office
from operating.calling import Caller, client_of


@pytest.fixture
def caller(office: Office) -> Caller:
    """The administrator at the office's API."""
    return Caller(client_of(office, "admin"), office)


@pytest.fixture
def colleague(office: Office) -> Caller:
    """The item administrator, who may design but does not run the system."""
    return Caller(client_of(office, "xu.items"), office)

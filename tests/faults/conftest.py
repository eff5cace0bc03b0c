"""The administrator at an office's API, for the faults that are told over HTTP."""

from __future__ import annotations

import pytest
from office import Office
from operating.calling import Caller, client_of


@pytest.fixture
def caller(office: Office) -> Caller:
    """The administrator at the office's API."""
    return Caller(client_of(office, "admin"), office)

"""A case to watch, the supervision process, and short ways to what supervision says of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import SYSTEM, DeployResources, SaveRule, items

PERMIT = CONTENT / "construction-permit"


@pytest.fixture
def permit(office: Office) -> items.Item:
    return office.publish(PERMIT)


@pytest.fixture
def supervised(office: Office) -> Office:
    """The office with the supervision process deployed."""
    path = CONTENT / "supervision" / "supervision.bpmn"
    office.engine.execute(DeployResources(((path.name, path.read_bytes()),)), SYSTEM)
    return office


@pytest.fixture
def rule(office: Office) -> Callable[..., dict[str, Any]]:
    """Make or change a rule as the supervisor."""

    def save(kind: str, rule_id: str | None = None, **body: Any) -> dict[str, Any]:
        return office.engine.execute(SaveRule(kind, body, rule_id), office.actor("he.supervisor"))

    return save

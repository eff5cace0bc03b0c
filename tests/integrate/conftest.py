"""An office that may call this machine, and a receiver of its calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from integrate.receiver import Receiver, receiving
from office import Office
from operating.calling import Caller, client_of

from tongban.engine import passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are kept as always, but a hash costs next to nothing."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))


@pytest.fixture
def set_up() -> dict[str, Any]:
    return {"outbound_networks": ("127.0.0.0/8",), "outbound_http": True}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def caller(office: Office) -> Caller:
    return Caller(client_of(office, "admin"), office)

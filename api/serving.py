"""`tongban serve`: prepare the database, say where everything is, and run the web server."""

from __future__ import annotations

import os

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tongban.api import demonstration
from tongban.api.embedded import PARENT
from tongban.api.long_poll import THREADS
from tongban.engine import Engine, bootstrap
from tongban.engine.settings import Settings
from tongban.migrations import migrate

LINKS = (
    ("/", "the pages"),
    ("/api/v1/docs", "the API, browsable"),
    ("/api/v1/openapi.json", "the API as OpenAPI 3.1"),
    ("/healthz", "alive"),
    ("/readyz", "ready"),
)


def serve(settings: Settings, *, processes: int, threads: int) -> None:
    """Serve until interrupted."""
    if settings.embedded:
        migrate(settings.database_url)
    if settings.embedded or settings.demo:
        engine = bootstrap(settings)
        prepare(engine, settings)
        # The server forks: no connection may live on both sides.
        engine.sql_engine.dispose()
    os.environ[PARENT] = str(os.getpid())
    os.environ[THREADS] = str(threads)
    Granian(
        "tongban.api.wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def prepare(engine: Engine, settings: Settings) -> None:
    """Fill a fresh database, with invented people only where a demonstration is wanted; print how to get in."""
    if demonstration.is_fresh(engine):
        click.echo("A fresh database: loading calendar and items.")
        (demonstration.load if settings.demo else demonstration.load_content)(engine, click.echo)
    greet(settings, demonstration.bearer_token(engine, settings))


def greet(settings: Settings, token: str | None) -> None:
    """Accounts, token and links."""
    if settings.demo:
        click.echo("\nAccounts of the demonstration (invented people):")
        for username, password, name, posts in demonstration.accounts():
            click.echo(f"  {username:<20} {password:<16} {name}  {posts}")
    else:
        click.echo("\nNobody has an account yet; TONGBAN_DEMO=1 on a fresh folder loads invented people.")
    if token:
        click.echo(f"\nBearer token of the administrator:\n  {token}")
    click.echo("\nLinks:")
    for path, what in LINKS:
        click.echo(f"  {settings.public_url}{path:<22} {what}")
    click.echo("")

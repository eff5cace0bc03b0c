"""Commands that keep an installation well: doctor, backup, restore."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from tongban.engine import Engine, bootstrap, doctor, restore
from tongban.engine import backup as backups
from tongban.engine.settings import Settings
from tongban.migrations import head, is_current
from tongban.migrations import migrate as run_migrations

MARKS = {"ok": "✓", "warning": "!", "error": "✗"}


def examine(settings: Settings, as_json: bool) -> None:
    """Print what is wrong and how to mend it; exit 1 on an error."""
    try:
        engine = bootstrap(settings)
    except OSError as failed:
        what = f"{failed.filename or settings.data_dir} cannot be made: {failed.strerror or failed}"
        _print([doctor.Finding("error", what, "Correct its owner, or TONGBAN_DATA_DIR.")], as_json)
        sys.exit(1)
    migrated = doctor.conditions.reachable(engine.sql_engine) is None and is_current(engine.sql_engine)
    found = doctor.examine(settings, engine.sql_engine, datetime.now(UTC), migrated=migrated)
    _print(found, as_json)
    sys.exit(1 if any(one.level == "error" for one in found) else 0)


def _print(found: list[doctor.Finding], as_json: bool) -> None:
    if as_json:
        rows = [{"level": one.level, "what": one.what, "mend": one.mend} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(f"{MARKS[one.level]} {one.what}")
        if one.mend:
            click.echo(f"    {one.mend}")


def back_up(settings: Settings, target: Path, with_key: bool) -> None:
    """Back up while people work; exit 1 when a file that a row names is not there."""
    engine = current_engine(settings)
    report = backups.make(
        settings, engine.sql_engine, target, revision=head(), now=engine.now, with_key=with_key
    )
    _tell(report, "is not in the file store, or not as it was")
    if report.problems:
        click.echo(f"{target} lacks what is named above: mend the file store, then back up again.")
    else:
        click.echo(f"{target} holds the state of the moment it was begun.")
    sys.exit(1 if report.problems else 0)


def current_engine(settings: Settings) -> Engine:
    """The engine on tables of this release; a message, not a traceback, on others."""
    engine = bootstrap(settings)
    if not is_current(engine.sql_engine):
        raise click.ClickException("The tables are not of this release: run `tongban migrate`.")
    return engine


def check(source: Path) -> None:
    """Recompute every hash of a backup; exit 1 when one does not hold."""
    report = backups.check(source)
    _tell(report, "")
    click.echo("The backup is whole." if not report.problems else "The backup is not whole: use another.")
    sys.exit(1 if report.problems else 0)


def put_back(settings: Settings, source: Path) -> None:
    """Restore into an empty database, and verify counts, files and hash chains."""
    run_migrations(settings.database_url)
    engine = bootstrap(settings)
    report = restore.restore(settings, engine.sql_engine, source, revision=head())
    _tell(report, "")
    audit = engine.verify_audit()
    click.echo(f"{audit['chains']} chains, {audit['events']} events")
    for broken in audit["broken"]:
        click.echo(f"  broken: {broken}", err=True)
    whole = not report.problems and not audit["broken"]
    click.echo("Counts, files and chains are as they were." if whole else "Not all is as it was: see above.")
    sys.exit(0 if whole else 1)


def _tell(report: backups.Report, what: str) -> None:
    size = f"{report.bytes / 1_000_000:.1f} MB"
    click.echo(f"{report.rows} rows, {report.files} files ({size}), {report.seconds:.1f} s")
    for one in report.problems:
        click.echo(f"  {one} {what}".rstrip(), err=True)

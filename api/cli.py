"""The command `tongban`."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from pathlib import Path

import click

from tongban.api import checking, cli_upkeep, logs
from tongban.api.cli_audit import audit
from tongban.api.cli_errors import refusals_as_errors as _refusals_as_errors
from tongban.api.cli_errors import settings as _settings
from tongban.api.cli_people import person
from tongban.api.folders import definition_files, is_item, item_folders
from tongban.api.long_poll import USUAL_THREADS
from tongban.api.serving import serve as run_server
from tongban.engine import (
    SYSTEM,
    CreateToken,
    DeployResources,
    Engine,
    ImportItem,
    PublishItem,
    RecountClocks,
    bootstrap,
    items,
    play_sample,
    verify_archive,
)
from tongban.engine.calendar_files import read_calendar
from tongban.migrations import migrate as run_migrations

PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)


def _engine() -> Engine:
    return bootstrap(_settings())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tongban", message="tongban %(version)s")
def main() -> None:
    """Approval services that run from their BPMN chart.

    Settings come from the environment: TONGBAN_DATABASE_URL, TONGBAN_DATA_DIR (./var), TONGBAN_PORT (8000),
    TONGBAN_HOST, TONGBAN_BOOTSTRAP_TOKEN, TONGBAN_EMBEDDED_WORKER (1).
    """


@main.command()
@click.option("--host", help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen at.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
@click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=USUAL_THREADS,
    show_default=True,
    help="Threads in each.",
)
@_refusals_as_errors
def serve(host: str | None, port: int | None, processes: int, threads: int) -> None:
    """Serve the pages and the API; on the embedded database also migrate it and run the worker."""
    # The web processes read their settings from the environment too.
    for name, value in (("TONGBAN_HOST", host), ("TONGBAN_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)
    run_server(_settings(), processes=processes, threads=threads)


@main.command()
@_refusals_as_errors
def worker() -> None:
    """Run the worker alone: due timers, deadlines, notices."""
    logs.configure(_settings())
    engine = _engine()
    # What is loaded by now stays; to look through it again and again would only slow every sweep.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    running = engine.start_worker()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    click.echo(f"Worker {running.name} is running.")
    stopped.wait()
    running.stop()


@main.command()
@_refusals_as_errors
def migrate() -> None:
    """Create the tables, or bring them to the newest version."""
    run_migrations(_settings().database_url)
    click.echo("The database is at the newest version.")


@main.command()
@PATHS
def check(paths: tuple[Path, ...]) -> None:
    """Check item folders and .bpmn, .dmn, .json files; exit 1 when any has an error."""
    failed = False
    for path in [*item_folders(paths), *definition_files(paths)]:
        problems = list(checking.problems_of(path))
        is_bad = any(line.startswith("error") for line in problems)
        failed = failed or is_bad
        click.echo(f"{'✗' if is_bad else '✓'} {path}")
        for line in problems:
            click.echo(f"    {line}")
    sys.exit(1 if failed else 0)


@main.command()
@PATHS
@_refusals_as_errors
def deploy(paths: tuple[Path, ...]) -> None:
    """Publish item folders, and deploy .bpmn, .dmn and .form.json files together."""
    engine = _engine()
    for folder in items.publishing_order(item_folders(paths)):
        version = engine.execute(ImportItem(items.read_folder(folder)), SYSTEM)
        published = engine.execute(PublishItem(version["code"]), SYSTEM)
        click.echo(f"{folder}: {published['name']} version {published['version']} {published['state']}")
    files = tuple((path.name, path.read_bytes()) for path in definition_files(paths))
    if files:
        made = engine.execute(DeployResources(files=files, name="tongban deploy", change_note=""), SYSTEM)
        for one in made["definitions"]:
            click.echo(f"{one['kind']} {one['key']} version {one['version']}")


@main.command("run-item")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--sample", help="Name of the sample, without .json; absent for the usual one.")
@click.option("--all", "every", is_flag=True, help="Play every sample.")
@_refusals_as_errors
def run_item(path: Path, sample: str | None, every: bool) -> None:
    """Play a sample case of an item from application to archive, printed step by step.

    Uses a temporary database; nothing of yours is touched.
    """
    if not is_item(path):
        raise click.UsageError(f"{path} is no item folder: it has no item.yaml.")
    known = sorted(file.stem for file in (path / "samples").glob("*.json"))
    if not known:
        raise click.UsageError(f"{path} has no samples.")
    if sample is not None and sample not in known:
        raise click.UsageError(f"There is no sample {sample!r}; there are: {', '.join(known)}.")
    first = "granted" if "granted" in known else known[0]
    for name in known if every else [sample or first]:
        play_sample(path, name, click.echo)


@main.group()
def token() -> None:
    """Bearer tokens."""


@token.command("create")
@click.option("--user", required=True, help="Whose token.")
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@_refusals_as_errors
def create_token(user: str, name: str) -> None:
    """Make a bearer token and print it, this once."""
    click.echo(_engine().execute(CreateToken(user, name), SYSTEM)["token"])


main.add_command(audit)
main.add_command(person)


@main.group()
def archive() -> None:
    """Archive packages of closed cases."""


@archive.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_package(file: Path) -> None:
    """Check a package by itself: every file, the signature, the record; no database is needed."""
    found = verify_archive(file.read_bytes())
    for problem in found["problems"]:
        click.echo(f"  {problem}", err=True)
    if not found["valid"]:
        raise click.ClickException(f"{file.name} does not hold")
    click.echo(f"{found['case_no']}: {found['files']} files, {found['events']} events, all in order")
    click.echo(f"signed by {found['signer']}" + (" (no legal force)" if found["test_only"] else ""))


@archive.command("make")
@click.argument("case_no")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Default: CASE_NO.zip")
@_refusals_as_errors
def make_package(case_no: str, output: Path | None) -> None:
    """Write the package of a closed case."""
    content, name = _engine().archive(SYSTEM, case_no)
    target = output or Path(name)
    target.write_bytes(content)
    click.echo(f"{target}: {len(content)} bytes")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_refusals_as_errors
def doctor(as_json: bool) -> None:
    """Say what is wrong with this set-up and how to mend it; exit 1 on an error."""
    cli_upkeep.examine(_settings(), as_json)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--with-key", is_flag=True, help="Also the key that seals secrets: keep the backup as safe.")
@click.option("--check", "only_check", is_flag=True, help="Recompute the hashes of a backup that is there.")
@_refusals_as_errors
def backup(target: Path, with_key: bool, only_check: bool) -> None:
    """Back up database and files into a new folder while people work."""
    cli_upkeep.check(target) if only_check else cli_upkeep.back_up(_settings(), target, with_key)


@main.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_refusals_as_errors
def restore(source: Path) -> None:
    """Put a backup back into an empty database and verify counts, files and hash chains."""
    cli_upkeep.put_back(_settings(), source)


@main.group()
def calendar() -> None:
    """Working calendars."""


@calendar.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_refusals_as_errors
def import_calendar(path: Path) -> None:
    """Take in a working calendar from its YAML file; each year in it is replaced whole."""
    engine = _engine()
    counts = engine.execute(read_calendar(path.read_text(encoding="utf-8")), SYSTEM)
    click.echo(f"{counts['calendar']}: {counts['days']} days in {len(counts['years'])} years")
    for change in counts["changes"]:
        _recount(engine, change)


def _recount(engine: Engine, change: str) -> None:
    """Count again what the change touches, without waiting for a worker, and say what moved."""
    counted = engine.execute(RecountClocks(change), SYSTEM)
    while not counted["counted"]:
        counted = engine.execute(RecountClocks(change), SYSTEM)
    click.echo(f"{counted['examined']} running clocks counted again, {counted['moved']} moved")
    cursor = None
    while True:
        page = engine.queries.clock_moves(SYSTEM, change, cursor=cursor, page_size=200)
        for one in page["items"]:
            click.echo(f"  {one['case_no']} {one['name']}: {one['before']} → {one['after']}")
        cursor = page["next_cursor"]
        if cursor is None:
            return

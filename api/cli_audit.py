"""`tongban audit`: recompute the record, and seal it so that even whoever owns the database cannot rewrite it unseen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tongban.api import cli_errors, cli_upkeep
from tongban.engine import seal as seals


@click.group()
def audit() -> None:
    """The record of every act."""


@audit.command()
@click.option(
    "--seal",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also compare with what `tongban audit seal` wrote then.",
)
@cli_errors.refusals_as_errors
def verify(seal: Path | None) -> None:
    """Recompute every hash chain; exit 1 when a link does not hold."""
    engine = cli_upkeep.current_engine(cli_errors.settings())
    report = engine.verify_audit()
    click.echo(f"{report['chains']} chains, {report['events']} events")
    for one in report["broken"]:
        click.echo(f"  broken: {explained(one)}", err=True)
    broken = len(report["broken"])
    if seal is not None:
        told = seals.compare(engine.sql_engine, seal)
        click.echo(
            f"{told['compared']} places of the seal of {told['sealed_at']} compared,"
            f" {told['deleted']} of them deleted since by a rule of retention"
        )
        for one in told["broken"]:
            click.echo(f"  not as it was sealed: {one}", err=True)
        broken += len(told["broken"])
    click.echo("Everything holds." if not broken else f"{broken} do not hold: compare with a backup.")
    sys.exit(1 if broken else 0)


@audit.command("seal")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@cli_errors.refusals_as_errors
def make_seal(file: Path) -> None:
    """Write where every chain stands now into a new FILE; keep it where nobody of this server can change it."""
    engine = cli_upkeep.current_engine(cli_errors.settings())
    made = seals.make(engine.sql_engine, file, engine.now)
    click.echo(f"{file}: {made['places']} places, SHA-256 {made['sha256']}")


def explained(broken: str) -> str:
    """`<chain>#<number>` in words."""
    chain, _, number = broken.partition("#")
    if number == "0":
        return f"{broken}: the event was changed"
    return f"{broken}: event {number} of chain {chain} was changed, moved or dropped"

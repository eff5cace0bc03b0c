"""Accounts from the machine itself: for administrators, whose keys no other administrator makes."""

from __future__ import annotations

import click

from tongban.api import cli_upkeep
from tongban.api.cli_errors import refusals_as_errors, settings
from tongban.engine import SYSTEM, access

REASON = click.option("--reason", required=True, help="Why; it is on record.")


@click.group()
def person() -> None:
    """Accounts, also those of administrators."""


@person.command("reset-password")
@click.argument("username")
@REASON
@refusals_as_errors
def reset_password(username: str, reason: str) -> None:
    """Print a password for one sign-in, at which another is chosen."""
    click.echo(
        cli_upkeep.current_engine(settings()).execute(access.ResetPassword(username, reason), SYSTEM)[
            "password"
        ]
    )


@person.command("link")
@click.argument("username")
@click.argument("provider")
@click.argument("subject")
@REASON
@refusals_as_errors
def link(username: str, provider: str, subject: str, reason: str) -> None:
    """Let somebody in on the word of an identity provider, which knows them as SUBJECT."""
    command = access.LinkIdentity(username, provider, subject, reason)
    found = cli_upkeep.current_engine(settings()).execute(command, SYSTEM)
    click.echo(f"{found['provider']} {found['subject']} → {found['username']}")

"""What a command answers when it cannot do what it was told: a message and exit code 1, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from tongban.api import checking
from tongban.api.database import UNREACHABLE
from tongban.api.problems import status_of
from tongban.engine import errors
from tongban.engine.settings import Settings


def settings() -> Settings:
    """The environment's; a setting that cannot be read is named."""
    try:
        return Settings.from_environment()
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None


def refusals_as_errors(act: Callable[..., Any]) -> Callable[..., Any]:
    """What the engine, the disk or the database refuses is a message and exit code 1."""

    @wraps(act)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except errors.EngineError as refused:
            for one in refused.errors:
                click.echo(f"  {checking.line(one)}", err=True)
            raise click.ClickException(f"{refused.message} ({refused.code}, {status_of(refused)})") from None
        except UNREACHABLE as away:
            why = str(getattr(away, "orig", None) or away).strip().split("\n")[0]
            raise click.ClickException(f"The database does not answer: {why}") from None
        except OSError as failed:
            where = f"{failed.filename}: " if failed.filename else ""
            raise click.ClickException(f"{where}{failed.strerror or failed}") from None

    return wrapper

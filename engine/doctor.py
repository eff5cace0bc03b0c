"""What is wrong with a set-up, and how to mend it: settings, database, workers, files, calendars, what has failed."""

from __future__ import annotations

import hashlib
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tongban.engine.connectors import oidc
from tongban.engine.domain.web_address import Reach
from tongban.engine.persistence import vault
from tongban.engine.persistence.database import SqlEngine
from tongban.engine.queries import condition as conditions
from tongban.engine.settings import Settings

Level = Literal["ok", "warning", "error"]
SHORTEST_TOKEN = 20
LEAST_FREE = 1_000_000_000
LEAST_POSTGRES = 130000
SKEW_SECONDS = 5
LAST_MONTHS = 11
OWN = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not well."""

    level: Level
    what: str
    mend: str = ""


def examine(settings: Settings, engine: SqlEngine, now: datetime, *, migrated: bool) -> list[Finding]:
    """Everything that can be seen without changing anything."""
    found = [*_settings(settings), *_disk(settings), *_mail(settings), *_identity_providers(settings)]
    why = conditions.reachable(engine)
    if why is not None:
        mend = "Start the database, or correct TONGBAN_DATABASE_URL."
        return [*found, Finding("error", f"the database does not answer: {why}", mend)]
    found.append(Finding("ok", "the database answers"))
    if not migrated:
        return [*found, Finding("error", "the tables are not of this release", "Run `tongban migrate`.")]
    year = now.astimezone(ZoneInfo(settings.time_zone)).year
    seen = conditions.condition(engine, now, year)
    found.extend(_server(seen["server"], now))
    found.extend(_workers(seen))
    found.extend(_content(settings, seen, now, year))
    found.extend(_failed(seen["gauges"]))
    return found


def _settings(settings: Settings) -> Iterator[Finding]:
    token = settings.bootstrap_token
    if token is not None and len(token) < SHORTEST_TOKEN:
        mend = "Set TONGBAN_BOOTSTRAP_TOKEN to at least 20 random characters, or remove it once people can sign in."
        yield Finding("error", "the bootstrap token is short enough to be guessed", mend)
    elif token is not None:
        mend = "Remove TONGBAN_BOOTSTRAP_TOKEN once there are administrators' accounts."
        yield Finding("warning", "a bootstrap token is set: whoever has it is the administrator", mend)
    if settings.demo:
        mend = "Unset TONGBAN_DEMO and use an empty database where real people work."
        yield Finding("warning", "this is a demonstration: its passwords are public", mend)
    secure = settings.public_url.startswith("https://")
    if secure and not settings.secure_cookies:
        mend = "Set TONGBAN_SECURE_COOKIES=1."
        yield Finding("error", "sessions travel in cookies that a browser also sends without TLS", mend)
    if not secure and settings.host not in ("127.0.0.1", "::1", "localhost"):
        mend = "Put a proxy with TLS before it and set TONGBAN_PUBLIC_URL to its https address."
        yield Finding("warning", "others reach it without TLS", mend)
    if settings.outbound_http:
        mend = "Unset TONGBAN_OUTBOUND_HTTP when every receiver has TLS."
        yield Finding("warning", "webhooks and connectors may call without TLS", mend)
    if settings.embedded:
        mend = "Use PostgreSQL (TONGBAN_DATABASE_URL) for more than a trial: several processes, several machines."
        yield Finding("warning", "the database is the embedded one", mend)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as failed:
        yield Finding(
            "error",
            f"{folder} cannot be written: {failed.strerror}",
            "Correct its owner or TONGBAN_DATA_DIR.",
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        yield Finding(
            "error",
            f"only {free // 1_000_000} MB are free in {folder}",
            "Make room, or move TONGBAN_DATA_DIR.",
        )
    else:
        yield Finding("ok", f"{folder} can be written, {free // 1_000_000} MB are free")
    key = folder / "secret.key"
    if settings.secret_key is None and key.exists() and key.stat().st_mode & OWN:
        yield Finding("error", "others may read the key that seals secrets", f"Run `chmod 600 {key}`.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_host is None:
        mend = "Set TONGBAN_SMTP_HOST; until then notices go to the message boxes alone."
        yield Finding("warning", "no mail is sent", mend)
        return
    try:
        socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=3).close()
        yield Finding("ok", "the mail server answers")
    except OSError as failed:
        mend = "Correct TONGBAN_SMTP_HOST and TONGBAN_SMTP_PORT, or start it."
        yield Finding("error", f"the mail server does not answer: {failed}", mend)


def _identity_providers(settings: Settings) -> Iterator[Finding]:
    """Whether each publishes what a sign-in needs."""
    for one in settings.identity_providers:
        try:
            oidc.Provider(one, Reach(settings.outbound_networks, settings.outbound_http)).look()
            yield Finding("ok", f"the identity provider {one.key} answers")
        except oidc.NotVouched as wrong:
            name = f"TONGBAN_OIDC_{one.key.upper()}_ISSUER"
            mend = f"Correct {name}, or let its network in with TONGBAN_OUTBOUND_NETWORKS."
            yield Finding("error", f"nobody can sign in with the identity provider {one.key}: {wrong}", mend)


def _server(server: dict[str, Any], now: datetime) -> Iterator[Finding]:
    if server["kind"] == "sqlite":
        if server["whole"] != "ok":
            yield Finding(
                "error", f"the database file is damaged: {server['whole']}", "Restore the last backup."
            )
        if server["journal"] != "wal":
            yield Finding(
                "error", "the database does not write ahead", "Put it on a local disk, not a network's."
            )
        return
    if server["version"] < LEAST_POSTGRES:
        yield Finding("error", "PostgreSQL is older than 13", "Upgrade it.")
    if server["fsync"] != "on" or server["sync"] == "off":
        mend = "Set fsync = on and synchronous_commit = on."
        yield Finding("error", "PostgreSQL answers before anything is on disk: a power cut loses acts", mend)
    skew = abs((server["at"] - now).total_seconds())
    if skew > SKEW_SECONDS:
        yield Finding(
            "error", f"the clocks here and there differ by {skew:.0f} s", "Let both follow a time server."
        )


def _workers(seen: dict[str, Any]) -> Iterator[Finding]:
    state, behind = seen["workers"]["state"], seen["workers"]["behind_seconds"]
    if state == "absent":
        mend = "Start `tongban worker`, or `tongban serve` with TONGBAN_EMBEDDED_WORKER=1."
        yield Finding("error", "no worker runs: no timer fires and nobody is told anything", mend)
    elif state == "late":
        yield Finding(
            "warning",
            f"the worker is {behind} s behind",
            "Start another `tongban worker`; see /admin/queues.",
        )
    else:
        yield Finding("ok", f"{seen['workers']['alive']} worker(s) at work")


def _content(settings: Settings, seen: dict[str, Any], now: datetime, year: int) -> Iterator[Finding]:
    wanted = [year, *([year + 1] if now.month >= LAST_MONTHS else [])]
    for one in wanted:
        if one not in seen["years"]:
            level: Level = "error" if one == year else "warning"
            mend = "Run `tongban calendar import` with the holidays the State Council has announced."
            yield Finding(level, f"no calendar says which days of {one} are working days", mend)
    if not seen["administrators"] and settings.bootstrap_token is None:
        yield Finding("error", "nobody can administer it", "Set TONGBAN_BOOTSTRAP_TOKEN, then make accounts.")
    if not seen["definitions"]:
        yield Finding("warning", "there is no process", "Run `tongban deploy PATH…`.")
    if seen["secrets"] is not None:
        try:
            vault.unseal(settings, seen["secrets"])
        except vault.CannotUnseal:
            mend = "Set TONGBAN_SECRET_KEY to the key they were sealed with, or bring back secret.key."
            yield Finding("error", "kept secrets were sealed under another key", mend)
    lost = [one for one in seen["files"] if not _whole(settings, one)]
    if lost:
        mend = "Bring them back from a backup: files lie under their own hash."
        yield Finding(
            "error",
            f"{len(lost)} of {len(seen['files'])} files looked at are lost or changed: {lost[0]} …",
            mend,
        )
    elif seen["files"]:
        yield Finding("ok", f"{len(seen['files'])} files looked at are whole")


def _whole(settings: Settings, sha256: str) -> bool:
    try:
        content = (settings.data_dir / "files" / sha256[:2] / sha256).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == sha256


def _failed(gauges: list[tuple[str, dict[str, str], float]]) -> Iterator[Finding]:
    for name, labels, value in gauges:
        if name == "incidents_open" and value:
            yield Finding("warning", f"{value:.0f} incidents are open", "See /admin/incidents.")
        if name == "queue_failed" and value:
            where = " ".join(filter(None, labels.values()))
            place = "/admin/webhooks" if labels["queue"] == "webhooks" else "/admin/queues"
            yield Finding(
                "warning", f"{value:.0f} in the queue {where} have used up their attempts", f"See {place}."
            )

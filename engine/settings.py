"""What an operator may set, read from the environment once at start."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from tongban.engine.identity_settings import IdentityProvider, read_providers


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, its environment name being TONGBAN_ + the field name in capitals."""

    database_url: str
    data_dir: Path
    bootstrap_token: str | None = None
    port: int = 8000
    host: str = "127.0.0.1"
    embedded_worker: bool = True
    public_url: str = "http://127.0.0.1:8000"
    time_zone: str = "Asia/Shanghai"
    # Longest wait for a connection of the database, for a lock or a statement in it; then callers are told to come again.
    database_wait_seconds: float = 20.0
    # CPU time the diagrams of one act may take before the instance stops as an incident.
    act_cpu_seconds: float = 5.0
    demo: bool = False
    # Whether item administrators may publish without the process of publication; the demonstration lets them.
    direct_publishing: bool = False
    secure_cookies: bool = False
    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_starttls: bool = False
    smtp_sender: str = "tongban@localhost"
    sms_url: str | None = None
    sms_token: str | None = None
    # Who bears it may read /metrics; without it only administrators may.
    metrics_token: str | None = field(default=None, repr=False)
    # How the log is written: text or json.
    log_format: str = "text"
    # Seals kept secrets; see engine/persistence/vault.py.
    secret_key: str | None = field(default=None, repr=False)
    # Where webhooks and connectors may call besides public addresses: networks as 10.1.0.0/16.
    outbound_networks: tuple[str, ...] = ()
    # Whether they may call without TLS.
    outbound_http: bool = False
    # Whether administrators must have an authenticator to sign in.
    administrators_need_totp: bool = False
    # With what else than a password people may sign in; TONGBAN_OIDC names them.
    identity_providers: tuple[IdentityProvider, ...] = ()
    # Where test keys work; by default an embedded database of its own in the data folder.
    sandbox_url: str | None = field(default=None, repr=False)
    # Whether this is the sandbox: what is made in it is marked.
    sandbox: bool = False

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one, which `serve` migrates by itself."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; an unreadable number or flag raises ValueError naming the variable."""
        source = os.environ if environ is None else environ
        data_dir = Path(source.get("TONGBAN_DATA_DIR") or "var").absolute()
        port = _number(source, "TONGBAN_PORT", 8000)
        host = source.get("TONGBAN_HOST") or "127.0.0.1"
        return cls(
            database_url=_driver(
                source.get("TONGBAN_DATABASE_URL") or f"sqlite:///{data_dir / 'tongban.db'}"
            ),
            data_dir=data_dir,
            bootstrap_token=source.get("TONGBAN_BOOTSTRAP_TOKEN") or None,
            port=port,
            host=host,
            embedded_worker=_flag(source, "TONGBAN_EMBEDDED_WORKER", True),
            public_url=(source.get("TONGBAN_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            time_zone=source.get("TONGBAN_TIME_ZONE") or "Asia/Shanghai",
            database_wait_seconds=_seconds(source, "TONGBAN_DATABASE_WAIT_SECONDS", 20.0),
            act_cpu_seconds=_seconds(source, "TONGBAN_ACT_CPU_SECONDS", 5.0),
            demo=_flag(source, "TONGBAN_DEMO", False),
            direct_publishing=_flag(
                source, "TONGBAN_DIRECT_PUBLISHING", _flag(source, "TONGBAN_DEMO", False)
            ),
            secure_cookies=_flag(source, "TONGBAN_SECURE_COOKIES", False),
            smtp_host=source.get("TONGBAN_SMTP_HOST") or None,
            smtp_port=_number(source, "TONGBAN_SMTP_PORT", 25),
            smtp_user=source.get("TONGBAN_SMTP_USER") or None,
            smtp_password=source.get("TONGBAN_SMTP_PASSWORD") or None,
            smtp_starttls=_flag(source, "TONGBAN_SMTP_STARTTLS", False),
            smtp_sender=source.get("TONGBAN_SMTP_SENDER") or "tongban@localhost",
            sms_url=_address(source, "TONGBAN_SMS_URL"),
            sms_token=source.get("TONGBAN_SMS_TOKEN") or None,
            metrics_token=source.get("TONGBAN_METRICS_TOKEN") or None,
            log_format=_word(source, "TONGBAN_LOG_FORMAT", ("text", "json")),
            secret_key=_keys(source, "TONGBAN_SECRET_KEY"),
            outbound_networks=_networks(source, "TONGBAN_OUTBOUND_NETWORKS"),
            outbound_http=_flag(source, "TONGBAN_OUTBOUND_HTTP", False),
            administrators_need_totp=_flag(source, "TONGBAN_ADMINISTRATORS_NEED_TOTP", False),
            identity_providers=read_providers(source),
            sandbox_url=_driver(source.get("TONGBAN_SANDBOX_URL") or "") or None,
        )


def _driver(url: str) -> str:
    """SQLAlchemy's name of the PostgreSQL driver we ship, for the usual spellings of the scheme."""
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in ("postgres", "postgresql") else url


def _address(source: Mapping[str, str], name: str) -> str | None:
    text = source.get(name)
    if text and not text.startswith(("http://", "https://")):
        raise ValueError(f"{name} must begin with http:// or https://, not {text[:40]!r}")
    return text or None


def _keys(source: Mapping[str, str], name: str) -> str | None:
    text = source.get(name) or None
    for key in (text or "").split(",") if text else ():
        try:
            fits = len(urlsafe_b64decode(key.strip())) == 32
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(
                f"{name} must be 32 random bytes in URL-safe base64, several separated by commas"
            )
    return text


def _networks(source: Mapping[str, str], name: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in (source.get(name) or "").split(",") if word.strip())
    for word in words:
        try:
            ip_network(word)
        except ValueError:
            raise ValueError(f"{name} must be networks such as 10.1.0.0/16, not {word[:60]!r}") from None
    return words


def _number(source: Mapping[str, str], name: str, default: int) -> int:
    text = source.get(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text!r}") from None


def _seconds(source: Mapping[str, str], name: str, default: float) -> float:
    text = source.get(name)
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ValueError(f"{name} must be a number of seconds above 0, not {text!r}")
    return seconds


def _word(source: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    text = (source.get(name) or words[0]).strip().lower()
    if text not in words:
        raise ValueError(f"{name} must be one of {', '.join(words)}, not {text[:40]!r}")
    return text


def _flag(source: Mapping[str, str], name: str, default: bool) -> bool:
    text = (source.get(name) or "").strip().lower()
    if not text:
        return default
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"{name} must be 1 or 0, not {text!r}")

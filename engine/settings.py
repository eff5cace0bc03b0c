"""What an operator may set, read from the environment once at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
    demo: bool = False
    secure_cookies: bool = False
    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_starttls: bool = False
    smtp_sender: str = "tongban@localhost"

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
            demo=_flag(source, "TONGBAN_DEMO", False),
            secure_cookies=_flag(source, "TONGBAN_SECURE_COOKIES", False),
            smtp_host=source.get("TONGBAN_SMTP_HOST") or None,
            smtp_port=_number(source, "TONGBAN_SMTP_PORT", 25),
            smtp_user=source.get("TONGBAN_SMTP_USER") or None,
            smtp_password=source.get("TONGBAN_SMTP_PASSWORD") or None,
            smtp_starttls=_flag(source, "TONGBAN_SMTP_STARTTLS", False),
            smtp_sender=source.get("TONGBAN_SMTP_SENDER") or "tongban@localhost",
        )


def _driver(url: str) -> str:
    """SQLAlchemy's name of the PostgreSQL driver we ship, for the usual spellings of the scheme."""
    scheme, mark, rest = url.partition("://")
    return f"postgresql+psycopg{mark}{rest}" if scheme in ("postgres", "postgresql") else url


def _number(source: Mapping[str, str], name: str, default: int) -> int:
    text = source.get(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{name} must be a whole number, not {text!r}") from None


def _flag(source: Mapping[str, str], name: str, default: bool) -> bool:
    text = (source.get(name) or "").strip().lower()
    if not text:
        return default
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"{name} must be 1 or 0, not {text!r}")

"""Secrets at rest: sealed with Fernet (AES-128-CBC with HMAC-SHA256) under the operator's key.

The key is TONGBAN_SECRET_KEY, several separated by commas while it is being changed, the first one seals; without it,
`secret.key` in the data folder, made when first needed, which several machines would have to share.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from tongban.engine import errors
from tongban.engine.settings import Settings


class CannotUnseal(errors.Conflict):
    """The secret was sealed under a key that is not set here."""

    code = "cannot_unseal"


def seal(settings: Settings, text: str) -> str:
    """The text, unreadable without the key."""
    return _box(settings.secret_key, settings.data_dir).encrypt(text.encode()).decode()


def unseal(settings: Settings, sealed: str) -> str:
    """The text again; CannotUnseal under another key."""
    try:
        return _box(settings.secret_key, settings.data_dir).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotUnseal() from None


@lru_cache(maxsize=16)
def _box(keys: str | None, folder: Path) -> MultiFernet:
    text = keys or _kept_key(folder / "secret.key")
    return MultiFernet([Fernet(key.strip()) for key in text.split(",") if key.strip()])


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            # Of several processes that begin together one is first; the others read its key.
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text(encoding="ascii")

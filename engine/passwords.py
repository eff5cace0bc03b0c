"""Passwords, kept as argon2id hashes; checking one takes a tenth of a second on purpose."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Checked when there is nobody of that name, so that the answer takes as long either way."""
    return _HASHER.hash("nobody")


def hash_password(password: str) -> str:
    """The form to keep."""
    return _HASHER.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Whether it is the password; None stands for an account that does not exist."""
    try:
        return _HASHER.verify(kept or _nobody(), password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False

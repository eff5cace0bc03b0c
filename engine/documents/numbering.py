"""Document numbers and verification codes."""

from __future__ import annotations

import secrets

# Crockford's alphabet: no I, L, O, U, so that a code read aloud or copied by hand stays the same.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
GROUP = 4
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def document_number(unit_short: str, kind: str, year: int, serial: int) -> str:
    """`临建`, `受字`, 2026, 1 -> `临建受字〔2026〕第0001号`."""
    return f"{unit_short}{kind}〔{year:04d}〕第{serial:04d}号"


def verification_code() -> str:
    """80 random bits as `XXXX-XXXX-XXXX-XXXX`."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))


def read_code(text: str) -> str | None:
    """The code somebody typed, in its stored form; None when it cannot be one."""
    code = text.strip().upper().translate(MISREAD)
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))

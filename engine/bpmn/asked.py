"""Which conditions were asked on the way and what they came to, noted only while somebody wants to know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

#: One act may ask many conditions in a loop; what is shown to a person ends somewhere.
MOST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A flow whose condition was asked: its id, the text of the condition, and whether it held."""

    flow: str
    text: str
    held: bool


NOTED: ContextVar[list[Asked] | None] = ContextVar("tongban_asked", default=None)


@contextmanager
def noting() -> Iterator[list[Asked]]:
    """Everything this thread's acts ask inside the block, in order."""
    noted: list[Asked] = []
    token = NOTED.set(noted)
    try:
        yield noted
    finally:
        NOTED.reset(token)

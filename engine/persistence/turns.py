"""First come, first served: the writers of one process wait for the database in a queue, a few at a time."""

from __future__ import annotations

from collections import deque
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import TimeoutError

#: Writers of one process that are let in at once. SQLite takes one and has the others sleep and try again, longer each
#: time: of fifty who come at once some wait a second although all are through in a tenth of it. PostgreSQL takes all, but
#: the process computes for one at a time: while two wait for it a third computes, and more only hinder them.
PLACES = {"sqlite": 1, "postgresql": 3}


class Turns:
    """Places that go to whoever has waited longest; writers of other processes meet in the database itself.

    Nobody waits longer than `patience` seconds: then TimeoutError, as from a pool of connections.
    """

    def __init__(self, places: int) -> None:
        self.patience = -1.0
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._free = places

    def __enter__(self) -> None:
        with self._guard:
            if self._free:
                self._free -= 1
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            came = mine.acquire(timeout=self.patience)
        except BaseException:
            self._leave(mine)
            raise
        if not came:
            self._leave(mine)
            raise TimeoutError("too many writers wait for the database")

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._pass_on()

    def _leave(self, mine: Lock) -> None:
        """Somebody gives up waiting; a turn that came at the same moment goes on to the next."""
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
            else:
                self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().release()
        else:
            self._free += 1


_TURNS: WeakKeyDictionary[Dialect, Turns] = WeakKeyDictionary()
_MAKING = Lock()


def turns_of(engine: Engine) -> Turns:
    """The queue of a database; an engine and those derived from it for other options share their dialect."""
    with _MAKING:
        return _TURNS.setdefault(engine.dialect, Turns(PLACES[engine.dialect.name]))

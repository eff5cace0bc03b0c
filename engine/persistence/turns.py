"""First come, first served: the writers of one process wait for SQLite in a queue, not in its own random naps."""

from __future__ import annotations

from collections import deque
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Dialect, Engine


class Turns:
    """A lock that goes to whoever has waited longest.

    SQLite lets one writer in at a time and has the others sleep and try again, longer each time: of fifty who come at
    once some wait a second although all are through in a tenth of it. Writers of other processes still meet that way.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            mine.acquire()
        except BaseException:
            self._leave(mine)
            raise

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
            self._taken = False


_TURNS: WeakKeyDictionary[Dialect, Turns] = WeakKeyDictionary()
_MAKING = Lock()


def turns_of(engine: Engine) -> Turns:
    """The queue of a database; an engine and those derived from it for other options share their dialect."""
    with _MAKING:
        return _TURNS.setdefault(engine.dialect, Turns())

"""Bodies that come slowly wait in some of the web threads only, so that others go on answering.

The server hands a request over before its body is there, and reading it holds the thread for as long as the sender likes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import ServiceUnavailable

from tongban.api.long_poll import THREADS, USUAL_THREADS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds that a reader waits for its turn.
PATIENCE = 1.0


class PlacesToRead:
    """A WSGI application whose bodies hold three of four threads at most; who sends another is told to come again."""

    def __init__(self, application: WSGIApplication, threads: int | None = None) -> None:
        threads = threads or int(os.environ.get(THREADS, USUAL_THREADS))
        self._application = application
        self._places = BoundedSemaphore(max(1, threads * 3 // 4))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ:
            environ["wsgi.input"] = _Body(environ["wsgi.input"], self._places)
        return self._application(environ, start_response)


class _Body:
    """A body of which every read needs a place; ServiceUnavailable when none gets free in time."""

    def __init__(self, body: Any, places: BoundedSemaphore) -> None:
        self._body, self._places = body, places

    def read(self, size: int = -1) -> bytes:
        return self._in_turn(lambda: self._body.read(size) if size >= 0 else self._body.read())

    def readline(self, size: int = -1) -> bytes:
        return self._in_turn(lambda: self._body.readline(size) if size >= 0 else self._body.readline())

    def readlines(self, hint: int = -1) -> list[bytes]:
        return self._in_turn(lambda: self._body.readlines(hint) if hint >= 0 else self._body.readlines())

    def _in_turn(self, read: Callable[[], Any]) -> Any:
        if not self._places.acquire(timeout=PATIENCE):
            raise ServiceUnavailable("Too many bodies are still being sent. Please come again.")
        try:
            return read()
        finally:
            self._places.release()

"""An engine that only remembers what it was asked, for tests of the HTTP edge alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine import Actor, errors


class FakeQueries:
    """Answers every query from `answers`, by default with an empty page."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answers: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def query(*args: Any, **kwargs: Any) -> Any:
            self.asked.append((name, args, kwargs))
            answer = self.answers.get(name, {"items": [], "next_cursor": None})
            if isinstance(answer, Exception):
                raise answer
            return answer(*args, **kwargs) if callable(answer) else answer

        return query


class FakeEngine:
    """Knows one token and one session; `result` is what the next act answers or raises."""

    def __init__(self, somebody: Actor) -> None:
        self.somebody = somebody
        self.queries = FakeQueries()
        self.executed: list[Any] = []
        self.result: Any = {"id": "x", "revision": 7}
        self.onces: list[Any] = []
        self._answers: dict[str, tuple[str, Any]] = {}

    def execute(self, command: Any, actor: Actor, once: Any = None) -> Any:
        self.onces.append(once)
        if once is not None and once.key in self._answers:
            fingerprint, answer = self._answers[once.key]
            if fingerprint != once.fingerprint:
                raise errors.KeyReused
            return answer
        self.executed.append(command)
        if isinstance(self.result, Exception):
            raise self.result
        if once is not None:
            self._answers[once.key] = (once.fingerprint, self.result)
        return self.result

    def actor_of_token(self, token: str) -> Actor | None:
        return self.somebody if token == "good" else None

    def actor_of_session(self, session_id: str) -> Actor | None:
        return self.somebody if session_id == "good-session" else None

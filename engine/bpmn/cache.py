"""A bounded cache that forgets what was used longest ago; safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Content = TypeVar("Content")


class Cache(Generic[Key, Content]):
    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[Key, Content] = OrderedDict()

    def get(self, key: Key) -> Content | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: Key, content: Content) -> Content:
        """Keep it, unless somebody was first; what is kept is given back."""
        with self._lock:
            kept = self._kept.setdefault(key, content)
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
            return kept

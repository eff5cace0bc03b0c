"""Two trees of plain data compared leaf by leaf: list entries meet by their code or key, others by what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

IDENTITIES = ("code", "key", "id", "kind")
MOST_ALIGNED = 500


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that differs. `path` are the names on the way; `kind` is added, removed or changed."""

    path: tuple[str, ...]
    kind: str
    old: Any
    new: Any


def differences(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every leaf that differs, in the order of the new tree; what was added or removed whole is one leaf."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys([*new, *old]):
            here = (*path, str(name))
            if name not in old:
                yield Leaf(here, "added", None, new[name])
            elif name not in new:
                yield Leaf(here, "removed", old[name], None)
            else:
                yield from differences(old[name], new[name], here)
    elif _is_list(old) and _is_list(new):
        yield from _of_lists(old, new, path)
    else:
        yield Leaf(path, "changed", old, new)


def _of_lists(old: Sequence[Any], new: Sequence[Any], path: tuple[str, ...]) -> Iterator[Leaf]:
    identity = _identity([*old, *new])
    if identity is None and not any(isinstance(one, Mapping) for one in (*old, *new)):
        yield Leaf(path, "changed", list(old), list(new))
        return
    if identity is not None:
        before = {str(one[identity]): one for one in old}
        after = {str(one[identity]): one for one in new}
        if len(before) == len(old) and len(after) == len(new):
            yield from differences(before, after, path)
            return
    yield from _aligned(old, new, path)


def _aligned(old: Sequence[Any], new: Sequence[Any], path: tuple[str, ...]) -> Iterator[Leaf]:
    """Entries without a name of their own: those that say the same stay, the others meet in their order."""
    if max(len(old), len(new)) > MOST_ALIGNED:
        steps = [("replace", 0, len(old), 0, len(new))]
    else:
        before, after = (
            [json.dumps(one, sort_keys=True, default=str) for one in each] for each in (old, new)
        )
        steps = list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
    for what, i, j, m, n in steps:
        if what == "equal":
            continue
        pairs = min(j - i, n - m)
        for step in range(pairs):
            yield from differences(old[i + step], new[m + step], (*path, str(m + step + 1)))
        for at in range(i + pairs, j):
            yield Leaf((*path, str(at + 1)), "removed", old[at], None)
        for at in range(m + pairs, n):
            yield Leaf((*path, str(at + 1)), "added", None, new[at])


def _identity(entries: Sequence[Any]) -> str | None:
    for name in IDENTITIES:
        if entries and all(isinstance(one, Mapping) and isinstance(one.get(name), str) for one in entries):
            return name
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))

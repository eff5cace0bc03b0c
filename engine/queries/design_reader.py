"""What analysts may ask about items they are designing; mixed into the one `Reader`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.queries import item_drafts, item_pasts, item_steps, who_today

Answer = dict[str, Any]


class DesignReader:
    """Drafts of items, their files as they are and as they were, and the remarks on them."""

    _ask: Callable[..., Any]

    def item_drafts(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(item_drafts.item_drafts, actor, **filters)  # type: ignore[no-any-return]

    def item_draft(self, actor: Actor, draft_id: str) -> Answer:
        return self._ask(item_drafts.item_draft, actor, draft_id)  # type: ignore[no-any-return]

    def item_pasts(self, actor: Actor, draft_id: str, path: str | None = None) -> list[Answer]:
        return self._ask(item_pasts.item_pasts, actor, draft_id, path)  # type: ignore[no-any-return]

    def item_past(self, actor: Actor, draft_id: str, path: str, number: int) -> bytes:
        return self._ask(item_pasts.item_past, actor, draft_id, path, number)  # type: ignore[no-any-return]

    def item_steps(self, actor: Actor, draft_id: str) -> Answer:
        return self._ask(item_steps.item_steps, actor, draft_id)  # type: ignore[no-any-return]

    def draft_comments(self, actor: Actor, draft_id: str, path: str | None = None) -> list[Answer]:
        return self._ask(item_pasts.draft_comments, actor, draft_id, path)  # type: ignore[no-any-return]

    def item_files(self, actor: Actor, code: str) -> dict[str, bytes]:
        return self._ask(item_drafts.item_files, actor, code)  # type: ignore[no-any-return]

    def who_today(self, actor: Actor, files: Mapping[str, bytes]) -> dict[str, Answer]:
        return self._ask(who_today.who_today, actor, files)  # type: ignore[no-any-return]

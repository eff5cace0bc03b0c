"""What may be asked of one's inbox and of the counter, as one part of the reader."""

from __future__ import annotations

from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Library
from tongban.engine.queries import case_beside, counter, inbox, inbox_beside, inbox_counts

Answer = dict[str, Any]


class DeskReader:
    """Each answer only what the actor may see; the days in it counted by the actor's own unit's calendar."""

    _library: Library
    _ask: Any
    _ask_in_time: Any
    _clock: Any

    def inbox(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask_in_time(inbox.inbox, actor, self._library, of_unit=own_unit(actor), **filters)  # type: ignore[no-any-return]

    def inbox_rows(self, actor: Actor, task_ids: list[str]) -> Answer:
        rows: Answer = self._ask_in_time(
            inbox.inbox_rows, actor, self._library, args=(task_ids,), of_unit=own_unit(actor)
        )
        return rows

    def inbox_counts(self, actor: Actor) -> dict[str, int]:
        return self._ask(inbox_counts.inbox_counts, actor, self._clock())  # type: ignore[no-any-return]

    def unread_messages(self, actor: Actor) -> int:
        return self._ask(inbox_counts.unread_messages, actor)  # type: ignore[no-any-return]

    def inbox_views(self, actor: Actor) -> Answer:
        return self._ask(inbox_beside.inbox_views, actor)  # type: ignore[no-any-return]

    def item_choices(self, actor: Actor) -> Answer:
        return self._ask(inbox_beside.item_choices, actor)  # type: ignore[no-any-return]

    def visits_today(self, actor: Actor, unit: str) -> Answer:
        return self._ask_in_time(counter.visits_today, actor, args=(unit,), of_unit=unit)  # type: ignore[no-any-return]

    def free_slots(self, actor: Actor, unit: str | None = None) -> Answer:
        return self._ask_in_time(counter.free_slots, actor, args=(unit,), of_unit=unit)  # type: ignore[no-any-return]

    def find_items(self, actor: Actor, q: str = "") -> Answer:
        return self._ask(counter.find_items, actor, self._library, q)  # type: ignore[no-any-return]

    def at_counter(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(counter.at_counter, actor, case_no)  # type: ignore[no-any-return]

    def case_beside(self, actor: Actor, case_no: str) -> Answer:
        return self._ask(case_beside.case_beside, actor, self._library, case_no)  # type: ignore[no-any-return]

    def watched(self, actor: Actor, **filters: Any) -> Answer:
        found: Answer = self._ask_in_time(
            inbox_beside.watched, actor, self._library, of_unit=own_unit(actor), **filters
        )
        return found


def own_unit(actor: Actor) -> str | None:
    """Whose calendar counts the days in somebody's inbox: their unit's, if they are of one."""
    return next(iter(actor.units)) if len(actor.units) == 1 else None

"""What each event adds to the figures of its day: cases, punctuality, durations, steps, people, ratings, openness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import from_json
from tongban.engine.ports import Alarm, Case, FeedEvent, Figure
from tongban.engine.use_cases.supervision.sight import Sight

#: The events that count a case, and under which key.
COUNTED = {
    "case.registered": "registered",
    "case.accepted": "accepted",
    "case.deemed_accepted": "accepted",
    "case.approved": "granted",
    "case.rejected": "refused",
    "case.not_accepted": "not_accepted",
    "case.not_required": "not_required",
    "case.withdrawn": "withdrawn",
    "case.terminated": "terminated",
    "case.voided": "voided",
    "case.delivered": "delivered",
}
DECIDED = ("case.approved", "case.rejected")
#: A rating counts on its own day; what is thought after the rectification counts apart and takes nothing back.
RATED = {"case.rated": "rating", "case.rated_again": "rating_again"}
ALL = (*COUNTED, *RATED, "task.completed")
LAW = ("statutory", "joint")
#: What the record of a decided case must hold to be called open (阳光): told, accepted in writing, decided in writing.
PAPERS = (
    ("acceptance_notice",),
    ("grant_decision", "refusal_decision", "certificate"),
)

Key = tuple[str, date, str, str, str]


class Sums:
    """Adds up; one row per measure, day, unit, item and key."""

    def __init__(self) -> None:
        self._found: dict[Key, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, measure: str, day: date, case: Case, key: str = "", n: int = 1, total: float = 0) -> None:
        row = self._found[measure, day, case.unit, case.item_code, key[:100]]
        row[0] += n
        row[1] += round(total)

    def rows(self) -> list[Figure]:
        return [Figure(*key, n, total) for key, (n, total) in sorted(self._found.items())]


def count(sums: Sums, sight: Sight, event: FeedEvent, case: Case, calendar: WorkingCalendar) -> None:
    """Add what one event stands for."""
    day = calendar.day_of(event.at)
    known = COUNTED.get(event.type)
    if known is not None:
        sums.add("cases", day, case, known)
    if event.type == "case.registered":
        sums.add("channel", day, case, case.channel)
    if event.type in DECIDED:
        _decided(sums, sight, event, case, calendar, day)
    elif event.type in RATED:
        sums.add(RATED[event.type], day, case, str(event.data.get("level", "")))
    elif event.type == "task.completed":
        _step(sums, sight, event, case, day)


def count_alarms(sums: Sums, alarms: Iterable[tuple[Alarm, Case]], calendar: WorkingCalendar) -> None:
    """Alarms by rule and level, on the day of what they are about."""
    for alarm, case in alarms:
        sums.add("alarm", calendar.day_of(alarm.happened_at), case, f"{alarm.level}:{alarm.rule_id}")


def _decided(
    sums: Sums, sight: Sight, event: FeedEvent, case: Case, calendar: WorkingCalendar, day: date
) -> None:
    for row in sight.clocks.get(case.id, ()):
        clock = from_json(row.body)
        name = "statutory" if row.kind in LAW else row.kind
        late = clock.is_late(event.at)
        sums.add("on_time", day, case, f"{name}:{'late' if late else 'kept'}")
        if clock.due is not None:
            used = clock.total - clock.days_left(event.at, calendar)
            # Both sides of a comparison: what was used and what was allowed, in the clock's own unit.
            sums.add("used", day, case, f"{name}:{clock.unit}", total=max(0, used))
            sums.add("allowed", day, case, f"{name}:{clock.unit}", total=clock.total)
    began = case.accepted_at or case.registered_at
    sums.add("duration", day, case, total=_seconds(began, event.at))
    have = set(sight.documents.get(case.id, ()))
    papers = sight.immediate[case.case_no] or not have.isdisjoint(PAPERS[0])
    told = papers and not have.isdisjoint(PAPERS[1]) and bool(sight.opinion(event))
    sums.add("open", day, case, "complete" if told else "incomplete")


def _step(sums: Sums, sight: Sight, event: FeedEvent, case: Case, day: date) -> None:
    task = sight.tasks.get(event.task_id or "")
    if task is None:
        return
    spent = _seconds(task.created_at, event.at)
    late = task.due is not None and event.at.replace(microsecond=0) > task.due
    sums.add("step", day, case, task.element, total=spent)
    sums.add("person", day, case, event.actor, total=spent)
    if late:
        sums.add("step_late", day, case, task.element)
        sums.add("person_late", day, case, event.actor)


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())

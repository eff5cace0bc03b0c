"""An inbox page sends the same statements however much lies in its boxes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from office import CONTENT, Office
from statements import counting

from tongban.engine import ClaimTask, SaveDraft, desk_acts

CLERK = "shi.register"
BOXES = ("mine", "pool", "returned", "cc", "done", "drafts")


def looks(office: Office) -> dict[str, int]:
    """How many statements each look at the inbox sends."""
    clerk, ask, found = office.actor(CLERK), office.engine.queries, {}
    for name, look in (
        *((box, lambda box=box: ask.inbox(clerk, box=box, page_size=3)) for box in BOXES),
        ("watched", lambda: ask.watched(clerk, page_size=3)),
        ("counts", lambda: ask.inbox_counts(clerk)),
        ("views", lambda: ask.inbox_views(clerk)),
        ("sorted", lambda: ask.inbox(clerk, box="pool", sort="-applicant", page_size=3)),
        ("cases", lambda: ask.cases(clerk, q="张伟", page_size=3)),
        ("search", lambda: ask.inbox(clerk, box="pool", q="张伟", page_size=3)),
        ("filter", lambda: ask.inbox(clerk, box="pool", filters={"urgency": "later"}, page_size=3)),
    ):
        with counting(office.engine) as sent:
            look()
        found[name] = len(sent)
    return found


def arrive(office: Office, item: Any, number: int) -> None:
    """So many cases, of each three one claimed with a draft, one watched."""
    sample = next(one for one in item.samples.values() if one.key == "granted")
    clerk = office.actor(CLERK)
    for place in range(number):
        case = office.register(item, applicant={**sample.applicant, "name": f"张伟{'甲乙丙'[place % 3]}"})
        task = office.engine.queries.tasks(clerk, case=case["case_no"])["items"][0]
        if place % 3 == 0:
            office.engine.execute(ClaimTask(task["id"]), clerk)
            office.engine.execute(SaveDraft(task["id"], {}), clerk)
        if place % 3 == 1:
            office.engine.execute(desk_acts.WatchCase(case["case_no"]), clerk)
        office.clock.advance(timedelta(minutes=1))


@pytest.mark.parametrize("databases", ["sqlite_files"], indirect=True)
def test_more_work_costs_no_more_statements(office: Office) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    arrive(office, item, 3)
    looks(office)
    few = looks(office)
    arrive(office, item, 15)
    assert looks(office) == few
    assert max(few.values()) <= 4
    assert few["counts"] == 1

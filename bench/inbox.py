"""The inbox with millions of tasks on PostgreSQL: time and SQL statements of each box, the counts and searches."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy
from flask.testing import FlaskClient
from inbox_rows import CLERKS, GROUPS, Sizes, load
from running import database, thread_seconds
from sqlalchemy import Engine, insert, text

from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.engine import SYSTEM, ImportItem, PublishItem, bootstrap, items
from tongban.engine import Engine as Door
from tongban.engine.domain.search_terms import terms_of
from tongban.engine.persistence.driver import OBSERVERS
from tongban.engine.persistence.tables import desk, operations
from tongban.engine.persistence.tables import people as organisation
from tongban.engine.queries.actors import digest
from tongban.engine.settings import Settings
from tongban.migrations import migrate

NOW = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)
#: Bytes on disk for each open task and each finished one, indexes and terms included, measured and rounded up.
OPEN_BYTES, DONE_BYTES = 9_000, 1_000
GOAL_MS = 50
SEARCHES = {
    "a person's name": "王伟芳",
    "two characters": "欧伟",
    "two common characters": "公司",
    "one character": "王",
    "tail of a number": "010042",
    "two words": "临江 丽强",
    "nobody": "没有此人",
}
COUNTS = ("mine", "pool", "watched", "returned", "cc", "done", "drafts")


def people(count: int) -> list[tuple[str, str]]:
    """Clerks with the unit of each; the first has ten times the work of any other."""
    step = CLERKS // count
    return [(f"clerk{number * step:04d}", f"bench{number * step % GROUPS}") for number in range(count)]


def hire(engine: Engine, clerks: list[tuple[str, str]]) -> dict[str, str]:
    """Units, posts, people and a browser session of each; the sessions' secrets by name."""
    kept = {name: secrets.token_hex(16) for name, _ in clerks}
    places = sorted({place for _, place in clerks})
    text_ = {"name_en": "", "region": "429900", "short": "", "phone": "", "address": ""}
    staff = {"name_en": "", "password_hash": "!", "kind": "staff", "disabled": False, "failures": 0}
    times = {"csrf": "0" * 32, "created_at": NOW, "seen_at": NOW}
    with engine.begin() as connection:
        for table, rows in (
            (organisation.unit, [{"code": one, "name": one, **text_} for one in places]),
            (
                organisation.post,
                [
                    {"code": f"{one}-w", "unit": one, "role": "window_clerk", "name": "窗口", "name_en": ""}
                    for one in places
                ],
            ),
            (organisation.person, [{"username": name, "name": name, **staff} for name, _ in clerks]),
            (organisation.holding, [{"username": name, "post": f"{place}-w"} for name, place in clerks]),
            (
                organisation.session,
                [{"id": digest(secret), "username": name, **times} for name, secret in kept.items()],
            ),
        ):
            connection.execute(insert(table), rows)
    return kept


def fill_boxes(engine: Engine, clerks: list[tuple[str, str]], sizes: Sizes) -> None:
    """Of everything with a box of its own some for each: watched cases, copies, drafts, returned tasks."""
    with engine.begin() as connection:
        for number, (name, _) in enumerate(clerks):
            own = text(
                "SELECT id FROM task WHERE assignee = :name AND state = 'claimed' ORDER BY id LIMIT 20"
            )
            mine = connection.execute(own, {"name": name}).scalars().all()
            cases = {(number * 997 + step * 31) % sizes.cases for step in range(50)}
            copies = {(number * 991 + step * 37) % sizes.done for step in range(200)}
            sent = {"instance_id": "0i", "sent_by": "bench", "at": NOW, "text": ""}
            said = {"instance_id": "0i", "kind": "returned", "author": "bench", "text": "", "at": NOW}
            kept = {"username": name, "variables": {}, "saved_at": NOW}
            for table, rows in (
                (
                    desk.case_watch,
                    [{"case_id": f"0c{one:018d}", "username": name, "at": NOW} for one in cases],
                ),
                (
                    operations.copy_sent,
                    [{"task_id": f"0d{one:018d}", "recipient": name, **sent} for one in copies],
                ),
                (operations.draft, [{"task_id": one, **kept} for one in mine]),
                (
                    operations.remark,
                    [{"id": f"r{one[1:]}", "task_id": one, "mentions": [], **said} for one in mine],
                ),
            ):
                connection.execute(insert(table), rows)
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("ANALYZE"))


class Meter:
    """Times of a call in milliseconds, its CPU here and in PostgreSQL, and how many statements it sent.

    On a machine that others use too the CPU says what the call costs, and the time how long it had to wait.
    """

    def __init__(self, engine: Engine, postmaster: int) -> None:
        self.statements, self.postmaster = 0, postmaster
        sqlalchemy.event.listen(engine, "before_cursor_execute", self._executed)
        OBSERVERS.append(self._prepared)

    def of(self, calls: list[Callable[[], Any]]) -> tuple[list[float], list[float], set[int]]:
        times, costs, counts = [], [], set()
        for call in calls:
            used = self._cpu()
            self.statements, began = 0, time.perf_counter()
            call()
            times.append((time.perf_counter() - began) * 1000)
            costs.append((self._cpu() - used) * 1000)
            counts.add(self.statements)
        return times, costs, counts

    def _cpu(self) -> float:
        return time.process_time() + thread_seconds(self.postmaster)

    def _executed(self, *_: Any) -> None:
        self.statements += 1

    def _prepared(self, _text: str, _rows: int) -> None:
        self.statements += 1


def tell(name: str, times: list[float], costs: list[float], statements: set[int]) -> float:
    """One line of the table."""
    (slow, dear) = (statistics.quantiles(one, n=20)[-1] if len(one) > 1 else one[0] for one in (times, costs))
    told = "–".join(str(one) for one in sorted({min(statements), max(statements)}))
    print(
        f"| {name} | {statistics.median(times):.1f} | {slow:.1f} | {max(times):.1f} "
        f"| {statistics.median(costs):.1f} | {dear:.1f} | {told} |",
        flush=True,
    )
    return slow


def measure(door: Door, engine: Engine, kept: dict[str, str], rounds: int, postmaster: int) -> list[str]:
    """Every box as query and as page, the counts, searches; the names of what missed the goal."""
    meter, slow = Meter(engine, postmaster), []
    actors = [door.actor_of_username(name) for name in kept]
    app = create_app(door.settings, engine=door)
    clients = []
    for secret in kept.values():
        client: FlaskClient = app.test_client()
        client.set_cookie("tongban_session", secret)
        clients.append(client)

    def line(name: str, work: Callable[[int], Any]) -> None:
        for number in range(len(kept)):
            work(
                number
            )  # the first look of each is not counted: statements are prepared, pages read from disk
        calls = [lambda number=number: work(number % len(kept)) for number in range(rounds)]
        if tell(name, *meter.of(calls)) > GOAL_MS:
            slow.append(name)

    def page(number: int, address: str) -> None:
        answer = clients[number].get(address)
        assert answer.status_code == 200, answer.text[:300]

    print("| what | p50 ms | p95 ms | longest | CPU p50 ms | CPU p95 ms | statements |\n" + "|---" * 7 + "|")
    _queries(line, door, actors)
    for box in COUNTS:
        line(f"page {box}", lambda number, box=box: page(number, f"/inbox?box={box}"))
    line("page search", lambda number: page(number, "/inbox?box=pool&q=王伟"))
    return slow


def _queries(line: Callable[[str, Callable[[int], Any]], None], door: Door, actors: list[Any]) -> None:
    """Every box, the counts, searches and orders."""
    ask = door.queries
    for box in COUNTS:
        rows = (
            ask.watched
            if box == "watched"
            else lambda actor, box=box: ask.inbox(actor, box=box, page_size=20)
        )
        line(f"query {box}", lambda number, rows=rows: rows(actors[number]))
    line("query counts", lambda number: ask.inbox_counts(actors[number]))
    for name, q in SEARCHES.items():
        for box in ("pool", "done"):
            line(
                f"search {box}: {name}",
                lambda number, q=q, box=box: ask.inbox(actors[number], box=box, q=q, page_size=20),
            )
    for sort in ("applicant", "-received"):
        line(
            f"query pool by {sort}",
            lambda number, sort=sort: ask.inbox(actors[number], box="pool", sort=sort, page_size=20),
        )
    line("cases: a person's name", lambda number: ask.cases(actors[number], q="王伟芳", page_size=20))
    line("cases: two common characters", lambda number: ask.cases(actors[number], q="公司", page_size=20))


def compare(engine: Engine) -> None:
    """The terms made in SQL are those that the engine would have written."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT id, case_no, applicant_name, split_part(form, '\"', 4) AS street "
                "FROM approval_case ORDER BY id LIMIT 30"
            )
        ).all()
        for row in rows:
            found = connection.execute(
                text("SELECT term FROM search_term WHERE case_id = :id"), {"id": row.id}
            ).scalars()
            wanted = terms_of(row.case_no, [row.applicant_name], [row.street])
            assert set(found) == wanted, f"{row.applicant_name}: the terms differ"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--open", type=int, default=100_000)
    reader.add_argument("--done", type=int, default=1_000_000)
    reader.add_argument("--rounds", type=int, default=100)
    reader.add_argument("--people", type=int, default=20)
    given = reader.parse_args()
    sizes, needed = Sizes(given.open, given.done), given.open * OPEN_BYTES + given.done * DONE_BYTES
    with tempfile.TemporaryDirectory() as place:
        free = shutil.disk_usage(place).free
        if free < needed * 1.5:
            raise SystemExit(
                f"needs about {needed * 1.5 / 1e9:.0f} GB in {place}, {free / 1e9:.0f} GB are free"
            )
        os.environ["TONGBAN_EMBEDDED_WORKER"] = "0"
        with database("postgres", Path(place)) as (url, _, postmaster):
            assert postmaster is not None
            migrate(url)
            passed = timedelta()
            door = bootstrap(Settings(url, Path(place), embedded_worker=False), clock=lambda: NOW + passed)
            engine = door.sql_engine
            folder = demonstration.content_folder() / "sole-trader-registration"
            version = door.execute(ImportItem(items.read_folder(folder)), SYSTEM)
            door.execute(PublishItem(version["code"]), SYSTEM)
            with engine.connect() as connection:
                row = connection.execute(
                    text(
                        "SELECT v.id, v.code, v.name, v.definition_id, d.key "
                        "FROM item_version v JOIN definition d ON d.id = v.definition_id"
                    )
                ).one()
            flow = items.read_item(items.read_folder(folder)).process
            step = next(one.id for one in flow.elements.values() if one.type == "userTask")
            print(f"{sizes.open:,} open and {sizes.done:,} finished tasks, {sizes.cases:,} cases")
            facts = {"version": row.id, "code": row.code, "item": row.name, "element": step}
            load(engine, sizes, {**facts, "definition": row.definition_id, "process": row.key})
            clerks = people(given.people)
            kept = hire(engine, clerks)
            fill_boxes(engine, clerks, sizes)
            compare(engine)
            slow = measure(door, engine, kept, given.rounds, postmaster)
            print(f"p95 above {GOAL_MS} ms: {', '.join(slow) or 'none'}")
            engine.dispose()


if __name__ == "__main__":
    main()

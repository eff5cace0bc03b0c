"""Millions of tasks made inside PostgreSQL by INSERT … SELECT, with the cases, names and search terms they need."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from tongban.engine.persistence.tables import desk, process

GROUPS, CLERKS = 200, 4000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗欧阳司马诸葛"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英华玉兰飞鑫波斌宇浩凯健俊帆雪琳嘉怡梓涵晨曦"
PLACES = "东湖南山西城北苑滨江新桥柳湾青溪云河望月"
LOAD = {"statement_timeout": "0", "maintenance_work_mem": "'512MB'", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Sizes:
    """How many tasks are open and how many finished."""

    open: int
    done: int

    @property
    def cases(self) -> int:
        return self.open + self.done // 20

    @property
    def each(self) -> int:
        """Open and finished tasks of one clerk; the first clerk has ten times as many."""
        return max(1, (self.open * 4 // 10) // CLERKS)


#: One name in three is a company's. Every expression is of a row's number alone, so that a run can be repeated.
NAME = f"""CASE WHEN n % 3 = 0 THEN '临江' || substr('{PLACES}', 1 + (n / 3 % 19)::int, 2)
    || substr('{GIVEN}', 1 + (n / 7 % 40)::int, 2) || '贸易有限公司'
    ELSE substr('{SURNAMES}', 1 + (n * 7 % 26)::int, 1) || substr('{GIVEN}', 1 + (n / 5 % 41)::int, 1)
    || substr('{GIVEN}', 1 + (n / 211 % 41)::int, 1) END"""
STREET = f"'临江市' || substr('{PLACES}', 1 + (n / 11 % 19)::int, 2) || '路' || (n % 900) || '号'"
NUMBER = """'11429900MB000006X23000131002000' ||
    to_char(TIMESTAMP '2020-01-01' + n / 9000 * INTERVAL '1 day', 'YYYYMMDD') || lpad((n % 9000)::text, 4, '0')"""
CASE_ID = "'0c' || lpad(n::text, 18, '0')"
INSTANCE_ID = "'0i' || lpad(n::text, 18, '0')"
CLERK = f"'clerk' || lpad((n * 7919 % {CLERKS})::text, 4, '0')"

CASES = f"""INSERT INTO approval_case (id, case_no, item_version_id, item_code, item_name, item_name_en, unit,
    window_unit, state, channel, applicant, applicant_name, form, progress_code, registered_by, registered_at,
    instance_id)
SELECT {CASE_ID}, {NUMBER}, :version, :code, :item, 'Bench', 'bench', 'bench', 'under_review', 'window', '{{}}', {NAME},
    '{{"address":"' || {STREET} || '"}}', 'ABCDEFGH', 'bench',
    TIMESTAMPTZ '2020-01-01 00:00+00' + n * INTERVAL '1 minute', {INSTANCE_ID}
    FROM generate_series(0::bigint, :cases - 1) AS n"""
INSTANCES = f"""INSERT INTO instance (id, definition_id, process_key, state, starter, started_at, state_blob, chain_no,
    chain_hash, flows, case_id)
SELECT {INSTANCE_ID}, :definition, :process, 'running', 'bench', now(), '\\x', 0, '\\x', '[]', {CASE_ID}
    FROM generate_series(0::bigint, :cases - 1) AS n"""
#: Four in ten are in somebody's hands; of the others one in twenty may be taken by any clerk of any unit.
OPEN = f"""INSERT INTO task (id, instance_id, token, element, name, scope, process_key, state, created_at, candidates,
    priority, assignee, case_id, case_no, due)
SELECT '0t' || lpad(n::text, 18, '0'), {INSTANCE_ID}, 1, :element, '初审', 0, :process,
    CASE WHEN n % 10 < 4 THEN 'claimed' ELSE 'open' END,
    TIMESTAMPTZ '2026-01-05 01:00+00' + n % 40000 * INTERVAL '1 minute',
    '["group:' || {{ref}} || '"]', 0, CASE WHEN n % 10 < 4 THEN {{holder}} END, {CASE_ID}, {NUMBER},
    CASE WHEN n % 50 <> 0 THEN TIMESTAMPTZ '2026-02-01 01:00+00' + n * 7919 % 40000 * INTERVAL '1 minute' END
    FROM generate_series(0::bigint, :open - 1) AS n"""
REF = f"CASE WHEN n % 20 IN (11, 17) THEN 'window_clerk' ELSE 'window_clerk@bench' || (n / 10 % {GROUPS}) END"
#: The first clerk has ten times the work of any other.
HOLDER = f"CASE WHEN n % {CLERKS} < 44 THEN 'clerk0000' ELSE {CLERK} END"
CANDIDATES = """INSERT INTO task_candidate (task_id, ref, due)
SELECT id, candidates::json ->> 0, CASE WHEN state = 'open' THEN COALESCE(due, TIMESTAMPTZ '9000-01-01 00:00+00')
    ELSE TIMESTAMPTZ '9001-01-01 00:00+00' END FROM task
    WHERE state IN ('open', 'claimed')"""
DONE = f"""INSERT INTO task (id, instance_id, token, element, name, scope, process_key, state, created_at, candidates,
    priority, case_id, case_no, due, completed_at, completed_by, outcome, opinion)
SELECT '0d' || lpad(m::text, 18, '0'), {INSTANCE_ID}, 1, :element, '初审', 0, :process, 'completed', at, '[]', 0,
    {CASE_ID}, {NUMBER}, at + INTERVAL '3 days', at + INTERVAL '1 day', {HOLDER}, 'accept', '同意'
    FROM (SELECT m, m % :cases AS n, TIMESTAMPTZ '2020-01-01 00:00+00' + m * INTERVAL '15 seconds' AS at
          FROM generate_series(0::bigint, :done - 1) AS m) AS rows"""
#: The same terms as engine.domain.search_terms gives a case; the benchmark compares some with it.
TERMS = """INSERT INTO search_term (term, case_id)
SELECT DISTINCT term, id FROM approval_case CROSS JOIN LATERAL (
    SELECT lower(case_no) AS term
    UNION ALL SELECT right(lower(case_no), size) FROM generate_series(4, 12) AS size
    UNION ALL SELECT substr(applicant_name, at, 1) FROM generate_series(1, length(applicant_name)) AS at
    UNION ALL SELECT substr(applicant_name, at, 2) FROM generate_series(1, length(applicant_name) - 1) AS at
    UNION ALL SELECT substr(street, at, 2) FROM (SELECT split_part(form, '"', 4) AS whole) AS form
        CROSS JOIN LATERAL (SELECT regexp_replace(whole, '[0-9]+号$', '') AS street) AS words
        CROSS JOIN LATERAL generate_series(1, length(street) - 1) AS at
    UNION ALL SELECT substring(form FROM '([0-9]+)号')
) AS terms WHERE approval_case.id LIKE '0c%'"""


def load(engine: Engine, sizes: Sizes, facts: dict[str, str]) -> None:
    """Fill the database; indexes are built once everything is there."""
    values = {**facts, "open": sizes.open, "done": sizes.done, "cases": sizes.cases}
    tables = (process.task, process.task_candidate, desk.search_term)
    with engine.begin() as connection:
        for name, value in LOAD.items():
            connection.execute(text(f"SET {name} = {value}"))
        for table in tables:
            _drop_indexes(connection, table)
        for what, statement in _statements():
            with _told(what):
                connection.execute(text(statement), _named(statement, values))
        for table in tables:
            with _told(f"indexes of {table.name}"):
                keys = ", ".join(column.name for column in table.primary_key)
                connection.execute(
                    text(f"ALTER TABLE {table.name} ADD CONSTRAINT pk_{table.name} PRIMARY KEY ({keys})")
                )
                for index in table.indexes:
                    index.create(connection)
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        _told("VACUUM ANALYZE"),
    ):
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))


def _statements() -> Iterator[tuple[str, str]]:
    yield "cases", CASES
    yield "instances", INSTANCES
    yield "open tasks", OPEN.replace("{ref}", REF).replace("{holder}", HOLDER)
    yield "candidates", CANDIDATES
    yield "finished tasks", DONE
    yield "search terms", TERMS


def _named(statement: str, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


def _drop_indexes(connection: Connection, table: object) -> None:
    name = table.name  # type: ignore[attr-defined]
    connection.execute(text(f"ALTER TABLE {name} DROP CONSTRAINT pk_{name}"))
    for index in table.indexes:  # type: ignore[attr-defined]
        index.drop(connection)


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.0f} s", flush=True)

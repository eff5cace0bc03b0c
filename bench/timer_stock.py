"""Waiting instances by the hundred thousand: one is started by the engine, the others are copies of its rows."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from tongban.engine import SYSTEM, DeployResources, Engine, StartInstance

DIAGRAM = Path(__file__).with_name("timers.bpmn")
WAITS, DESK = "bench_timer", "bench_desk"
#: Tables with a row for every waiting instance, and their columns that hold ids.
COPIED = {
    "instance": ("id",),
    "activity": ("instance_id", "task_id"),
    "task": ("id", "instance_id"),
    "task_candidate": ("task_id",),
    "event": ("chain", "task_id"),
    "timer": ("id", "instance_id"),
}
VARIABLES = {"applicant": "临江市青禾餐饮管理有限公司", "subject": "户外广告设施设置许可", "area": 820.5}
#: A copy keeps the first characters of the id and gets a number instead of the rest.
KEPT, DIGITS = 13, 7


def deploy(engine: Engine) -> None:
    engine.execute(DeployResources(((DIAGRAM.name, DIAGRAM.read_bytes()),), "bench"), SYSTEM)


def start(engine: Engine, process: str) -> str:
    started = engine.execute(StartInstance(process, variables=VARIABLES), SYSTEM)
    return str(started["id"])


def copy(connection: Connection, instance: str, number: int, *, events: bool = True) -> None:
    """So many more instances that stand where this one stands; their record may be left out."""
    parameters = {"instance": instance, "number": number}
    for table, ids in COPIED.items():
        if table == "event" and not events:
            continue
        names = _columns(connection, table)
        values = ", ".join(_value(name, ids) for name in names)
        chosen = {
            "instance": "id = :instance",
            "event": "chain = :instance",
            "task_candidate": "task_id IN (SELECT id FROM task WHERE instance_id = :instance)",
        }.get(table, "instance_id = :instance")
        connection.execute(
            text(
                f"INSERT INTO {table} ({', '.join(_quoted(name) for name in names)}) SELECT {values}"
                f" FROM (SELECT * FROM {table} WHERE {chosen}) AS one, generate_series(1, :number) AS n"
            ),
            parameters,
        )


def set_aside(connection: Connection) -> None:
    """Take the timers out of the workers' sight, due at moments spread over the last eight hours."""
    connection.execute(text("CREATE TABLE stock AS SELECT * FROM timer"))
    connection.execute(text("UPDATE stock SET due_at = now() - interval '8 hours' * random()"))
    connection.execute(text("DELETE FROM timer"))


def bring_back(connection: Connection) -> None:
    """All of them are due at once."""
    connection.execute(text("INSERT INTO timer SELECT * FROM stock"))


def _columns(connection: Connection, table: str) -> list[str]:
    """All columns but the number that the database gives."""
    found = text(
        "SELECT column_name FROM information_schema.columns WHERE table_name = :table ORDER BY ordinal_position"
    )
    names = connection.execute(found, {"table": table}).scalars()
    return [name for name in names if (table, name) != ("event", "id")]


def _value(name: str, ids: tuple[str, ...]) -> str:
    if name not in ids:
        return _quoted(name)
    return f"substr({name}, 1, {KEPT}) || lpad(n::text, {DIGITS}, '0')"


def _quoted(name: str) -> str:
    return f'"{name}"'

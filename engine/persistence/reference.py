"""What an empty copy of the office begins with: people, items, definitions and calendars, and nothing that happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, func, select

from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import metadata, supervision
from tongban.engine.persistence.tables import process as processes

#: Tables taken over as they are, in the order of the references between them.
KEPT = frozenset(
    {
        "unit", "post", "person", "holding", "calendar", "calendar_use", "calendar_day", "calendar_year",
        "deployment", "definition", "start_subscription", "item_version", "item_file", "document_template",
        "document_rule", "phrase", "green_project", "kept_rule", "base_entry",
    }
)  # fmt: skip
#: Nobody signs in there, and nobody is written to.
BLANK = {"person": {"password_hash": "!", "email": None, "phone": None, "id_no": None}}
NAME = "sandbox"
BATCH = 500


def refill(source: Engine, target: Engine, now: datetime) -> None:
    """Empty the target of everything and take over the source's KEPT tables, in one transaction."""
    with source.connect() as reading, target.begin() as writing:
        for table in reversed(metadata.sorted_tables):
            writing.execute(table.delete())
        for table in metadata.sorted_tables:
            if table.name not in KEPT:
                continue
            rows = reading.execution_options(stream_results=True).execute(select(table)).mappings()
            for part in rows.partitions(BATCH):
                writing.execute(table.insert(), [{**row, **BLANK.get(table.name, {})} for row in part])
        place = {"name": NAME, "tx": 0, "event_id": 0, "position": "", "at": now}
        writing.execute(supervision.bookmark.insert().values(**place))


def filled_at(target: Engine) -> datetime | None:
    """When it was last refilled."""
    table = supervision.bookmark
    with target.connect() as connection:
        return connection.execute(select(table.c.at).where(table.c.name == NAME)).scalar_one_or_none()


def contents(target: Engine) -> dict[str, int]:
    """How many cases and instances there are."""
    tables = {"cases": cases.approval_case, "instances": processes.instance}
    with target.connect() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in tables.items()
        }

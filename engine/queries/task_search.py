"""The list of tasks kept to those a question means, by the search terms of their cases and the names of their steps."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Task
from tongban.engine.queries import search
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.task_orders import TaskOrder

TABLE = process.task
FILE = case_tables.approval_case
#: The tasks of the list that one page looks at, unless a word leads to few cases.
MOST_LOOKED = 500


def searched(
    connection: Connection,
    listed: Select[Any],
    given: dict[str, Any],
    question: search.Question,
    order: TaskOrder,
    size: int,
    cursor: str | None,
) -> tuple[list[Task], str | None]:
    """A page of the tasks `listed` (with the parameters `given`), behind `cursor`, and where the next one begins.

    A word is a term of the task's case (its number, its last digits, names, the words of its form), part of its item's
    name, or part of the step's name. A word by which few cases are known, and no item is called and no step of the
    first MOST_LOOKED tasks of the list, is the way in: only the tasks of those cases are looked at. Otherwise the list is
    walked, MOST_LOOKED tasks a page, so that a page may be short, or empty, and still have a next one.
    """
    sorted_ = listed.order_by(None).order_by(*order.sorted())
    walk = sorted_.with_only_columns(*order.columns)
    if cursor:
        walk = walk.where(order.behind(cursor))
    first = sorted_.with_only_columns(TABLE.c.name).limit(MOST_LOOKED)
    way = question.way_in
    leads = way is not None and not way.in_items and question.is_narrow
    leads = leads and not search.names_a_step(connection, first, question, given)
    if leads:
        walk = walk.where(TABLE.c.instance_id.in_(_instances(question))).limit(None)
    else:
        walk = walk.limit(MOST_LOOKED)
    looked = walk.subquery("looked")
    wanted = select_all(Task).join(looked, looked.c.id == TABLE.c.id)
    if search.names_items(question):
        wanted = wanted.join(FILE, FILE.c.id == TABLE.c.case_id, isouter=True)
    items = (FILE.c.item_name, FILE.c.item_name_en)
    wanted = wanted.where(search.matches(question, TABLE.c.case_id, TABLE.c.name, items=items))
    page = wanted.order_by(*order.sorted(looked)).limit(size + 1)
    found = [record(Task, row) for row in connection.execute(page, given)]
    if len(found) > size:
        return found[:size], order.cursor(found[size - 1])
    if leads:
        return found, None
    last = connection.execute(walk.offset(MOST_LOOKED - 1).limit(1), given).first()
    return found, order.cursor(last) if last is not None else None


def _instances(question: search.Question) -> Select[Any]:
    """Ids of the instances, those beside their course too, of the cases that the way in leads to."""
    hits = search.hits(question).subquery("hits")
    return select(process.instance.c.id).where(
        process.instance.c.case_id.is_not(None), process.instance.c.case_id.in_(select(hits.c.case_id))
    )

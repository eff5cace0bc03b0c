"""Lists of cases kept to those a question means, found by their search terms and never by reading every case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, false, select

from tongban.engine.persistence.tables import case as tables
from tongban.engine.queries import search
from tongban.engine.queries.paging import decode

FILE = tables.approval_case
#: The newest cases of the rarest term that one page looks at; a common word shows older ones on the next.
MOST_LOOKED = 500


def narrowed(
    connection: Connection, statement: Select[Any], q: str | None, cursor: str | None
) -> tuple[Select[Any], str | None]:
    """The statement over cases with the words of `q`, and the id of the last one looked at if there are more.

    A word is a term of the case (its number, its last digits, names, the words of its form) or part of its item's name.
    Lists are ordered by id, newest first; `cursor` holds the id of the last row before.
    """
    question = search.read(connection, q or "")
    if not question.words:
        return statement, None
    if any(not word.terms and not word.in_items for word in question.words):
        return statement.where(false()), None
    way = question.way_in
    if way is not None and not way.in_items:
        id_ = search.TERM.c.case_id
        looked = select(id_.label("id")).where(search.TERM.c.term == question.rarest)
    else:
        id_ = FILE.c.id
        looked = select(id_.label("id"))
    if cursor:
        looked = looked.where(id_ < decode(cursor))
    looked = looked.order_by(id_.desc()).limit(MOST_LOOKED)
    last = connection.execute(looked.offset(MOST_LOOKED - 1).limit(1)).scalar_one_or_none()
    newest = looked.subquery("looked")
    items = (FILE.c.item_name, FILE.c.item_name_en)
    return (
        statement.join(newest, newest.c.id == FILE.c.id).where(
            search.matches(question, FILE.c.id, items=items)
        ),
        last,
    )

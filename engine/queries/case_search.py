"""Lists of cases kept to those a question means, found by their search terms and never by reading every case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, select

from tongban.engine.persistence.tables import case as tables
from tongban.engine.queries import search
from tongban.engine.queries.paging import decode

FILE = tables.approval_case
#: The newest cases of the rarest term that one page looks at; a common word shows older ones on the next.
MOST_LOOKED = 500
#: The newest of all cases of which one page finds those that meet its filters or that the reader may see.
MOST_READ = 5000


def narrowed(
    connection: Connection, statement: Select[Any], q: str | None, cursor: str | None, *, sparse: bool = False
) -> tuple[Select[Any], str | None]:
    """The statement over cases with the words of `q`, and the id of the last one looked at if there are more.

    A word is a term of the case (its number, its last digits, names, the words of its form) or part of its item's name.
    Lists are ordered by id, newest first; `cursor` holds the id of the last row before. `sparse`: what the statement asks
    besides may fit few of all cases.
    """
    question = search.read(connection, q or "")
    of_all = select(FILE.c.id.label("id"))
    if not question.words:
        return (
            _newest(connection, statement, FILE.c.id, of_all, cursor, MOST_READ)
            if sparse
            else (statement, None)
        )
    if any(not word.terms and not word.in_items for word in question.words):
        return statement.where(false()), None
    items = (FILE.c.item_name, FILE.c.item_name_en)
    statement = statement.where(search.matches(question, FILE.c.id, items=items))
    way = question.way_in
    if way is None or way.in_items:
        return _newest(connection, statement, FILE.c.id, of_all, cursor, MOST_LOOKED)
    id_ = search.TERM.c.case_id
    of_term = select(id_.label("id")).where(search.TERM.c.term == question.rarest)
    return _newest(connection, statement, id_, of_term, cursor, MOST_LOOKED)


def _newest(
    connection: Connection,
    statement: Select[Any],
    id_: ColumnElement[str],
    looked: Select[Any],
    cursor: str | None,
    most: int,
) -> tuple[Select[Any], str | None]:
    """The statement over no more than so many of the ids, and the last of these if there are more."""
    if cursor:
        looked = looked.where(id_ < decode(cursor))
    looked = looked.order_by(id_.desc()).limit(most)
    last = connection.execute(looked.offset(most - 1).limit(1)).scalar_one_or_none()
    newest = looked.subquery("looked")
    return statement.join(newest, newest.c.id == FILE.c.id), last

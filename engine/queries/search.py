"""Finding cases by words: by the rarest term of a question while few cases have it, else row by row along a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true, union

from tongban.engine.domain.search_terms import asked
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, process
from tongban.engine.queries.tasks import escape

TERM = desk.search_term
FILE = tables.approval_case
#: A term that more cases have is no way in: the list is walked and each of its rows asked.
FEW = 500


@dataclass(frozen=True, slots=True)
class Question:
    """The words somebody typed, the terms of each, and the rarest of them if it leads to few cases."""

    words: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    rarest: str | None


def read(connection: Connection, q: str) -> Question:
    """The question with its way in, found by one statement that reads at most FEW rows of each term."""
    words = tuple(q[:100].split())[:6]
    terms = asked(q)
    every = list(dict.fromkeys(term for group in terms for term in group))
    if not every:
        return Question(words, terms, None)
    columns = []
    for number, term in enumerate(every):
        rows = select(TERM.c.case_id).where(TERM.c.term == term).limit(FEW + 1).subquery()
        columns.append(select(func.count()).select_from(rows).scalar_subquery().label(f"term_{number}"))
    counts = dict(zip(every, connection.execute(select(*columns)).one(), strict=True))
    least = min(every, key=lambda term: counts[term])
    return Question(words, terms, least if 0 < counts[least] <= FEW else None)


def hits(question: Question) -> Select[Any]:
    """Ids of the cases that have every term, by way of the rarest."""
    assert question.rarest is not None
    statement = select(TERM.c.case_id).where(TERM.c.term == question.rarest)
    others = [term for group in question.terms for term in group if term != question.rarest]
    return statement.where(*(has(term, TERM.c.case_id) for term in others))


def instances(question: Question) -> Select[Any]:
    """Ids of the instances of those cases and of what they called."""
    found = hits(question).subquery()
    own = select(FILE.c.instance_id.label("id")).join(found, found.c.case_id == FILE.c.id).subquery()
    called = select(process.instance.c.id).join(own, process.instance.c.parent_id == own.c.id)
    both = union(select(own.c.id), called).subquery()
    return select(both.c.id)


def matches(question: Question, case_id: Any, *more: Any) -> ColumnElement[bool]:
    """Whether a row's case has every word: by its terms, or in one of these columns of the row."""
    conditions = []
    for word in question.words:
        terms = [term for group in asked(word) for term in group]
        like = f"%{escape(word)}%"
        found: list[ColumnElement[bool]] = [column.ilike(like, escape="\\") for column in more]
        if terms:
            found.append(and_(*(has(term, case_id) for term in terms)))
        conditions.append(or_(*found))
    return and_(true(), *conditions)


def has(term: str, case_id: Any) -> ColumnElement[bool]:
    """One look into the key; written so that no planner reads every case of a common term instead."""
    one = TERM.alias()
    found = select(one.c.case_id).where(one.c.term == term, one.c.case_id == case_id).limit(1)
    return found.scalar_subquery().is_not(None)

"""Finding cases by words: by the rarest term of a question while few cases have it, else row by row along a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)

from tongban.engine.domain.search_terms import MOST_ASKED, asked
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, process
from tongban.engine.queries.like import escape

TERM = desk.search_term
FILE = tables.approval_case
#: A term that more cases have is no way in: the list is walked and each of its rows asked.
FEW = 500
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """One word, its terms (none when there is a term no case has), and whether an item is called so."""

    text: str
    terms: tuple[str, ...]
    in_items: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The words somebody typed, and the word and term that lead to the fewest cases.

    A word that an item is called by is the last way in: cases of that item may be meant too, whatever their terms.
    """

    words: tuple[Word, ...]
    way_in: Word | None = None
    rarest: str | None = None
    #: Whether few cases have the rarest term.
    is_narrow: bool = False


def read(connection: Connection, q: str) -> Question:
    """The question with its way in, found by one statement that reads at most FEW rows of each term."""
    typed = _typed(q)
    every = list(dict.fromkeys(term for terms in typed.values() for term in terms))
    if not typed:
        return Question(())
    columns = []
    for number, term in enumerate(every):
        rows = select(TERM.c.case_id).where(TERM.c.term == term).limit(FEW + 1).subquery()
        columns.append(select(func.count()).select_from(rows).scalar_subquery().label(f"term_{number}"))
    item = tables.item_version
    for number, text in enumerate(typed):
        named = select(1).where(or_(*_like(text, item.c.name, item.c.name_en)))
        columns.append(exists(named).label(f"word_{number}"))
    row = connection.execute(select(*columns)).one()
    counts = dict(zip(every, row[: len(every)], strict=True))
    # The rarest first: a row that lacks it is asked for nothing more.
    words = sorted(
        (
            Word(text, _rarest_first(terms, counts), bool(in_items))
            for (text, terms), in_items in zip(typed.items(), row[len(every) :], strict=True)
        ),
        key=lambda word: counts[word.terms[0]] if word.terms else 0,
    )
    ways = [word for word in words if word.terms]
    if not ways:
        return Question(tuple(words))
    way = min(ways, key=lambda word: (word.in_items, counts[word.terms[0]]))
    return Question(tuple(words), way, way.terms[0], is_narrow=counts[way.terms[0]] <= FEW)


def hits(question: Question) -> Select[Any]:
    """Ids of the cases that have every term of the word that leads to the fewest."""
    assert question.way_in is not None
    statement = select(TERM.c.case_id).where(TERM.c.term == question.rarest)
    others = [term for term in question.way_in.terms if term != question.rarest]
    return statement.where(*(has(term, TERM.c.case_id) for term in others))


def instances(question: Question) -> Select[Any]:
    """Ids of the instances of those cases and of what they called."""
    found = hits(question).subquery()
    own = select(FILE.c.instance_id.label("id")).join(found, found.c.case_id == FILE.c.id).subquery()
    called = select(process.instance.c.id).join(own, process.instance.c.parent_id == own.c.id)
    both = union(select(own.c.id), called).subquery()
    return select(both.c.id)


def names_items(question: Question) -> bool:
    """Whether an item is called by one of the words, so that each row's item has to be asked."""
    return any(word.in_items for word in question.words)


def names_a_step(
    connection: Connection, names: Select[Any], question: Question, given: Mapping[str, Any] | None = None
) -> bool:
    """Whether one of these steps (`names`: a few of a list's, with the parameters `given`) is called by the way in: then
    other cases are meant too, which it does not lead to.
    """
    assert question.way_in is not None
    looked = names.subquery()
    called = select(literal(1)).select_from(looked).where(*_like(question.way_in.text, *looked.c))
    return bool(connection.execute(select(exists(called)), dict(given or {})).scalar_one())


def matches(
    question: Question, case_id: Any, *more: Any, items: tuple[Any, ...] = (), but: Word | None = None
) -> ColumnElement[bool]:
    """Whether a row's case has every word `but` one: by its terms, or in a column of the row or of its item."""
    conditions = []
    for word in question.words:
        if word is but:
            continue
        found = _like(word.text, *more, *(items if word.in_items else ()))
        if word.terms:
            found.append(and_(*(has(term, case_id) for term in word.terms)))
        conditions.append(or_(false(), *found))
    return and_(true(), *conditions)


def has(term: str, case_id: Any) -> ColumnElement[bool]:
    """One look into the key; written so that no planner reads every case of a common term instead."""
    one = TERM.alias()
    found = select(one.c.case_id).where(one.c.term == literal(term), one.c.case_id == case_id).limit(1)
    return found.scalar_subquery().is_not(None)


def _rarest_first(terms: tuple[str, ...], counts: dict[str, int]) -> tuple[str, ...]:
    return tuple(sorted(terms, key=counts.__getitem__)) if all(counts[one] for one in terms) else ()


def _typed(q: str) -> dict[str, tuple[str, ...]]:
    """The words with the terms of each, at most MOST_ASKED terms in all."""
    found: dict[str, tuple[str, ...]] = {}
    left = MOST_ASKED
    for text in q[:100].split()[:MOST_WORDS]:
        terms = tuple(dict.fromkeys(term for group in asked(text) for term in group))[:left]
        if text not in found and left:
            found[text] = terms
            left -= len(terms)
    return found


def _like(text: str, *columns: Any) -> list[ColumnElement[bool]]:
    like = f"%{escape(text)}%"
    return [column.ilike(like, escape="\\") for column in columns]

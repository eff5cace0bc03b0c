"""Search terms for cases that were registered before there were any, for the migration that brings them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from tongban.engine import feel
from tongban.engine.domain.search_terms import terms_of, texts_of

BATCH = 500
CASES = text(
    "SELECT id, case_no, applicant, agent, form FROM approval_case WHERE id > :after ORDER BY id LIMIT :most"
)
TERM = text("INSERT INTO search_term (term, case_id) VALUES (:term, :case_id)")


def index_cases(connection: Connection) -> None:
    """Give every case the terms it would have been given at its registration, BATCH cases at a time."""
    after = ""
    while rows := connection.execute(CASES, {"after": after, "most": BATCH}).all():
        after = rows[-1].id
        connection.execute(TERM, [{"term": term, "case_id": row.id} for row in rows for term in _terms(row)])


def _terms(row: Any) -> list[str]:
    people = [one for one in (feel.loads(told) for told in (row.applicant, row.agent) if told) if one]
    names = [str(one.get("name") or "") for one in people]
    numbers = [str(one.get("id_no") or "") for one in people[:1]]
    return sorted(terms_of(row.case_no, names, texts_of(feel.loads(row.form)), numbers))

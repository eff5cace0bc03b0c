"""The terms a case is found by, written with the case itself: a search never shows less than is committed."""

from __future__ import annotations

from collections.abc import Collection

from tongban.engine.domain.search_terms import terms_of, texts_of
from tongban.engine.ports import Case, SearchTerm, UnitOfWork


def terms(case: Case) -> frozenset[str]:
    """Its number's end, the names of applicant and agent, the words of its form, and whose case it is."""
    agent = str((case.agent or {}).get("name") or "")
    id_no = str(case.applicant.get("id_no") or "")
    return terms_of(case.case_no, (case.applicant_name, agent), texts_of(case.form), (id_no,))


def add(uow: UnitOfWork, case: Case, known: Collection[str] = ()) -> None:
    """Let a case be found; `known` are the terms it was found by before a change, and those it lost go."""
    wanted, before = terms(case), frozenset(known)
    gone = sorted(before - wanted)
    if gone:
        uow.remove(SearchTerm, case_id=case.id, term=gone)
    for term in sorted(wanted - before):
        uow.add(SearchTerm(term, case.id))

"""A document that goes out in steps: whoever's step it is now gets a message, and its drafter when it was sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.domain.authorize import LEADERS
from tongban.engine.ports import Document, Person
from tongban.engine.use_cases.flow.telling import notify

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

#: By the state a document is in: the notice, and who is called, the first of these that somebody in the unit is.
NEXT: dict[str, tuple[str, tuple[str, ...]]] = {
    "draft": ("document_to_review", ("reviewer", *LEADERS, "handler")),
    "reviewed": ("document_to_seal", ("seal_keeper", *LEADERS)),
    "sealed": ("document_to_issue", ("cert_officer", "seal_keeper", "handler", *LEADERS)),
}


def call(act: Act, run: Run, document: Document) -> None:
    """Tell those whose step it is; nobody when the unit has none of them."""
    if run.case is None or document.state not in NEXT:
        return
    template, roles = NEXT[document.state]
    refs = _called(act, run, roles)
    if refs:
        notify(act, run, template, refs, facts=_facts(document))


def sent_back(act: Act, run: Run, document: Document, reason: str) -> None:
    """Tell who drafted it why it came back; the reviewers, when an applicant's own act or the system drafted it."""
    drafter = act.uow.get(Person, document.created_by)
    own = drafter is not None and drafter.kind != "applicant" and not drafter.disabled
    refs = [user_ref(document.created_by)] if own else _called(act, run, NEXT["draft"][1])
    facts = {**_facts(document), "note": reason, "by": act.actor.name}
    notify(act, run, "document_sent_back", refs, facts=facts)


def _called(act: Act, run: Run, roles: tuple[str, ...]) -> list[str]:
    assert run.case is not None
    names = [f"{role}@{run.case.unit}" for role in roles]
    known = act.uow.known_groups(names)
    return [group_ref(name) for name in names if name in known][:1]


def _facts(document: Document) -> dict[str, str]:
    return {"document": document.title, "document_en": document.title_en, "number": document.number}

"""The part of the reader that serves applicants: unsent applications, what can be used again, who may act for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Library
from tongban.engine.queries import applicants, identities, mandates

Answer = dict[str, Any]


class ApplicantReader:
    """Mixed into the reader, which has `_ask`."""

    _ask: Callable[..., Any]
    _library: Library
    _today: Callable[[], date]

    def application_drafts(self, actor: Actor) -> list[Answer]:
        return self._ask(applicants.application_drafts, actor)  # type: ignore[no-any-return]

    def application_draft(self, actor: Actor, item: str) -> Answer | None:
        return self._ask(applicants.application_draft, actor, item)  # type: ignore[no-any-return]

    def reusable(self, actor: Actor, item: str) -> dict[str, list[Answer]]:
        return self._ask(applicants.reusable, actor, self._library, self._today(), item)  # type: ignore[no-any-return]

    def eligibility(self, item: str, answers: Mapping[str, bool]) -> Answer:
        return self._ask(applicants.eligibility, self._library, item, answers)  # type: ignore[no-any-return]

    def mandates(self, actor: Actor) -> Answer:
        return self._ask(mandates.mandates, actor, self._today())  # type: ignore[no-any-return]

    def acting_for(self, actor: Actor, mandate_id: str) -> Actor | None:
        return self._ask(mandates.acting_for, actor, mandate_id, self._today())  # type: ignore[no-any-return]

    def own_identity(self, actor: Actor) -> Answer | None:
        return self._ask(applicants.own_identity, actor)  # type: ignore[no-any-return]

    def account_at_window(self, actor: Actor, username: str) -> Answer:
        return self._ask(identities.account_at_window, actor, username)  # type: ignore[no-any-return]

    def identity_state(self, actor: Actor) -> Answer:
        return self._ask(identities.identity_state, actor)  # type: ignore[no-any-return]

    def corrections(self, actor: Actor, case_no: str) -> list[Answer]:
        return self._ask(applicants.corrections, actor, case_no)  # type: ignore[no-any-return]

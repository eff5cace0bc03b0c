"""Who stands in for whom, who takes over, jumps that wait for approval, reopening, and phrases."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.case import Case
from tongban.api.schemas.instance import Instance
from tongban.api.schemas.operation import (
    DecideJumpBody,
    HandOverBody,
    JumpQuery,
    PhraseBody,
    PhraseQuery,
    ProxyBody,
    ReopenBody,
)
from tongban.api.schemas.operation_answer import HandedOver, Jump, Phrase, Proxy
from tongban.engine import (
    AddPhrase,
    CreateProxy,
    DecideJump,
    HandOver,
    RemovePhrase,
    ReopenCase,
    ReopenInstance,
    RevokeProxy,
)

blueprint = Blueprint("proxies", __name__, description="Proxies, handover, jumps, reopening, phrases")


@blueprint.get("/proxies")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(Proxy))
def list_proxies(filters: dict[str, Any]) -> Any:
    """List the proxies the caller gave or was given."""
    return ask("proxies", **filters)


@blueprint.post("/proxies")
@blueprint.body(ProxyBody)
@blueprint.answer(201, Proxy)
def create_proxy(given: dict[str, Any]) -> Any:
    """Let somebody stand in for a time; every act says for whom."""
    given["items"] = tuple(given["items"])
    return act(CreateProxy(**given))


@blueprint.post("/proxies/<proxy_id>/revoke")
@blueprint.answer(200, Proxy)
def revoke_proxy(proxy_id: str) -> Any:
    """End a proxy now."""
    return act(RevokeProxy(proxy_id))


@blueprint.post("/handovers")
@blueprint.body(HandOverBody)
@blueprint.answer(201, HandedOver)
def hand_over(given: dict[str, Any]) -> Any:
    """Hand everything of somebody who leaves to a successor."""
    return act(HandOver(given["leaver"], given["to"], given["reason"]))


@blueprint.get("/jumps")
@blueprint.query(JumpQuery)
@blueprint.answer(200, page_of(Jump))
def list_jumps(filters: dict[str, Any]) -> Any:
    """List the jumps that were asked for, the newest first."""
    return ask("jumps", **filters)


@blueprint.post("/jumps/<jump_id>/decide")
@blueprint.body(DecideJumpBody)
@blueprint.answer(200, Jump)
def decide_jump(jump_id: str, given: dict[str, Any]) -> Any:
    """Approve or refuse a jump another administrator asked for."""
    return act(DecideJump(jump_id, given["approve"], given["reason"]))


@blueprint.post("/process-instances/<instance_id>/reopen")
@blueprint.body(ReopenBody)
@blueprint.answer(200, Instance)
def reopen_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Go on with a process instance that has ended."""
    return act(ReopenInstance(instance_id, given["reason"], given.get("to")))


@blueprint.post("/cases/<case_no>/reopen")
@blueprint.body(ReopenBody)
@blueprint.answer(200, Case)
def reopen_case(case_no: str, given: dict[str, Any]) -> Any:
    """Go on with a case that was voided or terminated by mistake."""
    return act(ReopenCase(case_no, given["reason"], given.get("to")))


@blueprint.get("/phrases")
@blueprint.query(PhraseQuery)
@blueprint.answer(200, page_of(Phrase))
def list_phrases(filters: dict[str, Any]) -> Any:
    """List the phrases that a unit and oneself often use in opinions."""
    return ask("phrases", **filters)


@blueprint.post("/phrases")
@blueprint.body(PhraseBody)
@blueprint.answer(201, Phrase)
def add_phrase(given: dict[str, Any]) -> Any:
    """Add a phrase to a unit's list, or to one's own."""
    return act(AddPhrase(given.get("unit"), given["text"], given["kind"]))


@blueprint.delete("/phrases/<phrase_id>")
@blueprint.answer(200, Phrase)
def remove_phrase(phrase_id: str) -> Any:
    """Remove a phrase from a unit's list."""
    return act(RemovePhrase(phrase_id))

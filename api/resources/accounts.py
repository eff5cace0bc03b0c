"""One's own sessions, and the accounts that the administrator of security looks after."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.authentication import SESSION_COOKIE
from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.account import Account, AccountReasonBody, Ended, PostsBody, Session
from tongban.engine import access

blueprint = Blueprint("accounts", __name__, description="Sessions, and who is let in")


@blueprint.get("/sessions")
@blueprint.answer(200, page_of(Session))
def list_sessions() -> Any:
    """List the caller's browser sessions, the one used last first."""
    return ask("sessions", request.cookies.get(SESSION_COOKIE))


@blueprint.delete("/sessions/<session_id>")
@blueprint.answer(200, Ended)
def end_session(session_id: str) -> Any:
    """End a session now; one's own, or anybody's by the administrator of security."""
    return act(access.EndSession(session_id))


@blueprint.put("/people/<username>/posts")
@blueprint.body(PostsBody)
@blueprint.answer(200, Account)
def appoint_person(username: str, given: dict[str, Any]) -> Any:
    """Say which posts somebody holds; nobody appoints themselves or is two of the three administrators."""
    return act(access.AppointPerson(username, tuple(given["posts"]), given["reason"]))


@blueprint.post("/people/<username>/disable")
@blueprint.body(AccountReasonBody)
@blueprint.answer(200, Account)
def disable_person(username: str, given: dict[str, Any]) -> Any:
    """Let nobody in with an account; its sessions and tokens are dead at once."""
    return act(access.DisablePerson(username, given["reason"]))


@blueprint.post("/people/<username>/enable")
@blueprint.body(AccountReasonBody)
@blueprint.answer(200, Account)
def enable_person(username: str, given: dict[str, Any]) -> Any:
    """Let somebody in again, also after too many wrong passwords."""
    return act(access.EnablePerson(username, given["reason"]))


@blueprint.post("/people/<username>/reset-second-factor")
@blueprint.body(AccountReasonBody)
@blueprint.answer(200, Account)
def reset_second_factor(username: str, given: dict[str, Any]) -> Any:
    """Take away a lost authenticator with its recovery codes, and end the sessions."""
    return act(access.ResetSecondFactor(username, given["reason"]))

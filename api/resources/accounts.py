"""One's own sessions and password, and the accounts that the administrator of security looks after."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.authentication import SESSION_COOKIE, actor
from tongban.api.paging import page_of
from tongban.api.preconditions import CHANGES_TAGGED, SHOWS_TAG, by_content, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.account import (
    Account,
    AccountReasonBody,
    Ended,
    LinkBody,
    Linked,
    PasswordBody,
    PasswordChanged,
    PasswordGiven,
    PostsBody,
    Session,
    UnlinkBody,
)
from tongban.engine import access, errors

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


@blueprint.post("/me/password")
@blueprint.body(PasswordBody)
@blueprint.answer(200, PasswordChanged)
def change_password(given: dict[str, Any]) -> Any:
    """Change one's own password; all other sessions end. A wrong present one counts as at signing in."""
    session = request.cookies.get(SESSION_COOKIE, "") if actor().kind != "token" else ""
    answer = act(access.ChangePassword(given["present"], given["new"], session))
    if not answer["changed"]:
        message = "现在的密码不正确，或账号暂时锁定 / the present password is wrong, or the account is locked"
        raise errors.Invalid(errors=[{"field": "present", "message": message}])
    return answer


@blueprint.get("/people/<username>/posts")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, Account)
def read_posts(username: str) -> Any:
    """Read which posts somebody holds, by the administrator of security."""
    found = ask("account", username)
    return by_content({name: found[name] for name in ("username", "posts", "disabled")})


@blueprint.put("/people/<username>/posts")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(PostsBody)
@blueprint.answer(200, Account)
def appoint_person(username: str, given: dict[str, Any]) -> Any:
    """Say which posts somebody holds; nobody appoints themselves or is two of the three administrators."""
    posts = tuple(given["posts"])
    return by_content(act(access.AppointPerson(username, posts, given["reason"], read_tags(request))))


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


@blueprint.post("/people/<username>/reset-password")
@blueprint.body(AccountReasonBody)
@blueprint.answer(200, PasswordGiven)
def reset_password(username: str, given: dict[str, Any]) -> Any:
    """Give somebody a password for one sign-in, at which they choose another; their sessions end."""
    return act(access.ResetPassword(username, given["reason"]))


@blueprint.post("/people/<username>/link-identity")
@blueprint.body(LinkBody)
@blueprint.answer(200, Linked)
def link_identity(username: str, given: dict[str, Any]) -> Any:
    """Let somebody in on the word of an identity provider; one subject of a provider for each account."""
    return act(access.LinkIdentity(username, given["provider"], given["subject"], given["reason"]))


@blueprint.post("/people/<username>/unlink-identity")
@blueprint.body(UnlinkBody)
@blueprint.answer(200, Linked)
def unlink_identity(username: str, given: dict[str, Any]) -> Any:
    """Let an identity provider's word open an account no more."""
    return act(access.UnlinkIdentity(username, given["provider"], given["reason"]))

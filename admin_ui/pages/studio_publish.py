"""The gate before publishing, submitting a draft, and a submission as its reviewers read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    stream_template,
    url_for,
)
from werkzeug.wrappers import Response as Answer

from tongban.admin_ui import compare_words, publishing, studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _
from tongban.admin_ui.pages.studio_trial import ACTS
from tongban.admin_ui.session import engine, person
from tongban.engine import Moment, SubmitPublication, WithdrawPublication, errors, items, trial

pages = Blueprint("studio_publish", __name__, url_prefix="/studio")


@pages.get("/<draft_id>/gate")
def gate(draft_id: str) -> Answer:
    """What is still missing, part by part, and the ways on."""
    return gate_page(draft_id)


def gate_page(draft_id: str, wrong: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    draft = studio.opened(draft_id)
    lines = publishing.gate_of(draft)
    ask, actor = engine().queries, studio.designer()
    found = ask.publications(actor, draft=draft_id, state="open", page_size=1)["items"]
    publication = ask.publication(actor, found[0]["id"]) if found else None
    code = _code(draft)
    current = ask.item_in_force(actor, code) if code else None
    page = render_template(
        "studio_gate.html",
        draft=draft,
        lines=lines,
        sections=publishing.SECTIONS,
        blocked=[one for one in lines if one["state"] == "bad" and one["key"] != "samples"],
        publication=publication,
        returned=_returned(publication),
        current=current,
        # Somebody published a version after this draft was begun: what it changed may be missing here.
        overtaken=bool(
            current
            and current["published_at"]
            and current["published_at"] > draft["created_at"]
            and current["id"] != draft["version_id"]
        ),
        wrong=wrong or {},
        typed=request.form,
    )
    return make_response(page, status)


@pages.post("/<draft_id>/submit")
def submit(draft_id: str) -> Answer:
    """Play every sample and, when all end as expected, send exactly this revision to its reviewers."""
    draft = studio.opened(draft_id)
    note = request.form.get("change_note", "").strip()
    if not note:
        return gate_page(draft_id, {"change_note": _("请写变更说明：这一版改了什么、为什么")}, 422)
    if studio.revision_read() != draft["revision"]:
        return make_response(render_template("studio_draft.html", draft=draft, clash=True), 412)
    answer = Response(
        stream_template(
            "studio_trial.html",
            draft=draft,
            moments=_submitted(draft, note),
            acts=ACTS,
            publishing=True,
            submitting=True,
        ),
        mimetype="text/html",
    )
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _submitted(draft: dict[str, Any], note: str) -> Iterator[Moment | dict[str, Any]]:
    """The moments of the trial; at the end the submission, or why there is none."""
    actor, green = studio.designer(), False
    for moment in trial(engine(), actor, draft["contents"]):
        green = moment.kind == "done"
        yield moment
    if not green:
        return
    try:
        sent = engine().execute(SubmitPublication(draft["id"], draft["revision"], note), actor)
    except errors.PreconditionFailed:
        yield {"refused": [_("有人在试办期间改了草稿，没有送审。请再看一遍草稿后重新送审。")]}
    except errors.EngineError as refused:
        yield {"refused": [said(str(one["message"])) for one in refused.errors] or [said(refused.message)]}
    else:
        yield {"submitted": sent}


@pages.get("/publications")
def listed() -> str:
    """Submissions, the newest first."""
    found = engine().queries.publications(
        studio.designer(),
        cursor=request.args.get("cursor"),
        state=request.args.get("state") or None,
        page_size=30,
    )
    return render_template(
        "studio_publications.html",
        publications=found["items"],
        next_cursor=found["next_cursor"],
        states=publishing.STATES,
        state=request.args.get("state", ""),
    )


@pages.get("/publications/<publication_id>")
def show(publication_id: str) -> str:
    """One submission: the gate's report, what is different from the version in force, what was said."""
    actor, ask = person(), engine().queries
    found = ask.publication(actor, publication_id)
    base = ask.publication_base(actor, publication_id)
    files = ask.publication_files(actor, publication_id)
    return render_template(
        "studio_publication.html",
        publication=found,
        states=publishing.STATES,
        sections=publishing.SECTIONS,
        base=base["version"],
        compared=publishing.compared(base["files"], files),
        words=compare_words,
        mine=found["submitted_by"] == actor.id or actor.is_admin,
        did=request.args.get("did", ""),
    )


@pages.post("/publications/<publication_id>/withdraw")
def withdraw(publication_id: str) -> Answer:
    """Take the submission back."""
    reason = request.form.get("reason", "")
    engine().execute(WithdrawPublication(publication_id, reason), studio.designer())
    return redirect(url_for("ui.studio_publish.show", publication_id=publication_id, did="withdrawn"), 303)


def _returned(publication: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The review that sent it back, when it is the editor's turn again."""
    step = publication["step"] if publication else None
    if not publication or not step or step["element"] != "submit" or not publication["reviews"]:
        return None
    last: Mapping[str, Any] = publication["reviews"][-1]
    return last


def _code(draft: Mapping[str, Any]) -> str:
    """The item's code as the sheet says it; empty when it cannot be read."""
    data = items.sheet_data(draft["contents"]) or {}
    return str(data.get("code") or "")

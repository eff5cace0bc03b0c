"""What real cases teach the analyst: time spent on the item's own diagram, and one case replayed act by act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from tongban.admin_ui import charts, studio, supervision_words, wording
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.supervision_statistics import drawn, span
from tongban.admin_ui.session import engine

pages = Blueprint("studio_learn", __name__, url_prefix="/studio/learn")


@pages.get("/<item>")
def show(item: str) -> str:
    """Where the time goes, and the newest cases to replay."""
    actor, ask = studio.designer(), engine().queries
    found = ask.lessons(actor, item, **span())
    return render_template(
        "studio_learn.html",
        words=supervision_words,
        item=item,
        heat=found,
        drawing=drawn(found),
        rows=charts.bars(sorted(found["steps"], key=lambda one: -one["hours"]), "hours"),
        cases=ask.lesson_cases(actor, item)["items"],
        asked=request.args,
    )


@pages.get("/<item>/cases/<case_no>")
def replay(item: str, case_no: str) -> str:
    """The path of one case: who, what and when, on the diagram as it was walked."""
    found = engine().queries.replay(studio.designer(), case_no)
    return render_template(
        "studio_replay.html",
        item=item,
        found=found,
        acts=[{**act, "by": doer(act)} for act in found["acts"]],
        drawing=reel(found),
    )


def doer(act: Mapping[str, Any]) -> str:
    """Who did it; an applicant stays one."""
    if act["who"] == "system":
        return _("系统")
    return text(act) or _("申请人")


def reel(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the player needs: the diagram, and for each act what lights up and what goes out."""
    return {
        "xml": found["xml"],
        "acts": [
            {
                "entered": act["entered"],
                "left": act["left"],
                "flows": act["flows"],
                "told": told(act),
            }
            for act in found["acts"]
        ],
    }


def told(act: Mapping[str, Any]) -> str:
    """One act in a sentence, for whoever listens to the page."""
    said = _("；").join(said_of(one) for one in act["said"])
    return f"{wording.when(act['at'])} {doer(act)}{_('：')}{said}"


def said_of(one: Mapping[str, Any]) -> str:
    """One event in words: its step, its outcome, else what it is called."""
    step = text(one, "step")
    return " ".join(part for part in (step, text(one, "outcome") or text(one, "text")) if part)

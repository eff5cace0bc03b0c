"""Many pieces of work at once: what is asked once for all of them, and how each one went."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import batch_acts, choosing, course
from tongban.admin_ui.acts import Answers, Ask, Option, Tried, said
from tongban.admin_ui.batch_acts import MOST, BatchAct
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.session import engine, person
from tongban.engine import BatchTasks, Once, errors

pages = Blueprint("batch", __name__)
Row = Mapping[str, Any]


@pages.get("/inbox/batch")
def ask() -> Response:
    """What was ticked, and what the act needs to know."""
    return asked(Tried())


@pages.post("/inbox/batch")
def do() -> Response:
    """Every row in a transaction of its own; sent twice it answers what it answered first."""
    act, rows = chosen()
    asks = asks_of(act, rows)
    answers = {one.name: one.given() for one in asks}
    wrong = {one.id: fault for one in asks if (fault := one.fault(answers[one.name]))}
    wrong |= unticked(act, rows, answers)
    if wrong or problem(act, rows):
        return asked(Tried(answers, wrong))
    command = BatchTasks(act.name, tuple(row["id"] for row in rows), act.arguments(answers))
    try:
        answer = engine().execute(command, person(), once())
    except errors.Invalid as error:
        return asked(Tried(answers, {f"act-{act.name}": said(error.message)}))
    results = {one["task_id"]: one for one in answer["items"]}
    told = [(row, results[row["id"]]["ok"], why(results[row["id"]])) for row in rows]
    return make_response(render_template("batch_done.html", act=act, told=told, back=back(), **tally(answer)))


def unticked(act: BatchAct, rows: list[Row], answers: Answers) -> dict[str, str]:
    """Whoever agrees has looked at every point, here as on the page of one case."""
    if act.name != "complete" or problem(act, rows):
        return {}
    task = engine().queries.task(person(), rows[0]["id"])
    outcome = next((one for one in task["outcomes"] if one["id"] == answers["outcome"]), None)
    missing = [one for one in task["review_points"] if one["id"] not in answers["point"]]
    if outcome is None or outcome.get("kind") != "approve" or not missing:
        return {}
    return {"act-point": _("请核对并勾选审查要点：{point}", point=_("、").join(text(one) for one in missing))}


def tally(answer: Mapping[str, Any]) -> dict[str, int]:
    return {"went_well": answer["done"], "refused": answer["failed"]}


def chosen() -> tuple[BatchAct, list[Row]]:
    """The act and the rows that were ticked; a row that is gone meanwhile is left out."""
    act = batch_acts.ACTS.get(request.values.get("operation", ""))
    if act is None:
        raise errors.NotFound
    ids = list(dict.fromkeys(request.values.getlist("task")))[: MOST + 1]
    return act, engine().queries.inbox_rows(person(), ids)["items"] if ids else []


def asked(sent: Tried) -> Response:
    act, rows = chosen()
    asks = asks_of(act, rows)
    fault = problem(act, rows)
    options = {one.name: offered(one, sent) for one in asks}
    kind = next((one.phrases for one in asks if one.phrases), "")
    page = render_template(
        "batch.html",
        act=act,
        rows=rows,
        asks=asks,
        options=options,
        sent=sent,
        fault=fault,
        phrases=course.phrases(kind) if kind else [],
        key=request.form.get("key") or secrets.token_hex(16),
        back=back(),
    )
    return make_response(page, 422 if sent.wrong or (fault and request.method == "POST") else 200)


def problem(act: BatchAct, rows: list[Row]) -> str:
    """Why it cannot be done to these together."""
    if not rows:
        return _("没有选中可以办理的工作。")
    if len(rows) > MOST:
        return _("一次最多 {n} 件。", n=MOST)
    if act.name == "complete" and len({(row["process"], row["element"]) for row in rows}) > 1:
        steps = _("、").join(dict.fromkeys(text(row) for row in rows))
        return _("选中的工作不在同一个环节（{steps}），不能一起办理。请返回，只选同一环节的。", steps=steps)
    return ""


def asks_of(act: BatchAct, rows: list[Row]) -> tuple[Ask, ...]:
    """What is asked; to finish work one is asked what its step asks."""
    if act.name != "complete" or problem(act, rows):
        return act.asks
    task = engine().queries.task(person(), rows[0]["id"])
    outcomes = [Option(one["id"], text(one)) for one in task["outcomes"]]
    points = [Option(one["id"], text(one)) for one in task["review_points"]]
    must = bool(outcomes) and all(one["opinion"] == "required" for one in task["outcomes"])
    asks = [
        Ask("outcome", N_("办理结果"), "choice", options=lambda _rows: outcomes),
        Ask("opinion", N_("办理意见"), required=must, phrases="any"),
        Ask("point", N_("审查要点（每一件都已核对）"), "ticks", False, options=lambda _rows: points),
    ]
    shown = {"outcome": bool(outcomes), "opinion": bool(outcomes), "point": bool(points)}
    return tuple(one if shown[one.name] else replace(one, kind="hidden", required=False) for one in asks)


def offered(one: Ask, sent: Tried) -> list[Option]:
    if one.kind in ("person", "people"):
        given = sent.answers.get(one.name, ())
        return choosing.people(chosen=[given] if isinstance(given, str) and given else given)
    return one.options({})


def once() -> Once:
    """The page's own key: a reloaded answer does nothing twice."""
    form = "\n".join(f"{name}={value}" for name, value in sorted(request.form.items(multi=True)))
    key = f"{person().id}\0batch\0{request.form.get('key') or secrets.token_hex(16)}"
    return Once(hashlib.sha256(key.encode()).hexdigest(), hashlib.sha256(form.encode()).hexdigest())


def why(result: Mapping[str, Any]) -> str:
    """What a row was refused for, in the reader's language."""
    if result["ok"]:
        return ""
    error = result["error"]
    if error.get("completed_by"):
        return _("{who} 已经办理了。", who=error.get("completed_by_name") or error["completed_by"])
    holder = error.get("assignee_name") or (error.get("current") or {}).get("assignee")
    if holder and error["code"] == "conflict":
        return _("在 {who} 手里。", who=holder)
    messages = [said(str(one.get("message") or "")) for one in error.get("errors") or ()]
    return _("；").join(dict.fromkeys(messages)) or said(str(error["detail"]))


def back() -> str:
    return url_for("ui.inbox.show", box=request.values.get("box", "mine"))

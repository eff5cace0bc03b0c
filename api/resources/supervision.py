"""Electronic supervision: alarms and their life, rules of both kinds, what rules did, and the board."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import CHANGES_TAGGED, OPTIONAL, SHOWS_TAG, by_content, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import supervision as shapes
from tongban.engine import MoveAlarm, RemoveRule, SaveRule, SuperviseAlarm

blueprint = Blueprint("supervision", __name__, description="Electronic supervision and escalation")
RULES = page_of(shapes.Rule)
#: What the reader may do with a rule is no part of it.
BESIDE = ("changeable",)


@blueprint.get("/supervision/alarms")
@blueprint.query(shapes.AlarmQuery)
@blueprint.answer(200, page_of(shapes.AlarmRow))
def list_alarms(filters: dict[str, Any]) -> Any:
    """List warnings, yellow and red cards, the newest first."""
    return ask("alarms", **filters)


@blueprint.get("/supervision/alarms/<alarm_id>")
@blueprint.answer(200, shapes.Alarm)
def get_alarm(alarm_id: str) -> Any:
    """Read one alarm with its life."""
    return ask("alarm", alarm_id)


@blueprint.post("/supervision/alarms/<alarm_id>/explain")
@blueprint.body(shapes.AlarmMoveBody)
@blueprint.answer(200, shapes.Alarm)
def explain_alarm(alarm_id: str, given: dict[str, Any]) -> Any:
    """Explain, by the unit or the person it is about."""
    return act(MoveAlarm(alarm_id, "explain", given["reason"]))


@blueprint.post("/supervision/alarms/<alarm_id>/appeal")
@blueprint.body(shapes.AlarmMoveBody)
@blueprint.answer(200, shapes.Alarm)
def appeal_alarm(alarm_id: str, given: dict[str, Any]) -> Any:
    """Appeal, once."""
    return act(MoveAlarm(alarm_id, "appeal", given["reason"]))


@blueprint.post("/supervision/alarms/<alarm_id>/lift")
@blueprint.body(shapes.AlarmMoveBody)
@blueprint.answer(200, shapes.Alarm)
def lift_alarm(alarm_id: str, given: dict[str, Any]) -> Any:
    """Lift it, by a supervisor."""
    return act(MoveAlarm(alarm_id, "lift", given["reason"]))


@blueprint.post("/supervision/alarms/<alarm_id>/uphold")
@blueprint.body(shapes.AlarmMoveBody)
@blueprint.answer(200, shapes.Alarm)
def uphold_alarm(alarm_id: str, given: dict[str, Any]) -> Any:
    """Uphold it, by a supervisor."""
    return act(MoveAlarm(alarm_id, "uphold", given["reason"]))


@blueprint.post("/supervision/alarms/<alarm_id>/supervise")
@blueprint.body(shapes.SuperviseBody)
@blueprint.answer(200, shapes.Alarm)
def supervise_alarm(alarm_id: str, given: dict[str, Any]) -> Any:
    """Open a supervision task for it."""
    return act(SuperviseAlarm(alarm_id, given["reason"]))


@blueprint.get("/supervision/rules")
@blueprint.query(Paged)
@blueprint.answer(200, RULES)
def list_rules(filters: dict[str, Any]) -> Any:
    """List the alarm rules; all of them are on one page."""
    return ask("rules", kind="alarm")


@blueprint.post("/supervision/rules")
@blueprint.body(shapes.AlarmRuleBody)
@blueprint.answer(201, shapes.Rule)
def create_rule(given: dict[str, Any]) -> Any:
    """Make an alarm rule."""
    return act(SaveRule("alarm", given))


@blueprint.get("/supervision/rules/<rule_id>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.Rule)
def read_rule(rule_id: str) -> Any:
    """Read an alarm rule."""
    return by_content(ask("rule", "alarm", rule_id), *BESIDE)


@blueprint.put("/supervision/rules/<rule_id>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(shapes.AlarmRuleChange)
@blueprint.answer(200, shapes.Rule)
def change_rule(rule_id: str, given: dict[str, Any]) -> Any:
    """Change an alarm rule; what is left out stays."""
    return by_content(act(SaveRule("alarm", given, rule_id, read_tags(request))), *BESIDE)


@blueprint.delete("/supervision/rules/<rule_id>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.Rule)
def remove_rule(rule_id: str) -> Any:
    """Remove an alarm rule; one that is shipped becomes as it was shipped."""
    return act(RemoveRule("alarm", rule_id, read_tags(request)))


@blueprint.get("/supervision/rule-words")
@blueprint.answer(200, shapes.RuleWords)
def read_rule_words() -> Any:
    """Read what rules may say."""
    return ask("rule_words")


@blueprint.get("/escalation-rules")
@blueprint.query(Paged)
@blueprint.answer(200, RULES)
def list_escalation_rules(filters: dict[str, Any]) -> Any:
    """List the escalation rules, those of item sheets aside; all of them are on one page."""
    return ask("rules", kind="escalation")


@blueprint.post("/escalation-rules")
@blueprint.body(shapes.EscalationRuleBody)
@blueprint.answer(201, shapes.Rule)
def create_escalation_rule(given: dict[str, Any]) -> Any:
    """Make an escalation rule; clocks that run already come under it as well."""
    return act(SaveRule("escalation", given))


@blueprint.get("/escalation-rules/<rule_id>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.Rule)
def read_escalation_rule(rule_id: str) -> Any:
    """Read an escalation rule."""
    return by_content(ask("rule", "escalation", rule_id), *BESIDE)


@blueprint.put("/escalation-rules/<rule_id>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(shapes.EscalationRuleChange)
@blueprint.answer(200, shapes.Rule)
def change_escalation_rule(rule_id: str, given: dict[str, Any]) -> Any:
    """Change an escalation rule; what is left out stays."""
    return by_content(act(SaveRule("escalation", given, rule_id, read_tags(request))), *BESIDE)


@blueprint.delete("/escalation-rules/<rule_id>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.Rule)
def remove_escalation_rule(rule_id: str) -> Any:
    """Remove an escalation rule; one that is shipped becomes as it was shipped."""
    return act(RemoveRule("escalation", rule_id, read_tags(request)))


@blueprint.get("/escalation-firings")
@blueprint.query(shapes.FiringQuery)
@blueprint.answer(200, page_of(shapes.Firing))
def list_firings(filters: dict[str, Any]) -> Any:
    """List what escalation rules did, the newest first."""
    return ask("firings", **filters)


@blueprint.get("/supervision/board")
@blueprint.query(shapes.Scope)
@blueprint.answer(200, shapes.Board)
def read_board(filters: dict[str, Any]) -> Any:
    """Count what is late, about to be late, stuck and odd now; at most ten thousand of each."""
    return ask("board_counts", **filters)


@blueprint.get("/supervision/cases")
@blueprint.query(shapes.BoardQuery)
@blueprint.answer(200, page_of(shapes.BoardRow))
def list_board(filters: dict[str, Any]) -> Any:
    """List what is late, about to be late or stuck, the most urgent first."""
    return ask("board", **filters)


@blueprint.get("/supervision/workers")
@blueprint.answer(200, shapes.Workers)
def read_workers() -> Any:
    """Read whether the workers are well, alone, late or absent."""
    return ask("workers")

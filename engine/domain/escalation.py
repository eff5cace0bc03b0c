"""An escalation rule: when it speaks up about a time limit, to whom, by what channel, and what it does then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from tongban.engine import errors
from tongban.engine.domain.clock_rules import CLOCK_RULES

Phase = Literal["before", "due", "overdue"]
PHASES: tuple[Phase, ...] = ("before", "due", "overdue")
#: What a rule may watch: each kind of clock, all of them, or a task that has a due date and no clock.
TASK = "task"
CLOCKS = ("*", TASK, *CLOCK_RULES)
RECIPIENTS = ("handler", "unit_leader", "branch_leader", "supervisor")
CHANNELS = ("message_box", "email", "sms")
#: What a step's own limit in the diagram asks for; the shipped rules remind everybody anyway.
ON_DEADLINE = ("escalate", "transfer")
ACTS = ("transfer", "raise", "supervise", "decide")
MOST_DAYS = 1000
FIELDS = (
    *("name", "name_en", "phase", "value", "percent", "every", "clock", "item", "unit", "element"),
    *("to", "channels", "act", "act_to", "outcome", "law", "article", "enabled"),
    "on_deadline",
)


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """`value` counts in the clock's own unit before the end, in working days after it.

    `percent` of the limit stands in for `value` where it is more. `every` repeats the rule after the end.
    `on_deadline` narrows it to steps whose `tb:deadline` in the diagram asks for that, in a case or outside of one.
    `law` and `article` are the legal basis of a decision by itself, and must stand in the item's own list.
    """

    id: str
    name: str = ""
    name_en: str = ""
    phase: Phase = "due"
    value: int = 0
    percent: int = 0
    every: int = 0
    clock: str = "*"
    item: str | None = None
    unit: str | None = None
    element: str | None = None
    to: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("message_box",)
    act: str | None = None
    act_to: str | None = None
    outcome: str | None = None
    law: str | None = None
    article: str | None = None
    enabled: bool = True
    on_deadline: str | None = None
    source: str = "own"  # default | changed | own | item

    def watches(self, clock: str, item: str | None, unit: str | None) -> bool:
        """Whether it is about clocks of this kind in this item and unit."""
        if not self.enabled or self.item not in (None, item) or self.unit not in (None, unit):
            return False
        if self.on_deadline is not None:
            return clock in ("step", TASK)
        return self.clock == clock or (self.clock == "*" and clock != TASK)

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(self, name) for name in FIELDS}
        return {**found, "to": list(self.to), "channels": list(self.channels)}

    @classmethod
    def from_json(cls, id: str, data: Mapping[str, Any], source: str = "own") -> EscalationRule:
        known = {name: data[name] for name in FIELDS if name in data}
        known["to"] = tuple(known.get("to") or ())
        known["channels"] = tuple(known.get("channels") or ("message_box",))
        return cls(id=id, source=source, **known)


DEFAULTS: tuple[EscalationRule, ...] = (
    EscalationRule(
        "remind-before", "临期提醒", "Reminder before the end", "before", value=1, percent=20, to=("handler",)
    ),
    EscalationRule("remind-due", "到期当日提醒", "Reminder on the last day", "due", to=("handler",)),
    EscalationRule("overdue-handler", "超期告知承办人", "Overdue: the handler", "overdue", to=("handler",)),
    EscalationRule(
        *("overdue-leaders", "超期上报", "Overdue: leaders and supervisors", "overdue"),
        to=("branch_leader", "supervisor"),
    ),
    EscalationRule(
        *("task-overdue", "无时钟任务超期提醒", "Overdue work outside of cases", "overdue"),
        clock=TASK,
        to=("handler",),
    ),
    EscalationRule(
        *("step-escalate", "环节超期上报（图中注明）", "Late step reported, as the diagram says", "overdue"),
        clock="step",
        to=("unit_leader",),
        on_deadline="escalate",
    ),
    EscalationRule(
        *(
            "step-transfer",
            "环节超期转上一级（图中注明）",
            "Late step passed up, as the diagram says",
            "overdue",
        ),
        clock="step",
        to=("unit_leader",),
        act="raise",
        on_deadline="transfer",
    ),
)


def in_force(kept: Mapping[str, Mapping[str, Any]]) -> tuple[EscalationRule, ...]:
    """The shipped rules as changed here, then those made here; `kept` is by id."""
    shipped = [
        EscalationRule.from_json(rule.id, kept[rule.id], "changed")
        if rule.id in kept
        else replace(rule, source="default")
        for rule in DEFAULTS
    ]
    known = {rule.id for rule in DEFAULTS}
    own = [EscalationRule.from_json(id, body) for id, body in sorted(kept.items()) if id not in known]
    return (*shipped, *own)


def check(rule: EscalationRule) -> None:
    """errors.Invalid names every field that does not hold."""
    problems = [{"field": name, "message": message} for name, message in _problems(rule)]
    if problems:
        raise errors.Invalid(errors=problems)


def _problems(rule: EscalationRule) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def must(holds: bool, field: str, message: str) -> None:
        if not holds:
            found.append((field, message))

    must(bool(rule.name.strip()), "name", "请写明名称 / a name is needed")
    must(rule.phase in PHASES, "phase", f"须为其中之一 / must be one of: {', '.join(PHASES)}")
    must(rule.clock in CLOCKS, "clock", f"须为其中之一 / must be one of: {', '.join(CLOCKS)}")
    must(
        rule.on_deadline in (None, *ON_DEADLINE),
        "on_deadline",
        f"须为其中之一 / must be one of: {', '.join(ON_DEADLINE)}",
    )
    must(
        rule.on_deadline is None or rule.clock == "step",
        "clock",
        "按图上环节时限的，须看环节时限 / what the diagram says of a step is about the clock step",
    )
    for field in ("value", "every"):
        must(0 <= getattr(rule, field) <= MOST_DAYS, field, f"0–{MOST_DAYS}")
    must(0 <= rule.percent <= 100, "percent", "0–100")
    if rule.phase == "before":
        must(rule.value > 0 or rule.percent > 0, "value", "须写明提前多少 / how long before is needed")
    else:
        must(rule.percent == 0, "percent", "只用于到期之前 / only before the end")
    must(rule.every == 0 or rule.phase == "overdue", "every", "只用于超期之后 / repeated only after the end")
    must(rule.value == 0 or rule.phase != "due", "value", "到期当日不需要 / nothing to count on the last day")
    for name in rule.to:
        must(is_recipient(name), "to", f"不是接收人 / no recipient: {name}")
    must(bool(rule.to) or rule.act is not None, "to", "须有接收人或动作 / tell somebody or do something")
    for name in rule.channels:
        must(name in CHANNELS, "channels", f"须为其中之一 / must be one of: {', '.join(CHANNELS)}")
    must(bool(rule.channels), "channels", "至少一个 / at least one")
    found.extend(_act_problems(rule))
    return found


def _act_problems(rule: EscalationRule) -> list[tuple[str, str]]:
    if rule.act is None:
        return []
    if rule.act not in ACTS:
        return [("act", f"须为其中之一 / must be one of: {', '.join(ACTS)}")]
    if rule.act == "transfer" and not (rule.act_to and is_reference(rule.act_to)):
        return [("act_to", "须写明转给谁，如 user:… 或 group:… / name whom: user:… or group:…")]
    if rule.act != "decide":
        return []
    found = []
    for field, message in (
        ("outcome", "须写明决定 / name the outcome"),
        ("element", "须写明环节 / name the step"),
        ("law", "自动决定须有法定依据 / to decide by itself needs a legal basis"),
    ):
        if not getattr(rule, field):
            found.append((field, message))
    if rule.source != "item" and not rule.item:
        found.append(("item", "自动决定须限定事项 / only for an item whose legal basis says so"))
    if rule.phase != "overdue" or rule.clock not in ("step", "statutory"):
        found.append(("clock", "仅限环节或法定时限届满之后 / only once a step or the legal limit is over"))
    return found


def is_recipient(name: str) -> bool:
    return name in RECIPIENTS or is_reference(name)


def is_reference(name: str) -> bool:
    """A person or group by name."""
    kind, _, rest = name.partition(":")
    return kind in ("user", "group") and bool(rest.strip()) and len(name) <= 120

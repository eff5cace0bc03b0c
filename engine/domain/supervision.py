"""An alarm rule of electronic supervision 电子监察: which events it looks at, its condition in FEEL, and the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tongban.engine import errors, feel
from tongban.engine.domain.events import EVENTS

LEVELS = ("warning", "yellow", "red")
LEVEL_WORDS = {"warning": ("预警", "Warning"), "yellow": ("黄牌", "Yellow card"), "red": ("红牌", "Red card")}
FIELDS = ("name", "name_en", "level", "events", "condition", "item", "unit", "supervise", "enabled")

#: What a condition may speak of, each with an example that shows its kind.
FACTS: dict[str, Any] = {
    "type": "case.approved",
    "actor": "wang.window",
    "by_system": False,
    "clock": "promised",
    "reminder": "remind",
    "element": "decide",
    "outcome": "approve",
    "opinion": "同意",
    "completed": True,
    "reason": "",
    "approver": "",
    "kind": "hearing",
    "level": 5,
    "days": 10,
    "count": 1,
    "documents": ["acceptance_notice"],
    "minutes": 12.5,
    "back_dated": 0,
    "immediate": False,
    "item": "11429900MB0000019Y300011710900301",
    "unit": "zjj",
    "state": "under_review",
    "channel": "online",
    "data": {},
}
FACT_WORDS: dict[str, tuple[str, str]] = {
    "type": ("事件类型", "type of the event"),
    "actor": ("办理人账号", "who acted"),
    "by_system": ("是否系统所为", "whether the system did it"),
    "clock": ("时限种类", "kind of clock"),
    "reminder": ("提醒种类", "kind of reminder"),
    "element": ("环节标识", "the step's id"),
    "outcome": ("办理结果", "the outcome"),
    "opinion": ("该事件所依据的意见", "the opinion the act was given with"),
    "completed": ("本件有任务在同一次办理中完成", "whether work on the case was completed in the same act"),
    "reason": ("理由", "the reason given"),
    "approver": ("批准人", "who approved"),
    "kind": ("特别程序种类", "kind of special procedure"),
    "level": ("评价等级 1–5", "level of the rating"),
    "days": ("天数", "days announced"),
    "count": ("本办件中此类事件的次数", "how many events of this type the case has had"),
    "documents": ("已出具的文书类型", "types of documents issued"),
    "minutes": ("自登记起的分钟数", "minutes since registration"),
    "back_dated": ("倒签的分钟数", "minutes by which it was dated back"),
    "immediate": ("是否即办件", "whether it is handled on the spot"),
    "item": ("事项编码", "the item's code"),
    "unit": ("实施机关", "the unit"),
    "state": ("办件状态", "state of the case"),
    "channel": ("申请渠道", "channel of the application"),
    "data": ("事件的全部数据", "everything the event says"),
}


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """`supervise`: the alarm opens a supervision task 督办 at once."""

    id: str
    name: str = ""
    name_en: str = ""
    level: str = "warning"
    events: tuple[str, ...] = ()
    condition: str = ""
    item: str | None = None
    unit: str | None = None
    supervise: bool = False
    enabled: bool = True
    source: str = "own"  # default | changed | own

    def looks_at(self, type_: str, item: str, unit: str) -> bool:
        return (
            self.enabled and type_ in self.events and self.item in (None, item) and self.unit in (None, unit)
        )

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether the facts call for the alarm; a condition that has no answer calls for none."""
        try:
            return compiled(self.condition)(facts) is True
        except feel.FeelError:
            return False

    def to_json(self) -> dict[str, Any]:
        return {**{name: getattr(self, name) for name in FIELDS}, "events": list(self.events)}

    @classmethod
    def from_json(cls, id: str, data: Mapping[str, Any], source: str = "own") -> AlarmRule:
        known = {name: data[name] for name in FIELDS if name in data}
        known["events"] = tuple(known.get("events") or ())
        return cls(id=id, source=source, **known)


@lru_cache(maxsize=1000)
def compiled(condition: str) -> feel.Expression:
    """The condition, ready to ask; feel.FeelError when it is none."""
    return feel.expression(feel.strip(condition), names=frozenset(FACTS))


def in_force(kept: Mapping[str, Mapping[str, Any]]) -> tuple[AlarmRule, ...]:
    """The shipped rules as changed here, then those made here; `kept` is by id."""
    shipped = [
        AlarmRule.from_json(rule.id, kept[rule.id], "changed") if rule.id in kept else rule
        for rule in DEFAULTS
    ]
    known = {rule.id for rule in DEFAULTS}
    own = [AlarmRule.from_json(id, body) for id, body in sorted(kept.items()) if id not in known]
    return (*shipped, *own)


def check(rule: AlarmRule) -> None:
    """errors.Invalid names every field that does not hold."""
    found: list[dict[str, str]] = []

    def must(holds: bool, field: str, message: str) -> None:
        if not holds:
            found.append({"field": field, "message": message})

    must(bool(rule.name.strip()), "name", "请写明名称 / a name is needed")
    must(rule.level in LEVELS, "level", f"须为其中之一 / must be one of: {', '.join(LEVELS)}")
    must(bool(rule.events), "events", "至少一种事件 / at least one type of event")
    unknown = [one for one in rule.events if one not in EVENTS]
    must(not unknown, "events", f"没有此类事件 / no such event: {', '.join(unknown)}")
    fault = _fault(rule.condition)
    must(not fault, "condition", fault)
    if found:
        raise errors.Invalid(errors=found)


def _fault(condition: str) -> str:
    """What is wrong with a condition; nothing when it answers true or false to the example."""
    if not condition.strip():
        return "请写明条件 / a condition is needed"
    try:
        asked = compiled(condition)
        unknown = sorted(asked.names - set(FACTS))
        if unknown:
            return f"没有此项事实 / there is no fact {', '.join(unknown)}；{', '.join(FACTS)}"
        answer = asked(FACTS)
    except feel.FeelError as error:
        return str(error)
    return (
        "" if answer is None or isinstance(answer, bool) else "须得出 true 或 false / must be true or false"
    )


def _shipped(id: str, zh: str, en: str, level: str, events: str, condition: str) -> AlarmRule:
    return AlarmRule(id, zh, en, level, tuple(events.split()), condition, source="default")


#: Local practice, not national law (facts §7), so all of it can be changed.
DEFAULTS: tuple[AlarmRule, ...] = (
    _shipped(
        *("promise-near", "承诺时限将至", "Promise about to end", "warning", "task.reminded"),
        'clock = "promised" and reminder = "before"',
    ),
    _shipped("step-late", "环节超时", "Step late", "yellow", "task.overdue", 'clock = "step"'),
    _shipped(
        "promise-late", "超过承诺时限", "Promise not kept", "yellow", "clock.expired", 'clock = "promised"'
    ),
    _shipped(
        *("law-late", "超过法定时限", "Legal limit passed", "red", "clock.expired"),
        'clock in ("statutory", "joint", "first_review")',
    ),
    _shipped("delivery-late", "逾期送达", "Delivered late", "yellow", "clock.expired", 'clock = "delivery"'),
    _shipped(
        *("notice-late", "五日内未一次性告知", "No notice of corrections in five days", "yellow"),
        *("case.deemed_accepted", "true"),
    ),
    _shipped(
        *("second-correction", "再次要求补正", "Second correction notice", "yellow"),
        *("case.correction_requested", "count >= 2"),
    ),
    _shipped(
        *("refused-without-reason", "不予决定未说明理由", "Refused without a reason", "red"),
        "case.not_accepted case.not_required case.rejected",
        'completed and not(by_system) and (opinion = null or opinion = "") and (reason = null or reason = "")',
    ),
    _shipped(
        *("decided-without-opinion", "决定无审批意见", "Decided without an opinion", "yellow"),
        *("case.approved", 'completed and not(by_system) and (opinion = null or opinion = "")'),
    ),
    _shipped(
        *("accepted-without-notice", "受理未出具通知书", "Accepted without a notice", "yellow"),
        *("case.accepted", 'not(immediate) and not(list contains(documents, "acceptance_notice"))'),
    ),
    _shipped(
        *("paused-without-approver", "暂停计时无批准人", "Paused without an approver", "red"),
        *("case.suspended", 'approver = null or approver = ""'),
    ),
    _shipped(
        *("back-dated", "倒签时间", "Dated back", "red"),
        "case.registered case.accepted case.approved case.rejected case.delivered",
        "not(by_system) and back_dated > 5",
    ),
    _shipped(
        *("closed-at-once", "登记后一分钟内办结", "Decided the minute it was opened", "warning"),
        *("case.approved case.rejected", "not(immediate) and minutes < 1"),
    ),
    _shipped(
        *("reassigned", "多次转办", "Passed on again and again", "warning", "task.transferred", "count > 3"),
    ),
    _shipped(
        *("step-skipped", "人为跳过环节", "A step was skipped", "yellow"),
        *("task.jumped instance.modified", "true"),
    ),
    _shipped("bad-rating", "差评", "Bad rating", "yellow", "case.rated", "level >= 4"),
)

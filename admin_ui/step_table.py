"""The step table 步骤表: every node of a draft's flow as a row in words, the text twin of its diagram."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tongban import forms
from tongban.admin_ui import step_ways, studio, studio_names, studio_words, wording
from tongban.admin_ui.language import N_, _, current, text
from tongban.engine import items

Row = dict[str, Any]
#: Kinds of nodes that the flow's panel does not name, or names less plainly.
KINDS = {
    "adHocSubProcess": N_("任意次序的子流程"),
    "transaction": N_("事务子流程"),
    "complexGateway": N_("复杂网关"),
}
LASTING = re.compile(r"P(?:(?P<days>\d{1,6})D|T(?P<hours>\d{1,6})H)")
EVENTS = {
    "timer": N_("到时间"),
    "message": N_("收到消息"),
    "signal": N_("收到信号"),
    "error": N_("出错"),
    "escalation": N_("上报"),
    "conditional": N_("满足条件"),
    "terminate": N_("终止整个流程"),
}


def table(contents: Mapping[str, bytes], units: Mapping[str, str], remarks: Iterable[Row]) -> list[Row]:
    """`[{key, name, rows}]`, a part for each process; errors.InvalidDiagram when the diagram is no XML."""
    fields = studio_names.of_flow(contents)
    said: dict[str, list[str]] = {}
    for one in remarks:
        if not one["resolved_at"]:
            said.setdefault(one["element"], []).append(one["text"])
    words = _Words(contents, units, fields)
    return [
        {
            "key": part.key,
            "name": part.name.on(current()),
            "rows": [
                {**words.row(one), "number": number, "said": said.get(one.id, [])}
                for number, one in enumerate(part.elements, 1)
            ],
        }
        for part in items.flow_in_order(contents)
    ]


def relations() -> dict[str, str]:
    """What the relations between a case and a person are called."""
    return dict(studio_words.choices()["relations"])


def group_name(one: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """What a group that nobody holds is called: its own name, else its role in words with the unit."""
    code = str(one["group"])
    if one["name"] != code:
        return text(one)
    role, mark, unit = code.partition("@")
    said = dict(studio_words.choices()["roles"]).get(role, units.get(role, role))
    return _("{role}（{unit}）", role=said, unit=units.get(unit, unit)) if mark else said


class _Words:
    """What the rows of one draft are told with: its forms, materials and units, and the panel's lists."""

    def __init__(
        self, contents: Mapping[str, bytes], units: Mapping[str, str], fields: studio_names.Known
    ) -> None:
        self.units, self.fields = units, fields
        self.lists = {name: dict(pairs) for name, pairs in studio_words.choices().items()}
        self.forms = {
            path.removeprefix("forms/").removesuffix(".json"): (path, studio_names.form_of(content))
            for path, content in contents.items()
            if studio.kind_of(path) == "form"
        }
        data = items.sheet_data(contents) or {}
        lines = [one for one in data.get("materials") or () if isinstance(one, Mapping)]
        self.materials = {str(one.get("code")): text(one) for one in lines}

    def word(self, table: str, code: str) -> str:
        return str(self.lists[table].get(code, code))

    def row(self, element: Any) -> Row:
        more, name = element.extensions, step_ways.named(element)
        both = (element.name or "", items.english(more))
        return {
            "id": element.id,
            "name": name,
            "other": next((one for one in both if one not in ("", name)), ""),
            "kind": self.kind(element),
            "inside": element.scope,
            "works": element.type in step_ways.PEOPLE,
            "who": self.who(more.candidates) if element.type in step_ways.PEOPLE else [],
            "how": self.how(more.approval),
            "form": self.form(more.form),
            "limit": self.limit(element),
            "operations": self.operations(more.operations) if element.type in step_ways.PEOPLE else [],
            "ways": [
                {**one, "to": step_ways.named(one["to"]), "target": one["to"].id}
                for one in step_ways.ways(element, self.fields)
            ],
            "papers": [self.word("documents", one.type) for one in more.documents],
            "notices": [self.notice(one) for one in more.notices],
            "notes": list(self.notes(element)),
        }

    def kind(self, element: Any) -> str:
        name = f"bpmn:{element.type[:1].upper()}{element.type[1:]}"
        found = KINDS.get(element.type) or studio_words.TYPES.get(name) or element.type
        event = element.definition if element.type.endswith("Event") else None
        about = getattr(event, "kind", "none")
        return _("{kind}（{about}）", kind=_(found), about=_(EVENTS[about])) if about in EVENTS else _(found)

    def who(self, rule: Any) -> list[str]:
        if rule is None:
            return []
        place = self.place(rule)
        told = [_("{role}（{unit}）", role=self.word("roles", one), unit=place) for one in rule.roles]
        told += [self.units.get(one, one) for one in (*rule.units, *rule.groups, *rule.posts)]
        told += [_("指定人员：{name}", name=one) for one in rule.users]
        told += [self.word("relations", rule.relation)] if rule.relation else []
        values = (rule.assignee, *rule.user_expressions, *rule.group_expressions, rule.expression)
        return told + [_("按表达式：{text}", text=one.text) for one in values if one is not None]

    def place(self, rule: Any) -> str:
        if rule.region:
            return _("地区 {code} 的各单位", code=rule.region)
        if not rule.unit:
            return _("本事项实施单位")
        return _("任何单位") if rule.unit == "*" else self.units.get(rule.unit, rule.unit)

    def how(self, approval: Any) -> str:
        if approval is None:
            return ""
        mode = self.word("modes", approval.mode)
        if approval.threshold is None:
            return mode
        share = approval.mode == "ratio"
        number = f"{approval.threshold * 100:g}%" if share else f"{approval.threshold:g}"
        return _("{mode}（{number}）", mode=mode, number=number)

    def form(self, binding: Any) -> Row | None:
        """The bound form with its fields by what may be done with each."""
        if binding is None:
            return None
        path, form = self.forms.get(binding.key, ("", None))
        rights: dict[str, list[str]] = {}
        for one in _valued(form.fields) if form is not None else ():
            root = one.name.partition(".")[0]
            given = binding.fields.get(root) or ("read" if one.readonly is True else "edit")
            rights.setdefault(given, []).append(one.label.on(current()) or one.name)
        told = [
            (self.word("access", code), rights[code]) for code in ("edit", "read", "hidden") if code in rights
        ]
        return {"key": binding.key, "path": path, "rights": told}

    def limit(self, element: Any) -> str:
        found = element.extensions.deadline
        if found is not None:
            term = wording.counted(wording.CLOCK_UNITS.get(found.unit, "{n}"), found.value)
            return _("{term}；到期后{then}", term=term, then=self.word("onDeadline", found.on))
        timers = [
            _lasting(one.value.text) for one in getattr(element, "definitions", ()) if one.kind == "timer"
        ]
        return _("、").join(timers)

    def operations(self, rule: Any) -> list[str]:
        return [
            label for code, label in self.lists["operations"].items() if rule is None or rule.allows(code)
        ]

    def notice(self, one: Any) -> str:
        names = {
            "applicant": _("申请人"),
            "agent": _("委托代理人"),
            "unit": _("本事项实施单位"),
            "initiator": _("发起人"),
        }
        to = []
        for receiver in one.to:
            kind, mark, code = receiver.partition(":")
            if not mark:
                to.append(names.get(receiver, receiver))
            else:
                to.append(self.word("roles", code) if kind == "role" else self.units.get(code, code))
        return _("{notice}，发给{to}", notice=self.word("notices", one.template), to=_("、").join(to))

    def notes(self, element: Any) -> Iterable[str]:
        more = element.extensions
        if more.milestone is not None:
            yield _("办完后办件变为“{state}”", state=self.word("milestones", more.milestone.state))
        if more.review_points:
            points = [str((current() == "en" and one.name_en) or one.name) for one in more.review_points]
            yield _("审查要点：{points}", points=_("；").join(points))
        if more.materials:
            needed = [self.materials.get(one.code, one.code) for one in more.materials]
            yield _("须有的材料：{materials}", materials=_("、").join(needed))
        if more.decision is not None:
            yield _("决策表：{key}", key=more.decision.key)
        host = getattr(element, "host", None)
        if host is not None:
            yield _("附在“{step}”上", step=step_ways.named(host))
        called = getattr(element, "key", None)
        if element.type == "callActivity" and called is not None:
            yield _("调用流程：{key}", key=called.text)
        loop = getattr(element, "loop", None)
        if loop is not None:
            yield _("重复办理（循环或多实例）")


def _lasting(text: str) -> str:
    """A plain duration in words; what else a timer says stays as it is."""
    found = LASTING.fullmatch(text)
    if found is None:
        return text
    unit = "hour" if found["hours"] else "day"
    return wording.counted(wording.CLOCK_UNITS[unit], int(found["hours"] or found["days"]))


def _valued(fields: Iterable[forms.Field]) -> Iterable[forms.Field]:
    """The fields somebody fills in, those in groups included; a list is one field, whatever its rows hold."""
    for one in fields:
        if one.has_value:
            yield one
        else:
            yield from _valued(one.children)

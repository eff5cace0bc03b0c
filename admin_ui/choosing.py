"""What a dialog offers to choose from: people, units, earlier steps, added signers, special procedures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tongban.admin_ui.acts import Option, Subject
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.session import engine, person
from tongban.admin_ui.wording import when

MOST = 40
ASKED = 200
#: 行政许可法 §45: what the limit does not count. An item may name more of its own.
SPECIAL_PROCEDURES = {
    "hearing": N_("听证"),
    "tender": N_("招标"),
    "auction": N_("拍卖"),
    "inspection": N_("检验"),
    "testing": N_("检测"),
    "quarantine": N_("检疫"),
    "appraisal": N_("鉴定"),
    "expert_review": N_("专家评审"),
}


def special_procedures(case: Subject) -> list[Option]:
    """Those of the law, and what the item says of its own."""
    guide = engine().queries.guide(person(), case["item"]["code"])
    own = {one["kind"]: one for one in guide.get("special_procedures") or ()}
    known = [Option(kind, _(name)) for kind, name in SPECIAL_PROCEDURES.items() if kind not in own]
    return [
        *(Option(kind, text(one), _("本事项规定 {n} 天", n=one["days"])) for kind, one in own.items()),
        *known,
    ]


def earlier_steps(task: Subject) -> list[Option]:
    """Where a task may be returned to, the last step first."""
    found = engine().queries.return_targets(person(), task["id"])["items"]
    return [Option(one["element"], text(one), _step_note(one)) for one in found]


def _step_note(one: Mapping[str, Any]) -> str:
    if not one.get("handler"):
        return ""
    who = one.get("handler_name") or one["handler"]
    told = _("{who} 于 {time} 办理", who=who, time=when(one["completed_at"]))
    return _("上一步：{told}", told=told) if one.get("previous") else told


def filled_fields(task: Subject) -> list[Option]:
    """The fields of the application and of the step, to say of each what is wrong."""
    if not task.get("case_no"):
        return []
    forms = (engine().queries.case(person(), task["case_no"])["form_schema"], task.get("form_schema"))
    found: dict[str, Option] = {}
    for schema in forms:
        for one in (schema or {}).get("components") or ():
            name = str(one.get("key") or one.get("path") or "")
            label = one.get("label") or one.get("dateLabel")
            english = (one.get("properties") or {}).get("label_en")
            if name and label and name not in found:
                found[name] = Option(name, text({"name": label, "name_en": english}))
    return list(found.values())


def jump_targets(task: Subject) -> list[Option]:
    """Every step and end of the chart but the task's own."""
    found = engine().queries.jump_targets(person(), task["id"])["items"]
    return [
        Option(one["element"], text(one), "" if "Task" in one["type"] else _("流程终点")) for one in found
    ]


def open_steps(case: Subject) -> list[Option]:
    """The steps of a case that somebody has in hand."""
    return [
        Option(one["id"], text(one), _("、").join(text(who) for who in one["holders"]))
        for one in case["tasks"]
        if one["assignee"] != person().id
    ]


def steps_to_go_on_with(case: Subject) -> list[Option]:
    """The step somebody had last, or any other step people do."""
    steps = engine().queries.diagram(person(), case["case_no"])["steps"]
    named = [Option(one["element"], text(one)) for one in steps if one["type"] == "userTask"]
    return [Option("", _("上次办到的环节")), *named]


def added_signers(task: Subject) -> list[Option]:
    """Who was called in and has not signed yet."""
    added = engine().queries.task_record(person(), task["id"])["added_signers"]
    return [
        Option(one["username"], one["name"] or one["username"])
        for one in added
        if one["state"] in ("waiting", "open")
    ]


def units(task: Subject) -> list[Option]:
    """Every unit, to ask it for an opinion."""
    found = engine().queries.units(person(), page_size=ASKED)["items"]
    return [Option(one["code"], text(one)) for one in found]


def people(q: str = "", chosen: Collection[str] = (), *, gone: bool = False) -> list[Option]:
    """People of the office: the chosen first, then one's own unit, then the rest; those `gone` too if wanted."""
    actor = person()
    found = engine().queries.people(actor, q=q or None, page_size=ASKED)["items"]
    known = {one["username"] for one in found}
    for name in chosen:
        if name not in known:
            more = engine().queries.people(actor, q=name, page_size=ASKED)["items"]
            found += [one for one in more if one["username"] == name]
    able = [one for one in found if _can_work(one, gone) and one["username"] != actor.id]
    near = {one["username"]: _near(one, actor.units) for one in able}
    able.sort(key=lambda one: (one["username"] not in chosen, not near[one["username"]]))
    return [Option(one["username"], text(one), _posts(one["posts"])) for one in able[:MOST]]


def _can_work(one: Mapping[str, Any], gone: bool) -> bool:
    return one["kind"] != "applicant" and (gone or not one["disabled"])


def _near(one: Mapping[str, Any], mine: Collection[str]) -> bool:
    return any(post["unit"] in mine for post in one["posts"])


def _posts(posts: Iterable[Mapping[str, Any]]) -> str:
    return _("、").join(dict.fromkeys(text(post) for post in posts))

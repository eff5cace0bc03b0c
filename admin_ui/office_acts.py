"""What people arrange beside the cases, each explained: proxies, phrases, jumps to decide, handing over, going on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from tongban.admin_ui.acts import Act, Answers, Ask, Option, Subject, day_of, table
from tongban.admin_ui.choosing import MOST
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.session import engine, person
from tongban.admin_ui.wording import ZONE
from tongban.engine import AddPhrase, CreateProxy, DecideJump, HandOver, ReopenInstance

KINDS = {
    "any": N_("都可以用"),
    "approve": N_("同意时用"),
    "reject": N_("不同意时用"),
    "return": N_("退回时用"),
}
OWN = "own"
LEADING = ("section_head", "branch_leader", "main_leader", "unit_admin")
ITEMS = 200


def items(subject: Subject) -> list[Option]:
    """Every published item."""
    found = engine().queries.items(person(), page_size=ITEMS)["items"]
    return [Option(one["code"], text(one)) for one in found]


def existing(subject: Subject) -> list[Option]:
    return [
        Option("yes", _("也包括"), _("现在已经在手里的工作，对方也看得到、办得了。")),
        Option("no", _("不包括"), _("只有开始日期以后到来的工作。")),
    ]


def lists(subject: Subject) -> list[Option]:
    """One's own list, and those of the units one leads."""
    actor = person()
    led = {one.unit for one in actor.holdings if one.role in LEADING}
    units = engine().queries.units(actor, page_size=ITEMS)["items"]
    named = [
        Option(one["code"], text(one), _("全单位都看得到"))
        for one in units
        if actor.is_admin or one["code"] in led
    ]
    return [Option(OWN, _("我自己的"), _("只有您看得到")), *named]


def kinds(subject: Subject) -> list[Option]:
    return [Option(value, _(name)) for value, name in KINDS.items()]


def steps(instance: Subject) -> list[Option]:
    """The step done last, or another that has been visited."""
    seen = engine().queries.activities(person(), instance["instance_id"])["items"]
    found = {one["element"]: one["name"] or one["element"] for one in seen if one["type"] == "userTask"}
    return [Option("", _("上次办到的环节")), *(Option(*one) for one in list(found.items())[:MOST])]


def midnight(value: str, *, after: timedelta = timedelta()) -> datetime:
    """The beginning of a day in the office's zone."""
    day = day_of(value)
    assert day is not None
    return datetime.combine(day, time(), ZONE) + after


def create_proxy(principal: str, given: Answers) -> CreateProxy:
    """From the beginning of the first day to the end of the last."""
    return CreateProxy(
        agent=given["agent"],
        starts_at=midnight(given["starts_at"]),
        ends_at=midnight(given["ends_at"], after=timedelta(days=1)),
        reason=given["reason"],
        principal=given.get("principal") or principal,
        items=given["items"],
        existing=given["existing"] == "yes",
    )


def decide(approve: bool) -> Callable[[str, Answers], Any]:
    return lambda jump_id, given: DecideJump(jump_id, approve, given["reason"])


PRINCIPAL = Ask(
    "principal",
    N_("替谁设置"),
    "person",
    False,
    hint=N_("不选就是您自己。只能替您管理的单位里的人设置。"),
)

ACTS = table(
    (
        Act(
            "proxy",
            N_("请人代理"),
            (
                N_("您不在的日子里，对方可以代您办理。您自己也照样可以办，谁先办算谁的。"),
                N_("对方办的每一步都会记上“代”和您的名字。到期自动停止，也可以随时终止。"),
            ),
            N_("开始代理"),
            N_("代理已设置，并通知了对方。"),
            create_proxy,
            (
                Ask("agent", N_("请谁代理"), "person"),
                Ask("starts_at", N_("从哪天起"), "date"),
                Ask("ends_at", N_("到哪天止"), "date", hint=N_("包括这一天，最长一年。")),
                Ask("existing", N_("现在手里的工作"), "choice", options=existing, first="yes"),
                Ask(
                    "items",
                    N_("只代理这些事项"),
                    "ticks",
                    False,
                    hint=N_("都不选就是全部事项。"),
                    options=items,
                ),
                Ask("reason", N_("事由"), "text", False, hint=N_("例如：出差、休假")),
            ),
        ),
        Act(
            "phrase",
            N_("添加常用语"),
            (N_("写意见时点一下就填进去，还可以再改。不会自动填，退回和不同意总要自己写明。"),),
            N_("添加"),
            N_("常用语已添加。"),
            lambda _subject, given: AddPhrase(
                None if given["unit"] == OWN else given["unit"], given["text"], given["kind"]
            ),
            (
                Ask("text", N_("内容")),
                Ask("unit", N_("放在哪里"), "choice", options=lists, first=OWN),
                Ask("kind", N_("什么时候用"), "choice", options=kinds, first="any"),
            ),
        ),
        Act(
            "approve",
            N_("批准跳转"),
            (
                N_("批准后马上跳转：现在的环节结束，同一范围内还没办的工作取消并通知对方。"),
                N_("提出的人不能自己批准。您和提出的人、理由都会留在记录里。"),
            ),
            N_("批准并跳转"),
            N_("已批准，工作已跳转。"),
            decide(True),
            (Ask("reason", N_("说明"), required=False),),
            danger=True,
        ),
        Act(
            "refuse",
            N_("不批准跳转"),
            (N_("什么都不会改变，只留下您不批准的记录。"),),
            N_("不批准"),
            N_("没有批准，工作留在原来的环节。"),
            decide(False),
            (Ask("reason", N_("说明"), required=False),),
        ),
        Act(
            "hand_over",
            N_("全部移交"),
            (
                N_("手里的、委派出去要回来的、点名待认领的工作，一次全部交给接手的人。"),
                N_("其给出的和接到的代理都终止；今后再到其名下的工作，由接手的人代办。"),
                N_("办过的工作和意见不变。移交后不能自动撤回。"),
            ),
            N_("全部移交"),
            N_("已全部移交。"),
            lambda leaver, given: HandOver(leaver, given["to"], given["reason"]),
            (
                Ask("to", N_("由谁接手"), "person"),
                Ask("reason", N_("理由"), hint=N_("例如：调任、离职、退休")),
            ),
            danger=True,
        ),
        Act(
            "reopen_instance",
            N_("恢复流程"),
            (N_("结束了的流程从您选的环节接着走。谁恢复、为什么，都会留在记录里。"),),
            N_("恢复流程"),
            N_("流程已恢复。"),
            lambda instance_id, given: ReopenInstance(instance_id, given["reason"], given["to"] or None),
            (
                Ask("reason", N_("恢复理由")),
                Ask("to", N_("从哪个环节接着办"), "choice", False, options=steps),
            ),
        ),
    )
)

"""What the lead of a joint case and its departments do from the board, each act explained."""

from __future__ import annotations

from typing import Any

from tongban.admin_ui.acts import Act, Answers, Ask, Option, Subject, moment_of, table
from tongban.admin_ui.language import N_, text
from tongban.engine import AddMember, CancelMember, ReadNotice, RecordMeeting, ReturnMember


def addable(board: Subject) -> list[Option]:
    """Who could still take part, with the department that decides."""
    return [Option(one["key"], text(one["item"]), text(one["unit"])) for one in board["addable"]]


def units(board: Subject) -> list[Option]:
    """Every unit of the joint case once: the lead, the accepting window, the departments."""
    known = [board["unit"], board["accepting_unit"], *(line["unit"] for line in board["members"])]
    return [Option(code, text(unit)) for code, unit in {one["code"]: one for one in known}.items()]


def of_member(subject: str) -> tuple[str, str]:
    """The joint number and the member, as a page passes them on."""
    case_no, _slash, key = subject.rpartition("/")
    return case_no, key


def record_meeting(case_no: str, given: Answers) -> Any:
    held_at = moment_of(given["held_at"])
    assert held_at is not None
    return RecordMeeting(
        case_no, held_at, given["place"], tuple(given["units"]), given["minutes"], given["conclusion"]
    )


REASON = N_("理由")

# On the whole.
ACTS = table(
    (
        Act(
            "add_member",
            N_("增加事项"),
            (
                N_("申请时没有勾选、现在看来需要办理的事项，由牵头单位加进来。"),
                N_(
                    "马上生成一个子件，申请人交过的材料同时送到该部门。所在阶段正在办理的，本阶段要等它办完。"
                ),
            ),
            N_("增加这个事项"),
            N_("事项已增加，子件已生成。"),
            lambda case_no, given: AddMember(case_no, given["key"], given["reason"]),
            (Ask("key", N_("增加哪个事项"), "choice", options=addable), Ask("reason", REASON)),
        ),
        Act(
            "record_meeting",
            N_("记录联审会议"),
            (
                N_("会议开完以后，由牵头单位记下时间、地点、参加单位、讨论情况和结论。"),
                N_("纪要会送给参加的单位。记录以后不能修改，需要更正的另记一次。"),
            ),
            N_("记录会议"),
            N_("会议已记录，纪要已送参加单位。"),
            record_meeting,
            (
                Ask("held_at", N_("召开时间"), "moment", hint=N_("不能晚于现在。")),
                Ask("place", N_("地点"), "text"),
                Ask("units", N_("参加单位"), "ticks", options=units),
                Ask("minutes", N_("会议纪要"), hint=N_("各单位的意见和讨论情况。")),
                Ask("conclusion", N_("结论")),
            ),
        ),
    )
)

# On one member; the subject is the joint number and the member.
MEMBER_ACTS = table(
    (
        Act(
            "cancel_member",
            N_("取消事项"),
            (
                N_("不再需要办理的事项，由牵头单位取消。它的子件终止，待办收回，已写的意见留在记录里。"),
                N_("联办件不再等它。已经作出决定的事项不能取消。"),
            ),
            N_("取消这个事项"),
            N_("事项已取消。"),
            lambda subject, given: CancelMember(*of_member(subject), given["reason"]),
            (Ask("reason", REASON),),
            danger=True,
        ),
        Act(
            "return_member",
            N_("退回再审"),
            (
                N_("没有准予的事项，协调以后由牵头单位退回该部门再审一次。"),
                N_("再审是新的一轮子件，有自己的编号和时限；上一轮的意见和决定留在记录里。"),
            ),
            N_("退回再审"),
            N_("已退回该部门再审。"),
            lambda subject, given: ReturnMember(*of_member(subject), given["reason"]),
            (Ask("reason", N_("再审的理由"), hint=N_("写明申请人更正了什么，或者协调的结果。")),),
        ),
        Act(
            "read_notice",
            N_("签收抄告"),
            (
                N_("签收表示本单位已经看到抄告的申请和材料，不表示同意。"),
                N_("一个单位签收一次，以最先签收的人为准；签收的人和时间牵头单位看得到。"),
            ),
            N_("签收已阅"),
            N_("已签收。"),
            lambda subject, given: ReadNotice(*of_member(subject)),
        ),
    )
)

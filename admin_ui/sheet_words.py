"""The code tables of the item sheet with their names, as the sheet's form offers them."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.admin_ui.language import N_
from tongban.admin_ui.studio_words import UNITS
from tongban.admin_ui.supervision_words import ACTS, CHANNELS, CLOCKS, ON_DEADLINE, PHASES

Names = Mapping[str, str]

ITEM_TYPES: Names = {
    "01": N_("行政许可"),
    "02": N_("行政处罚"),
    "03": N_("行政强制"),
    "04": N_("行政征收"),
    "05": N_("行政给付"),
    "06": N_("行政检查"),
    "07": N_("行政确认"),
    "08": N_("行政奖励"),
    "09": N_("行政裁决"),
    "10": N_("其他行政权力"),
    "20": N_("公共服务"),
}
CHOICES: Mapping[str, Names] = {
    "item_type": ITEM_TYPES,
    "case_kind": {"immediate": N_("即办件"), "promise": N_("承诺件")},
    "use_level": {
        "1": N_("国家级"),
        "2": N_("省级"),
        "3": N_("市级"),
        "4": N_("县级"),
        "5": N_("乡镇级"),
        "6": N_("村级"),
        "7": N_("分级"),
    },
    "body_kind": {"1": N_("法定机关"), "2": N_("授权组织"), "3": N_("受委托组织"), "9": N_("其他")},
    "service_objects": {
        "1": N_("自然人"),
        "2": N_("企业法人"),
        "3": N_("事业法人"),
        "4": N_("社会组织法人"),
        "5": N_("行政机关"),
        "6": N_("其他组织"),
    },
    "channels": {
        "window": N_("窗口办理"),
        "online": N_("网上办理"),
        "mobile": N_("移动端办理"),
        "post": N_("快递申请"),
        "terminal": N_("自助终端"),
    },
    "online_depth": {
        "none": N_("不网办"),
        "guide": N_("网上咨询"),
        "pre_review": N_("网上预审"),
        "accept": N_("网上受理"),
        "full": N_("全程网办"),
    },
    "result_kind": {
        "certificate": N_("证照"),
        "approval": N_("批文"),
        "registration": N_("登记"),
        "opinion": N_("意见"),
        "none": N_("无结果文书"),
    },
    "delivery": {"pickup": N_("窗口领取"), "post": N_("邮寄送达"), "electronic": N_("电子送达")},
    "medium": {"electronic": N_("电子件"), "paper": N_("纸质件"), "both": N_("纸质件和电子件")},
    "source": {"applicant": N_("申请人自备"), "organ": N_("政府部门核发"), "third_party": N_("第三方出具")},
    "grade": {
        "A": N_("A 部门核发"),
        "B": N_("B 窗口核验"),
        "C": N_("C 申请人上传"),
        "D": N_("D 申请人承诺"),
    },
    "lapse": {
        "withdraw": N_("视为撤回申请"),
        "refuse": N_("作出不予受理决定"),
        "remind": N_("只提醒办理人"),
    },
    "tolerant_lapse": {
        "withdrawn": N_("视为撤回申请"),
        "not_accepted": N_("撤销受理"),
        "notify": N_("只提醒办理人"),
    },
    "extension_level": {"organ": N_("本机关负责人"), "government": N_("本级人民政府负责人")},
    "joint_kind": {
        "parallel": N_("并联审批"),
        "staged": N_("分阶段并联审批"),
        "package": N_("套餐服务（一件事）"),
    },
    "joint_review": {"circulate": N_("抄告各部门"), "meeting": N_("开会联审")},
    "joint_join": {"all_finished": N_("全部办结"), "all_committed": N_("全部告知承诺")},
    "joint_failure": {
        "coordinate": N_("提请协调"),
        "stop_followers": N_("停办后面等它的成员"),
        "stop_all": N_("全部停办"),
    },
    "escalation_phase": PHASES,
    "escalation_clock": CLOCKS,
    "escalation_channels": CHANNELS,
    "escalation_act": ACTS,
    "on_deadline": ON_DEADLINE,
    "limit_unit": {**UNITS, "month": N_("个月")},
    "yes": {"true": N_("是"), "false": N_("否")},
}

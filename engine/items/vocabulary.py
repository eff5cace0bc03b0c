"""The words an item may use: national code tables, document types and notices, with their names."""

from __future__ import annotations

ITEM_TYPES = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
USE_LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "乡镇级", "6": "村级", "7": "分级"}
BODY_KINDS = {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
SERVICE_OBJECTS = {
    "1": "自然人",
    "2": "企业法人",
    "3": "事业法人",
    "4": "社会组织法人",
    "5": "行政机关",
    "6": "其他组织",
}
CASE_KINDS = {"immediate": "即办件", "promise": "承诺件"}
CHANNELS = {
    "window": "窗口",
    "online": "网上",
    "mobile": "移动端",
    "post": "快递",
    "terminal": "自助终端",
}
ONLINE_DEPTHS = {
    "none": "不网办",
    "guide": "网上咨询",
    "pre_review": "网上预审",
    "accept": "网上受理",
    "full": "全程网办",
}
RESULT_KINDS = {
    "certificate": "证照",
    "approval": "批文",
    "registration": "登记",
    "opinion": "意见",
    "none": "无结果文书",
}
DELIVERIES = {"pickup": "窗口领取", "post": "邮寄", "electronic": "电子送达"}
MEDIA = {"electronic": "电子", "paper": "纸质", "both": "纸质和电子"}
SOURCES = {"applicant": "申请人自备", "organ": "政府部门核发", "third_party": "第三方出具"}
GRADES = {"A": "部门核发", "B": "窗口核验", "C": "申请人上传", "D": "申请人承诺"}
APPLICANT_KINDS = {"person": "自然人", "organisation": "法人或其他组织"}
ID_TYPES = {
    "id_card": "居民身份证",
    "uscc": "统一社会信用代码",
    "org_code": "组织机构代码",
    "passport": "护照",
    "other": "其他证件",
}

DOCUMENTS = frozenset(
    {
        "receipt_voucher",
        "correction_notice",
        "acceptance_notice",
        "not_required_notice",
        "refusal_to_accept",
        "fee_notice",
        "special_procedure_notice",
        "extension_notice",
        "grant_decision",
        "refusal_decision",
        "certificate",
        "delivery_receipt",
        "withdrawal_notice",
        "termination_decision",
        "approval_sheet",
        "archive_index",
        "tolerant_notice",
        "commitment_letter",
        "rectification_order",
        "revocation_decision",
        "forwarding_slip",
        "material_flow_voucher",
        "answer_letter",
        "public_notice",
        "household_check_form",
        "benefit_decision",
        "joint_reply",
        "application_form",
        "inspection_record",
        "interested_party_notice",
        "change_decision",
        "renewal_decision",
        "retraction_decision",
        "cancellation_decision",
    }
)
NOTICES = frozenset(
    {
        "received",
        "accepted",
        "correction_requested",
        "refused_acceptance",
        "decided_granted",
        "decided_refused",
        "certificate_ready",
        "payment_due",
        "task_opened",
        "task_reminder",
        "task_overdue",
        "case_overdue",
        "withdrawn",
        "deemed_accepted",
        "joint_feedback",
        "reported",
        "papers_posted",
        "commitment_check",
        "rectification_ordered",
        "decision_revoked",
        "taken_up",
        "not_taken_up",
        "answered",
        "benefit_confirmed",
        "benefit_refused",
    }
)
RESULTS = frozenset(
    {
        "granted",
        "refused",
        "not_accepted",
        "not_required",
        "withdrawn",
        "terminated",
        "voided",
        "forwarded",
        "revoked",
    }
)
# Words with which a material list or a condition could ask for anything at all.
VAGUE = ("其他材料", "有关材料", "相关材料", "其他条件", "相关证明", "有关证明", "等材料", "等文件", "等条件")

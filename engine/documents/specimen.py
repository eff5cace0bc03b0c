"""Complete made-up data for every document type: what a template is tried and shown with."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

SPECIMEN: dict[str, Any] = {
    "case": {
        "no": "42990020261121000123",
        "applicant": {
            "name": "临江市江畔置业有限公司",
            "id_no": "91429900MA4X0000XX",
            "contact": "林小舟 139****0007",
            "agent": "周晓岚",
        },
        "channel": "window",
        "registered_at": "2026-11-19T09:12:00+08:00",
        "accepted_at": datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
        "form": [
            {"label": "工程名称", "value": "江畔花园二期住宅楼"},
            {"label": "建设规模", "value": "38,500 平方米"},
        ],
    },
    "item": {
        "name": "建筑工程施工许可证核发",
        "name_en": "Construction permit",
        "code": "11429900MB0000019Y4000117002000",
        "implementing_body": "临江市住房和城乡建设局",
        "legal_basis": "《中华人民共和国建筑法》第七条、第八条",
        "promised_text": "5个工作日",
        "statutory_text": "7日",
        "result_name": "建筑工程施工许可证",
    },
    "organ": {
        "name": "临江市住房和城乡建设局",
        "short": "临建",
        "phone": "0700-1234500",
        "complaint_phone": "0700-12345",
        "address": "临江市政务服务中心二楼 B12 窗口",
    },
    "document": {
        "no": "临建受字〔2026〕第0001号",
        "date": "2026-11-20",
        "verification_code": "7K2M-9QXA-04TZ-BC8D",
        "verify_url": "https://tongban.example/verify/7K2M-9QXA-04TZ-BC8D",
    },
    "clocks": {
        "promised_due": "2026-11-27",
        "statutory_due": date(2026, 11, 27),
        "correction_due": "2026-12-04",
    },
    "materials": [
        {
            "code": "m1",
            "name": "建筑工程施工许可证申请表",
            "kind": "original",
            "copies": 1,
            "state": "received",
        },
        {"code": "m2", "name": "建设用地批准手续", "kind": "copy", "copies": 2, "state": "checked"},
        {
            "code": "m3",
            "name": "施工图设计文件审查合格书及保证工程质量和安全的具体措施",
            "kind": "electronic",
            "copies": 1,
            "state": "missing",
        },
    ],
    "opinions": [
        {
            "step": "窗口初审",
            "by": "陈晓",
            "post": "窗口工作人员",
            "outcome": "受理",
            "text": "材料齐全，符合法定形式。",
            "at": "2026-11-20T09:30:00+08:00",
        },
        {
            "step": "质量安全科审查",
            "by": "何敏",
            "post": "科长",
            "outcome": "同意",
            "text": "质量、安全措施符合要求。建议许可，施工期间加强深基坑监测，每周报送一次监测数据。",
            "at": "2026-11-23T15:05:00+08:00",
        },
        {
            "step": "主要领导审批",
            "by": "吴江",
            "outcome": "批准",
            "text": "同意发证。",
            "at": "2026-11-25T10:00:00+08:00",
        },
    ],
    "correction": {
        "items": [
            {
                "name": "施工图设计文件审查合格书",
                "reason": "未提交",
                "requirement": "提交加盖审图机构公章的原件扫描件",
            },
            {"name": "申请表", "reason": "法定代表人未签名", "requirement": "补签名后重新上传"},
        ],
        "how": "登录“通办”在原办件中在线补正，或者到政务服务中心 B12 窗口提交。",
    },
    "fee": {
        "amount": Decimal("12005.30"),
        "basis": "临发改价〔2025〕18号《关于城市基础设施配套费标准的通知》",
        "how": "凭缴款码到任一代理银行或者网上支付",
        "due": "2026-12-01",
        "lines": [{"name": "城市基础设施配套费", "quantity": "38,500 平方米", "amount": "12005.3"}],
    },
    "decision": {
        "content": "准予江畔花园二期住宅楼工程施工，建设规模 38,500 平方米。",
        "reason": "施工场地不具备施工条件，建设资金未落实。",
        "basis": "《中华人民共和国建筑法》第八条第一款第（五）项",
        "competent_organ": "临江市自然资源和规划局",
    },
    "remedy": {"reconsideration_organ": "临江市人民政府", "court": "临江市人民法院"},
    "certificate": {
        "no": "429900202611210101",
        "rows": [
            {"label": "工程名称", "value": "江畔花园二期住宅楼"},
            {"label": "建设地址", "value": "临江市滨江大道 88 号"},
            {"label": "建设规模", "value": "38,500 平方米"},
            {"label": "施工单位", "value": "临江第一建筑工程有限公司"},
            {"label": "合同工期", "value": "2026年12月1日至2028年5月31日"},
        ],
        "valid_from": "2026-11-26",
        "valid_to": "2028-05-31",
    },
    "receiver": {"name": "陈晓", "post": "综合窗口"},
    "delivery": {
        "documents": [
            {"name": "准予行政许可决定书", "no": "临建准字〔2026〕第0001号"},
            {"name": "建筑工程施工许可证", "no": "429900202611210101"},
        ],
        "recipient": "临江市江畔置业有限公司",
        "agent": "周晓岚",
        "method": "窗口领取",
        "delivered_at": "2026-11-26T16:20:00+08:00",
        "handler": "陈晓",
    },
    "special_procedure": {
        "kind": "专家评审",
        "reason": "深基坑工程需要专家论证",
        "days": 7,
        "started_at": "2026-11-23T09:00:00+08:00",
        "approver": "吴江",
    },
    "hearing": {
        "matter": "拟准予在临江历史街区外缘建设高层住宅，涉及相邻住户的采光",
        "ask_due": "2026-12-02",
        "held_at": "2026-12-16T09:30:00+08:00",
        "place": "临江市政务服务中心四楼听证室",
        "chair": "周正（法制科）",
        "record": "申请人陈述了采光分析结论；相邻住户要求调整楼间距；申请人同意将三号楼北移六米。",
    },
    "inspection": {
        "inspectors": [{"name": "何敏"}, {"name": "陈晓"}],
        "findings": "现场围挡、道路硬化、冲洗设施已经到位，与申请材料一致。",
        "held_at": "2026-11-23T10:00:00+08:00",
        "place": "临江市滨江大道 88 号工地",
    },
    "interested": {
        "name": "临江市滨江小区业主委员会",
        "matter": "拟建住宅楼可能影响小区一至三号楼的采光",
        "due": "2026-11-30",
    },
    "extension": {
        "old_due": "2026-11-27",
        "new_due": "2026-12-11",
        "days": 10,
        "reason": "专家意见需要核实",
        "approver": "本机关负责人吴江",
    },
    "tolerant": {
        "items": [{"name": "施工图设计文件审查合格书"}, {"name": "资金落实承诺书"}],
        "due": "2026-12-04",
        "lapse": "withdrawn",
    },
    "commitment": {
        "items": [
            {"name": "营业场所消防安全检查合格证明", "text": "营业场所已通过消防安全检查，设施完好有效。"},
            {"name": "从业人员健康证明", "text": "从业人员均持有有效健康证明。"},
        ],
        "duty": "应当如实承诺，并保证已经具备许可条件。",
        "liability": "承诺不实的，责令限期整改；逾期不改的，撤销许可并记入信用记录。",
        "check": "60个工作日",
        "signed_by": "林小舟",
        "signed_at": "2026-11-19T09:12:00+08:00",
    },
    "rectification": {
        "problem": "现场核查发现两名从业人员没有健康证明。",
        "due": "2026-12-15",
        "how": "补办后书面报告。",
    },
    "revocation": {
        "documents": [
            {"name": "准予行政许可决定书", "no": "临建准字〔2026〕第0001号"},
            {"name": "建筑工程施工许可证", "no": "429900202611210101"},
        ]
    },
    "forwarding": {
        "sender": "青溪县农业农村局",
        "recipient": "临江市农业农村局",
        "opinion": "申请材料齐全，种畜来源清楚，初审同意，报请审批。",
    },
    "posting": {
        "sender": "云河市政务服务中心",
        "recipient": "临江市市场监督管理局",
        "carrier": "邮政特快专递",
        "tracking_no": "EX100000001CN",
        "note": "申请材料原件一套。",
    },
    "answer": {
        "text": "经核实，窗口延时服务告示与实际不符，已更正告示并安排专人值守。",
        "subject": "办事大厅午间无人值守",
        "handled_by": "临江市政务服务中心",
        "finding": "诉求属实",
    },
    "public": {
        "title": "关于午间延时服务的答复",
        "text": "自本月起，综合窗口午间安排专人值守。",
        "period": "三十日",
    },
    "joint": {
        "members": [
            {
                "name": "建设用地规划许可",
                "name_en": "Land use planning permit",
                "unit": "临江市自然资源和规划局",
                "unit_en": "Linjiang Natural Resources and Planning Bureau",
                "no": "42990020261121000123-01",
                "result": "准予",
                "result_en": "granted",
                "document": "临规证字〔2026〕第0003号",
                "decided_on": "2026-11-24",
            },
            {
                "name": "人防工程审查",
                "name_en": "Civil defence review",
                "unit": "临江市人民防空办公室",
                "unit_en": "Linjiang Civil Defence Office",
                "no": "42990020261121000123-02",
                "result": "不予",
                "result_en": "refused",
                "document": "临防不准字〔2026〕第0001号",
                "decided_on": "2026-11-25",
            },
        ]
    },
    "benefit": {"quantity": "5.20 亩", "sum": "468.00"},
    "archive": {
        "entries": [
            {"name": "申请材料接收凭证", "no": "临建收字〔2026〕第0001号", "date": "2026-11-19", "pages": 1},
            {
                "name": "行政许可申请受理通知书",
                "no": "临建受字〔2026〕第0001号",
                "date": "2026-11-20",
                "pages": 1,
            },
        ],
        "events": [
            {"at": "2026-11-19T09:12:00+08:00", "what": "收件", "by": "陈晓"},
            {"at": "2026-11-20T09:30:00+08:00", "what": "受理", "by": "陈晓"},
        ],
        "retention": "长期",
        "archivist": "郑和平",
    },
}


def specimen() -> dict[str, Any]:
    """A copy of one's own."""
    return copy.deepcopy(SPECIMEN)

"""Every document type, rendered and read back."""

from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest
from documents.sample import complete_data
from pypdf import PdfReader

from tongban.engine import errors
from tongban.engine.documents import TYPES, render
from tongban.engine.documents.catalogue import COMMON

HOSTILE = '#read("/etc/passwd") *bold* $x^2$ @label `raw` [c] <l> // no \\ "q" = --- ~'
MANDATORY = {
    "receipt_voucher": [
        "2026年11月19日09:12",
        "建设用地批准手续",
        "复印件",
        "2",
        "陈晓",
        "收件人签名",
        "第三十二条",
    ],
    "correction_notice": [
        "施工图设计文件审查合格书",
        "未提交",
        "申请表",
        "法定代表人未签名",
        "第三十二条第一款第（四）项",
        "2026年12月4日",
        "B12窗口提交",
        "一次性告知",
        "签收",
    ],
    "acceptance_notice": [
        "建筑工程施工许可证核发",
        "2026年11月20日09:30",
        "5个工作日",
        "2026年11月27日",
        "投诉电话",
        "0700-12345",
        "申请人（代理人）签收",
        "第三十二条第一款第（五）项",
    ],
    "not_required_notice": ["不需要取得行政许可", "理由：施工场地不具备施工条件", "第（一）项"],
    "refusal_to_accept": [
        "理由：施工场地不具备施工条件",
        "临江市自然资源和规划局",
        "六十日内依法向临江市人民政府申请行政复议",
        "六个月内依法向临江市人民法院提起行政诉讼",
        "第（二）项",
    ],
    "fee_notice": ["¥12,005.30", "壹万贰仟零伍元叁角整", "临发改价〔2025〕18号", "缴费方式", "第五十八条"],
    "special_procedure_notice": ["专家评审", "7个工作日", "第四十五条", "2026年11月23日09:00"],
    "hearing_right_notice": ["第四十七条", "2026年12月2日", "涉及相邻住户的采光", "五个工作日", "不收取费用"],
    "hearing_notice": ["第四十八条", "2026年12月16日09:30", "四楼听证室", "周正（法制科）", "申请回避"],
    "extension_notice": ["2026年11月27日", "2026年12月11日", "专家意见", "负责人吴江", "第四十二条"],
    "grant_decision": ["准予江畔花园二期住宅楼工程施工", "准予行政许可", "依法予以公开", "第三十八条第一款"],
    "refusal_decision": [
        "理由：施工场地不具备施工条件",
        "依据：《中华人民共和国建筑法》第八条",
        "六十日内依法向临江市人民政府申请行政复议",
        "六个月内依法向临江市人民法院提起行政诉讼",
        "第三十八条第二款",
    ],
    "certificate": [
        "建筑工程施工许可证",
        "编号：429900202611210101",
        "临江第一建筑工程有限公司",
        "2026年11月26日至2028年5月31日",
    ],
    "delivery_receipt": [
        "准予行政许可决定书",
        "受送达人临江市江畔置业有限公司",
        "2026年11月26日16:20",
        "窗口领取",
        "受送达人（代收人）签名或盖章",
        "第四十四条",
    ],
    "joint_reply": ["统一答复", "建设用地规划许可", "临防不准字〔2026〕第0001号", "2026-11-24"],
    "withdrawal_notice": ["终止审查", "终止的理由：施工场地不具备施工条件"],
    "termination_decision": ["终止办理", "依据：", "六十日内", "六个月内"],
    "approval_sheet": ["质量安全科审查", "同意", "加强深基坑监测", "何敏（科长）", "2026年11月23日15:05"],
    "answer_letter": ["办事大厅午间无人值守", "已更正告示并安排专人值守", "诉求属实", "三十日内"],
    "public_notice": ["关于午间延时服务的答复", "午间安排专人值守", "三十日"],
    "household_check_form": ["江畔花园二期住宅楼", "申报内容", "实际情况", "签名或者按手印"],
    "benefit_decision": ["审定如下", "5.20亩", "468.00", "六十日", "临江市人民法院"],
    "archive_index": [
        "申请材料接收凭证",
        "临建收字〔2026〕第0001号",
        "2026年11月19日09:12收件陈晓",
        "长期",
        "郑和平",
        "第十二条",
    ],
    "tolerant_notice": ("施工图设计文件审查合格书", "2026年12月4日", "视为撤回申请", "材料补齐前不作出"),
    "commitment_letter": (
        "营业场所消防安全检查合格证明",
        "从业人员均持有有效健康证明",
        "应当如实承诺",
        "逾期不改的，撤销许可",
        "60个工作日",
        "2026年11月19日09:12",
    ),
    "rectification_order": ("两名从业人员没有健康证明", "2026年12月15日", "补办后书面报告"),
    "revocation_decision": ("第六十九条", "施工场地不具备施工条件", "429900202611210101", "临江市人民法院"),
    "forwarding_slip": ("第四十三条", "青溪县农业农村局", "初审同意", "不得要求申请人重复提供"),
    "material_flow_voucher": ("云河市政务服务中心", "EX100000001CN", "申请材料原件一套"),
}


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))


def mandatory_only(type: str) -> dict[str, Any]:
    """Just what the type requires, taken from the complete data."""
    complete, data = complete_data(), dict[str, Any]()
    for path in (*COMMON, *TYPES[type].requires):
        source: Any = complete
        place: Any = data
        keys = path.split(".")
        for number, key in enumerate(keys):
            source = source[key.removesuffix("[]")]
            if key.endswith("[]"):
                names = [
                    required.split("[].")[1]
                    for required in TYPES[type].requires
                    if required.startswith(".".join(keys[: number + 1]))
                ]
                place[key.removesuffix("[]")] = [{name: row[name] for name in names} for row in source]
                break
            if number == len(keys) - 1:
                place[key] = source
            else:
                place = place.setdefault(key, {})
    return data


@pytest.mark.parametrize("type", TYPES)
def test_render_shows_the_mandatory_contents(type: str) -> None:
    text = text_of(render(type, complete_data()))
    common = [
        "临江市江畔置业有限公司",
        "临江市住房和城乡建设局",
        "临建受字〔2026〕第0001号",
        "2026年11月20日",
        "（印章）",
    ]
    for words in (*common[type == "public_notice" :], *MANDATORY[type]):
        assert words in text, words


@pytest.mark.parametrize("type", TYPES)
def test_render_marks_the_seal_as_a_specimen(type: str) -> None:
    text = text_of(render(type, complete_data()))
    assert "SPECIMEN" in text and "NOLEGALFORCE" in text and "无法律效力" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("type", TYPES)
def test_render_needs_only_the_mandatory_data(type: str, language: str) -> None:
    assert render(type, mandatory_only(type), language=language).startswith(b"%PDF")


@pytest.mark.parametrize("type", TYPES)
def test_render_in_english_says_the_chinese_text_prevails(type: str) -> None:
    text = text_of(render(type, complete_data(), language="en"))
    assert "theChinesetextprevails" in text and "20November2026" in text
    if type != "certificate":
        assert re.sub(r"\s", "", TYPES[type].name_en) in text


@pytest.mark.parametrize("type", TYPES)
def test_render_refuses_data_without_each_mandatory_field(type: str) -> None:
    for required in (*COMMON, *TYPES[type].requires):
        path = re.sub(r"\[\]$", "", required.split("[].")[0])
        with pytest.raises(errors.Invalid) as refused:
            render(type, complete_data(**{path.replace(".", "__"): None}))
        assert path in [error["field"] for error in refused.value.errors]


def test_render_names_the_row_that_lacks_a_field() -> None:
    data = complete_data()
    data["opinions"][1]["text"] = "  "
    del data["opinions"][2]["at"]
    with pytest.raises(errors.Invalid) as refused:
        render("approval_sheet", data)
    assert [error["field"] for error in refused.value.errors] == ["opinions[1].text", "opinions[2].at"]


@pytest.mark.parametrize("type", TYPES)
def test_render_keeps_hostile_text_literal(type: str) -> None:
    data = complete_data(case__applicant__name=HOSTILE, organ__name=HOSTILE)
    data["decision"] = dict.fromkeys(data["decision"], HOSTILE)
    text = text_of(render(type, data))
    assert re.sub(r"\s", "", HOSTILE) in text
    assert "root:" not in text


def test_render_writes_characters_no_font_has_as_code_points() -> None:
    text = text_of(render("refusal_decision", complete_data(decision__reason="𠮷😀\u202e\x00\ud800\u200b好")))
    assert "[U+20BB7][U+1F600]好" in text


def test_render_breaks_endless_words() -> None:
    page = PdfReader(io.BytesIO(render("refusal_decision", complete_data(decision__reason="A" * 900)))).pages[
        0
    ]
    lines = [line.count("A") for line in page.extract_text().splitlines()]
    assert sum(lines) == 900 and max(lines) < 100


def test_render_spreads_many_materials_over_pages_and_repeats_the_head() -> None:
    data = complete_data(materials=[{"name": f"材料{number}", "copies": 1} for number in range(80)])
    pages = PdfReader(io.BytesIO(render("receipt_voucher", data))).pages
    assert len(pages) > 2
    assert "材料名称" in re.sub(r"\s", "", pages[1].extract_text())


def test_render_says_that_no_materials_were_handed_in() -> None:
    assert "（无）" in text_of(render("receipt_voucher", complete_data(materials=[])))


def test_render_tells_an_acceptance_by_lapse_of_time() -> None:
    assert "逾期未告知视为受理" in text_of(render("acceptance_notice", complete_data(case__deemed=True)))


def test_render_tells_an_acceptance_after_corrections() -> None:
    text = text_of(render("acceptance_notice", complete_data(case__corrected=True)))
    assert "自补正材料齐全之日起予以受理" in text


def test_render_shows_a_licence_without_end_as_such() -> None:
    text = text_of(render("certificate", complete_data(certificate__valid_to=None)))
    assert "自2026年11月26日起长期有效" in text


def test_render_makes_pdf_a_2b_with_a_verification_link() -> None:
    pdf = render("certificate", complete_data())
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf and b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    text = text_of(pdf)
    assert "7K2M-9QXA-04TZ-BC8D" in text and "https://tongban.example/verify/" in text


def test_render_is_the_same_for_the_same_data() -> None:
    assert render("fee_notice", complete_data()) == render("fee_notice", complete_data())


def test_render_embeds_every_font() -> None:
    page = PdfReader(io.BytesIO(render("grant_decision", complete_data()))).pages[0]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.get_object())


def test_render_works_in_several_threads() -> None:
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(render("acceptance_notice", complete_data())))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and len(set(made)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fee__amount": "many"}, "fee.amount"),
        ({"fee__amount": "-1"}, "fee.amount"),
        ({"document__date": "tomorrow"}, "document.date"),
        ({"fee__due": 7}, "fee.due"),
    ],
)
def test_render_names_a_field_that_is_not_what_it_should_be(change: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        render("fee_notice", complete_data(**change))
    assert refused.value.facts["field"] == field


def test_render_refuses_an_unknown_type_and_language() -> None:
    with pytest.raises(errors.NotFound):
        render("../../../etc/passwd", complete_data())
    with pytest.raises(errors.Invalid):
        render("certificate", complete_data(), language="xx")

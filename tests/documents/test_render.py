"""Every document type, rendered and read back."""

from __future__ import annotations

import io
import re
import threading
from typing import Any

import pytest
from documents.mandatory import MANDATORY
from documents.sample import complete_data
from pypdf import PdfReader

from tongban.engine import errors
from tongban.engine.documents import TYPES, render
from tongban.engine.documents.catalogue import COMMON

HOSTILE = '#read("/etc/passwd") *bold* $x^2$ @label `raw` [c] <l> // no \\ "q" = --- ~'


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


def test_a_seal_never_stands_on_a_page_without_text() -> None:
    """Whatever the length of the reason: the last paragraph goes to the next page with the seal."""
    turned = 0
    for length in range(400, 900, 100):
        pdf = render("refusal_decision", complete_data(decision__reason="审" * length))
        pages = [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
        sealed = next(page for page in pages if "（印章）" in page)
        assert "行政复议" in sealed, length
        turned += sealed is not pages[0]
    assert turned > 1


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

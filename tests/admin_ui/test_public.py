"""What anybody may read: the start page, the catalogue with its guides, progress and the verification of documents."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from admin_ui.fake_engine import CASE_NO, ITEM, FakeEngine
from tongban.admin_ui import assets, guide


def test_the_start_page_leads_to_items_progress_and_signing_in(client: FlaskClient) -> None:
    body = client.get("/").text
    for link in (f"/items/{ITEM['code']}", "/progress", "/signin", "/verify", "/api/v1/docs"):
        assert link in body


def test_the_guide_is_the_sheet_the_engine_runs(client: FlaskClient) -> None:
    body = client.get("/items/construction-permit").text
    for words in (
        "3 个工作日",
        "7 天",
        "《中华人民共和国建筑法》",
        "JPG 640×480 至 1600×1200 像素 不超过 90 KB",
        "科室并联审查",
        "行政复议",
    ):
        assert words in body, words


def test_the_guide_has_the_chart_without_anybody_in_it(client: FlaskClient) -> None:
    assert 'data-diagram="diagram-data"' in client.get("/items/construction-permit").text


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        ("第七条", "Article 7"),
        ("第十条", "Article 10"),
        ("第三十二条第一款第（四）项", "Article 32(1)(4)"),
        ("第一百零五条", "Article 105"),
    ],
)
def test_articles_are_cited_in_figures_in_english(cited: str, told: str) -> None:
    found = guide.ARTICLE.fullmatch(cited)
    assert found and guide.in_figures(found) == told


def test_progress_needs_number_and_code(client: FlaskClient) -> None:
    found = client.get(f"/progress?case_no={CASE_NO}&code=K7P29QXM")
    assert found.status_code == 200
    assert "科室并联审查" in found.text and "临**********司" in found.text
    wrong = client.get(f"/progress?case_no={CASE_NO}&code=00000000")
    assert wrong.status_code == 404
    assert "没有查到" in wrong.text


def test_a_document_of_ours_is_recognised(client: FlaskClient, engine: FakeEngine) -> None:
    engine.queries.answers["verify_document"] = {
        "valid": True, "title": "建筑工程施工许可证", "title_en": "Construction permit", "number": "429900202611200101",
        "date": "2026-11-20", "organ": "临江市住房和城乡建设局", "case_no": CASE_NO, "applicant_name": "临**********司",
    }  # fmt: skip
    body = client.get("/verify/ABCD-EFGH").text
    assert "这份文书由本系统出具" in body and "429900202611200101" in body


def test_an_unknown_document_is_said_to_be_unknown(client: FlaskClient) -> None:
    answer = client.get("/verify/ABCD-EFGH")
    assert answer.status_code == 404
    assert "查无此文书" in answer.text


def test_an_unknown_page_helps(client: FlaskClient) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert "找不到这个页面" in answer.text and 'href="/"' in answer.text


def test_the_api_keeps_its_own_errors(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing")
    assert answer.content_type == "application/problem+json"


def test_what_breaks_inside_says_nothing_of_the_inside(client: FlaskClient, engine: FakeEngine) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")

    engine.queries.answers["items"] = broken
    answer = client.get("/items")
    assert answer.status_code == 500
    assert "系统出错了" in answer.text and "secret detail" not in answer.text


def test_administration_lists_are_there(signed_in) -> None:
    client = signed_in("admin")
    for page in ("/admin", "/admin/instances", "/admin/people"):
        assert client.get(page).status_code == 200


def test_the_work_of_others_is_named_with_its_licences(client: FlaskClient) -> None:
    assert 'href="/notice"' in client.get("/").text
    body = client.get("/notice").text
    assert "SIL OPEN FONT LICENSE" in body and "Noto Serif SC" in body
    for one in assets.licences():
        assert one["name"] in body


def test_progress_names_the_step_in_the_readers_language(client: FlaskClient) -> None:
    body = client.get(f"/progress?case_no={CASE_NO}&code=K7P29QXM&lang=en").text
    assert "Review by the sections" in body and "Promised limit" in body

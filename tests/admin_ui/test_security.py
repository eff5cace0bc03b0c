"""Every answer carries the strict policy, and no page holds inline code that the policy would have to allow."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

PAGES = (
    "/",
    "/signin",
    "/inbox",
    "/items",
    "/items/x",
    "/cases/x",
    "/apply/x",
    "/progress",
    "/verify",
    "/nothing",
)


def test_every_page_has_the_strict_policy(signed_in) -> None:
    client = signed_in()
    for page in PAGES:
        headers = client.get(page).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "style-src 'self'" in policy, page
        assert "unsafe" not in policy, page
        assert "frame-ancestors 'none'" in policy, page
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_no_page_holds_inline_scripts_styles_or_handlers(signed_in) -> None:
    client = signed_in()
    for page in PAGES:
        body = client.get(page).text
        inline = [tag for tag in re.findall(r"<script[^>]*>", body) if "src=" not in tag]
        assert set(inline) <= {'<script type="application/json" id="diagram-data">'}, page
        assert "<style" not in body, page
        assert not re.search(r"<[^>]+\s(style|on\w+)=", body), page


def test_every_changing_form_carries_the_token(signed_in) -> None:
    client = signed_in()
    for page in PAGES:
        for form in re.findall(r'<form[^>]*method="post".*?</form>', client.get(page).text, re.DOTALL):
            assert 'name="csrf"' in form, page


def test_what_a_stranger_typed_is_shown_as_text(client: FlaskClient) -> None:
    body = client.get('/progress?case_no="><script>alert(1)</script>&code=x').text
    assert "<script>alert" not in body


def test_a_built_file_may_be_kept_and_a_page_may_not(client: FlaskClient) -> None:
    with client.get("/assets/tongban.css") as built:
        assert "immutable" in built.headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_picture_handed_in_is_shown_but_can_do_nothing(signed_in) -> None:
    answer = signed_in().get("/cases/x/materials/M1")
    assert answer.content_type == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_file_of_another_kind_is_only_downloaded(signed_in, engine) -> None:
    engine.queries.answers["material_file"] = (b"<script>", "text/html", "页面.html")
    answer = signed_in().get("/cases/x/materials/M1")
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")

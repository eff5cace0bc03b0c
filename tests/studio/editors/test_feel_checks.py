"""FEEL while it is typed: right or wrong, where, and which names nobody knows."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from studio.editors.drafts import begun, send
from tongban.engine import Engine


@pytest.mark.parametrize(
    ("text", "kind", "offset"),
    [
        ('= outcome = "accept" and company_name != null', "expression", None),
        ("= count(licence_no) > 0", "expression", None),
        ("= outcome = ", "expression", 11),
        ("  = licence_no == 3", "expression", 16),
        ("= nobody > 3", "expression", 2),
        ('= company_name = "乙" or\n  licnce_no = null', "expression", 26),
        ("> 5, <", "tests", 6),
        ('"甲", >= 3', "tests", None),
    ],
)
def test_the_verdict_names_the_place(
    analyst: FlaskClient, studio: Engine, text: str, kind: str, offset: int | None
) -> None:
    answer = send(analyst, f"/studio/{begun(studio)}/feel/check", text=text, kind=kind).json
    assert answer["ok"] is (offset is None)
    assert answer.get("offset") == offset


def test_a_form_knows_its_rows_and_what_is_not_saved_yet(analyst: FlaskClient, studio: Engine) -> None:
    path = f"/studio/{begun(studio, 'construction-permit')}/feel/check"
    assert send(analyst, path, text="= this.floors > 3", path="flow.bpmn").json["ok"] is False
    assert send(analyst, path, text="= this.floors > 3", path="form.json").json["ok"] is True
    assert send(analyst, path, text="= brand_new > 3", path="form.json").json["ok"] is False
    assert send(analyst, path, text="= brand_new > 3", path="form.json", name="brand_new").json["ok"] is True


def test_it_speaks_the_reader_s_language(analyst: FlaskClient, studio: Engine) -> None:
    path = f"/studio/{begun(studio)}/feel/check"
    assert "第 5 个字" in send(analyst, path, text="a = = 3").json["message"]
    assert "character 5" in send(analyst, f"{path}?lang=en", text="a = = 3").json["message"]
    analyst.get("/studio?lang=zh")


def test_what_is_not_asked_for_is_refused(analyst: FlaskClient, studio: Engine) -> None:
    path = f"/studio/{begun(studio)}/feel/check"
    assert send(analyst, path, text="x" * 20_001).status_code == 422
    assert send(analyst, path, text="1", kind="python").status_code == 422

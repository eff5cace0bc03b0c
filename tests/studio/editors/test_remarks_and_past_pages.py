"""Remarks and earlier versions on their pages, without any script."""

from __future__ import annotations

from flask.testing import FlaskClient

from studio.editors.drafts import begun, contents, send
from tongban.engine import Engine


def test_a_remark_is_made_and_settled(analyst: FlaskClient, studio: Engine) -> None:
    home = f"/studio/{begun(studio)}/comments"
    empty = send(analyst, home, text=" ", path="flow.bpmn")
    assert empty.status_code == 422 and 'id="wrong-text"' in empty.text
    assert send(analyst, home, text="<b>太短</b>", element="review").status_code == 303
    page = analyst.get(home).text
    assert "&lt;b&gt;太短" in page and "/flow?element=review" in page
    settle = page.split('action="' + home + "/")[1].split('"')[0]
    assert send(analyst, f"{home}/{settle}", settled="1").status_code == 303
    assert 'value="0"' in analyst.get(home).text
    answer = send(analyst, f"{home}/{settle}", settled="0", headers={"Accept": "application/json"})
    (one,) = answer.json["comments"]
    assert (one["element"], one["resolved_at"], one["author_name"]) == ("review", None, "许项南")
    wrong = send(analyst, home, text="", headers={"Accept": "application/json"})
    assert (wrong.status_code, list(wrong.json["wrong"])) == (422, ["text"])


def test_an_earlier_version_is_compared_and_brought_back(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    before = contents(studio, draft)["form.json"]
    path = f"/studio/{draft}/forms/edit/form.json"
    other = before.replace("企业名称".encode(), "单位名称".encode())
    assert send(analyst, path, form=other, headers={"If-Match": '"1"'}).status_code == 200
    listed = analyst.get(f"/studio/{draft}/past?path=form.json").text
    address = f"/studio/{draft}/past/1/form.json"
    assert address in listed
    page = analyst.get(address).text
    assert 'class="studio-more"' in page and "企业名称" in page and "单位名称" in page
    assert send(analyst, address, revision="1").status_code == 412
    back = send(analyst, address, revision="2")
    assert back.headers["Location"].endswith("/forms/edit/form.json")
    assert contents(studio, draft)["form.json"] == before
    assert f"/studio/{draft}/past/2/form.json" in analyst.get(f"/studio/{draft}/past").text
    assert analyst.get(f"/studio/{draft}/past/9/form.json").status_code == 404


def test_a_form_that_was_deleted_comes_back(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    gone = "forms/seal.json"
    before = contents(studio, draft)[gone]
    send(analyst, f"/studio/{draft}/files/{gone}", revision="1", remove="1")
    assert gone not in contents(studio, draft)
    assert send(analyst, f"/studio/{draft}/past/1/{gone}", revision="0").status_code == 303
    assert contents(studio, draft)[gone] == before

"""The construction permit up to its refusal, read in English by everybody: no sentence is left in Chinese."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from admin_ui.browser.walking import register, sample
from admin_ui.conftest import app_with, enter, token_of
from tongban.api import demonstration
from tongban.engine import Engine

ITEM = "construction-permit"
SPOKEN = re.compile("[\u4e00-\u9fff]+")
NUMBER = re.compile("[\u4e00-\u9fff]+〔[0-9]+〕第[0-9]+号")
INERT = re.compile(r"<script type=\"application/json\".*?</script>|<textarea.*?</textarea>", re.DOTALL)


def given(office: Engine, story: Any) -> str:
    """Everything that is somebody's own words or name, and so stays as it is."""
    root = Path(demonstration.__file__).parent.parent / "processes"
    people = (root / "people.yaml").read_text("utf-8")
    # The brand's sign, the switch to Chinese, and the name of the made-up files.
    return json.dumps(story, ensure_ascii=False) + people + "办 中文 材料"


def left_in_chinese(page: str, own: str) -> list[str]:
    words = NUMBER.sub("", INERT.sub("", page))
    return [found for found in SPOKEN.findall(words) if found not in own]


def step(client: FlaskClient, case_no: str, what: Any, own: str) -> None:
    """Find the work, look at its page, do it."""
    for box in ("mine", "pool"):
        found = re.search(r'/tasks/(\w{20})"', client.get(f"/inbox?box={box}&q={case_no}").text)
        if found:
            break
    assert found, what
    page = client.get(f"/tasks/{found.group(1)}", follow_redirects=True).text
    assert left_in_chinese(page, own) == []
    form = {"csrf": token_of(page), "outcome": what["outcome"], "opinion": what.get("opinion", "")}
    form |= {"point": re.findall(r'name="point" value="(\w+)"', page)}
    for name, value in (what.get("variables") or {}).items():
        form[name] = str(value).lower() if isinstance(value, bool) else value
    answer = client.post(f"/tasks/{found.group(1)}/complete", data=form)
    assert answer.status_code == 303, answer.text


def test_the_permit_is_refused_in_english(office: Engine) -> None:
    app = app_with(office)
    story = sample(ITEM, "refused")
    own = given(office, story)
    case_no = register(office, ITEM, story)["case_no"]
    desks = {who: enter(app, who, "en") for who in {one["as"] for one in story["steps"] if "task" in one}}
    for one in story["steps"]:
        if "task" in one:
            step(desks[one["as"]], case_no, one, own)
    clerk = desks[story["by"]]
    page = clerk.get(f"/cases/{case_no}").text
    for words in ("Closed", "Refused", "Steps", "Opinions"):
        assert words in page
    assert left_in_chinese(page, own) == []
    for person in demonstration.people()["people"]:
        # The reader's own name stands at the top of every page as they write it.
        if person["username"] in desks.keys() - {story["by"]}:
            assert person["name"]["en"] in page and person["name"]["zh"] not in page
    assert left_in_chinese(clerk.get("/inbox?box=done").text, own) == []

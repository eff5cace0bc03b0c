"""Two languages, complete: every Chinese sentence on a page has its English one, and the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from admin_ui.fake_engine import FakeEngine, a_task
from tongban import admin_ui
from tongban.admin_ui.language import ONE_OR_MANY, english, told_in

ROOT = Path(admin_ui.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")
PAGES = (
    "/",
    "/signin",
    "/inbox",
    "/items",
    "/progress",
    "/verify/NONE",
    "/messages",
    "/my",
    "/window",
    "/nothing",
)


def sentences() -> Iterator[str]:
    """Every sentence the templates and the code ask to have translated."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        tree = Environment().parse(path.read_text("utf-8"))
        for _line, _name, message in extract_from_ast(tree, ("_",)):
            found = message if isinstance(message, str) else (message or (None,))[0]
            if isinstance(found, str):
                yield found
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
            )
            if named and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def test_every_sentence_has_its_english() -> None:
    assert sorted(set(sentences()) - set(english())) == []


def test_the_catalogue_holds_nothing_that_no_page_says() -> None:
    assert sorted(set(english()) - set(sentences())) == []


def test_a_translation_keeps_every_fact_of_its_sentence() -> None:
    facts = re.compile(r"{(\w+)}")
    wrong = [
        zh
        for zh, en in english().items()
        for said in en.split(ONE_OR_MANY)
        if sorted(facts.findall(zh)) != sorted(facts.findall(said))
    ]
    assert wrong == []


def test_english_tells_one_from_many() -> None:
    said = told_in("en")
    assert [said("{n} 种材料", n=n) for n in (0, 1, 2)] == ["0 materials", "1 material", "2 materials"]
    assert said("复印件 {n} 份", n="1") == "1 copy" and told_in("zh")("{n} 种材料", n=1) == "1 种材料"


def test_templates_hold_no_chinese_outside_the_catalogue() -> None:
    spoken = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
    allowed = {"base.html": {"办", "中文"}}
    for path in (ROOT / "templates").glob("*.html"):
        left = set(re.findall("[\u4e00-\u9fff]+", spoken.sub("", path.read_text("utf-8"))))
        assert left <= allowed.get(path.name, set()), path.name


def test_an_english_page_of_our_own_words_has_no_chinese(signed_in) -> None:
    client = signed_in()
    for page in PAGES:
        body = client.get(f"{page}?lang=en").text
        words = re.sub(r"<script type=\"application/json\".*?</script>", "", body, flags=re.DOTALL)
        found = set(re.findall("[\u4e00-\u9fff]+", words)) - {
            "办",
            "中文",
            "王晓窗",
            "临江筑梦房地产开发有限公司",
        }
        # Names of steps and people come from the engine in the language it has them in.
        assert found <= {"科室并联审查"}, page


def test_the_switch_is_remembered_in_a_cookie(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/").text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert '<html lang="en">' in client.get("/progress").text
    assert '<html lang="zh-CN">' in client.get("/progress?lang=zh").text


def test_the_switch_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    assert 'href="/items?q=a%26b&amp;lang=en"' in client.get("/items?q=a%26b").text


def test_an_unknown_language_is_chinese(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/?lang=xx").text


def test_a_browser_that_prefers_english_gets_english(client: FlaskClient) -> None:
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text


def test_one_day_is_a_day_and_two_are_days(signed_in, engine: FakeEngine) -> None:
    engine.queries.answers["inbox"] = {"items": [a_task(days_left=1), a_task(2)], "next_cursor": None}
    body = signed_in().get("/inbox?lang=en").text
    assert "1 working day left" in body and "3 working days left" in body

"""The applicant's core path in a browser that runs no script: find, apply, put by, go on, send, follow, verify."""

from __future__ import annotations

import re
from typing import Any

from admin_ui.browser.conftest import PASSWORD, PHONE
from admin_ui.browser.walking import sample
from tongban.engine import SYSTEM, Engine

SHOP = "sole-trader-registration"


def test_an_application_needs_no_script(browser: Any, site: str, office: Engine) -> None:
    story = sample(SHOP, "granted")
    context = browser.new_context(
        base_url=site,
        viewport={"width": PHONE[0], "height": PHONE[1]},
        locale="zh-CN",
        java_script_enabled=False,
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/signin?next=/my")
    page.fill("#username", "lin.applicant")
    page.fill("#password", PASSWORD)
    page.click("form[action='/signin'] button")
    page.goto("/items")
    page.fill("input[name=q] >> nth=0", "个体工商户设立登记")
    page.keyboard.press("Enter")
    page.click("a[href*='/apply/'] >> nth=0")
    page.fill("[name='trader_name']", story["form"]["trader_name"])
    page.click("button[value=keep]")
    assert "还没有提交的" in page.content()
    page.click("#drafts-title + ul a >> nth=0")
    assert page.input_value("[name='trader_name']") == story["form"]["trader_name"]
    applicant = story["applicant"]
    page.check("#kind-person")
    for name in ("name", "id_no"):
        page.fill(f"[name='applicant.{name}']", applicant[name])
    page.fill("[name='applicant.contact.phone']", applicant["contact"]["phone"])
    for name in ("operator_name", "operator_id", "business_address", "business_scope"):
        page.fill(f"[name='{name}']", str(story["form"][name]))
    page.check("[name='name_kind'][value='named']")
    page.check("[name='declaration'][value='true'], [name='declaration']:not([type=hidden])")
    page.click("button:not([value=keep]).btn-large")
    assert "/receipt" in page.url, page.inner_text("main")[:400]
    case_no, code = page.locator(".receipt-codes dd").all_inner_texts()
    page.goto(f"/progress?case_no={case_no}&code={code}")
    assert "办到哪一步" in page.content()
    assert not re.search(applicant["id_no"], page.content())
    receipt = office.queries.case(SYSTEM, case_no)["documents"][0]
    page.goto(f"/verify/{receipt['verification_code']}")
    assert "签名完好" in page.content()
    context.close()

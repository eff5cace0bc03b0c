"""Makes the pictures of docs/img: a fresh demonstration, two cases on their way, and the pages people see most."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from admin_ui.browser.walking import apply, sample, take_step  # noqa: E402

from tongban.api import demonstration  # noqa: E402
from tongban.api.app import create_app  # noqa: E402
from tongban.engine import bootstrap  # noqa: E402
from tongban.engine.settings import Settings  # noqa: E402
from tongban.migrations import migrate  # noqa: E402

PICTURES = ROOT / "docs" / "img"
ITEM = "construction-permit"
SIZE: Any = {"width": 1366, "height": 768}


@contextmanager
def served() -> Iterator[str]:
    """The demonstration on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"TONGBAN_DATA_DIR": folder, "TONGBAN_DEMO": "1"})
        migrate(settings.database_url)
        engine = bootstrap(settings)
        demonstration.load(engine, lambda line: None)
        server = make_server("127.0.0.1", 0, create_app(settings, engine=engine), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        engine.sql_engine.dispose()


def signed_in(browser: Browser, site: str, username: str) -> Page:
    page = browser.new_context(base_url=site, viewport=SIZE, locale="zh-CN").new_page()
    page.goto("/signin")
    page.fill("#username", username)
    page.fill("#password", "tongban-demo")
    page.click("form[action='/signin'] button")
    page.wait_for_url(lambda url: "/signin" not in url)
    return page


def picture(page: Page, path: str, name: str, *, screens: float = 1) -> None:
    """The first screens of a page."""
    page.goto(path)
    if page.locator("[data-diagram]").count():
        page.locator("[data-shown]").wait_for()
    page.set_viewport_size({**SIZE, "height": round(SIZE["height"] * screens)})
    page.wait_for_timeout(300)
    page.screenshot(path=str(PICTURES / f"{name}.png"))
    page.set_viewport_size(SIZE)


def studio(browser: Browser, site: str) -> None:
    """The pictures of docs/howto/first-item.md: one item, from what it begins with to its publishing."""
    page = signed_in(browser, site, "xu.items")
    page.goto("/studio")
    page.fill("#name", "临街摆摊备案")
    page.fill("#name_en", "Street stall filing")
    page.fill("#key", "street-stall")
    page.fill("#basic_code", "001017109012")
    page.set_viewport_size({**SIZE, "height": 960})
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=str(PICTURES / "studio-begin.png"))
    page.click("form[action='/studio/new'] button")
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in ("studio", "new"))
    home = page.url
    picture(page, home, "studio-draft", screens=1.2)
    picture(page, f"{home}/sheet", "studio-sheet")
    page.goto(f"{home}/forms/edit/form.json")
    page.locator("#canvas[data-shown]").wait_for()
    page.locator("#steps button").first.click()
    page.set_viewport_size({**SIZE, "height": 1000})
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.screenshot(path=str(PICTURES / "studio-form.png"))
    page.goto(f"{home}/flow")
    page.locator("#canvas[data-shown]").wait_for()
    page.set_viewport_size({**SIZE, "height": 1000})
    page.click("#steps button:has-text('核对刻章信息')")
    page.fill("#panel [name='name']", "核对摊位信息")
    page.locator("#panel [name='name']").blur()
    page.locator("#state[data-state='saved']").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.screenshot(path=str(PICTURES / "studio-flow.png"))
    picture(page, f"{home}/history", "studio-history", screens=1.1)
    page.goto(f"{home}/runs?sample=granted")
    page.click("#application .btn-primary")
    page.locator("form[action$='/next'] button").first.click()
    page.wait_for_load_state()
    picture(page, page.url, "studio-run", screens=1.2)
    picture(page, f"{home}/gate", "studio-gate", screens=1.4)
    page.goto(home)
    page.fill("#change_note", "第一版")
    page.click("form[action$='/publish'] button")
    page.locator("#published").wait_for(timeout=60_000)
    page.screenshot(path=str(PICTURES / "studio-published.png"), full_page=True)
    table(page)


def table(page: Page) -> None:
    """A decision table with values tried on it."""
    page.goto("/studio")
    page.check("#source-construction-permit")
    for name, value in {
        "name": "临时搭建许可",
        "key": "temporary-works",
        "basic_code": "001017109013",
    }.items():
        page.fill(f"#{name}", value)
    page.click("form[action='/studio/new'] button")
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in ("studio", "new"))
    page.goto(f"{page.url}/rules/edit/rules.dmn")
    page.locator("#canvas[data-shown]").wait_for()
    page.select_option("#try [name='value.project_kind']", "commercial")
    page.fill("#try [name='value.area']", "6000")
    page.fill("#try [name='value.investment']", "800")
    page.click("#try [name='run']")
    page.locator("#tried").wait_for()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=str(PICTURES / "studio-rules.png"), full_page=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with served() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        story = sample(ITEM, "granted")
        applicant = signed_in(browser, site, story["by"])
        first = apply(applicant, ITEM, story)
        apply(applicant, ITEM, story)
        clerk = signed_in(browser, site, "wang.window")
        picture(clerk, "/inbox?box=pool", "inbox")
        take_step(clerk, first, story["steps"][0])
        section = signed_in(browser, site, story["steps"][1]["as"])
        section.goto(f"/inbox?box=pool&q={first}")
        section.locator("[id^='task-'] button").first.click()
        picture(section, f"/cases/{first}", "case", screens=1.6)
        section.locator("#flow").screenshot(path=str(PICTURES / "chart.png"))
        section.click("a[href$='/transfer']")
        section.locator("#dialog[open] #act").wait_for()
        section.screenshot(path=str(PICTURES / "dialog.png"))
        picture(applicant, f"/apply/{ITEM}", "apply")
        picture(applicant, f"/items/{ITEM}", "guide", screens=1.6)
        studio(browser, site)
        browser.close()


if __name__ == "__main__":
    main()

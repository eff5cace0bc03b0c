"""A real server on a fresh database with the demonstration, and a browser that reports every violation of the policy."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tongban.admin_ui import assets
from tongban.admin_ui.language import COOKIE
from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.api.authentication import SESSION_COOKIE
from tongban.engine import SYSTEM, Engine, bootstrap
from tongban.engine.settings import Settings
from tongban.engine.use_cases import OpenSession
from tongban.migrations import migrate

PASSWORD = "tongban-demo"
BEGIN = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)
DESKTOP, PHONE = (1366, 768), (390, 844)
COMPLAIN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        return


def chromium() -> str | None:
    named = os.environ.get("TONGBAN_CHROMIUM")
    return (
        named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (set TONGBAN_CHROMIUM)")
    if not assets.manifest():
        pytest.skip("the islands are not built: npm run build")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine with the demonstration; its day begins on a Monday morning in February 2026."""
    began, folder = monotonic(), tmp_path_factory.mktemp("office")

    def clock() -> datetime:
        return datetime.fromtimestamp(BEGIN.timestamp() + monotonic() - began, UTC)

    settings = Settings.from_environment(
        {
            "TONGBAN_DATA_DIR": str(folder),
            "TONGBAN_EMBEDDED_WORKER": "0",
            "TONGBAN_DIRECT_PUBLISHING": "1",
        }
    )
    migrate(settings.database_url)
    engine = bootstrap(settings, clock=clock)
    demonstration.load(engine, lambda line: None)
    yield engine
    engine.sql_engine.dispose()


@pytest.fixture(scope="session")
def site(browser: Any, office: Engine) -> Iterator[str]:
    """The address of a server before that engine."""
    app = create_app(office.settings, engine=office)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


Open = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, site: str, office: Engine) -> Iterator[Open]:
    """Open a page as somebody; afterwards no page may have broken the policy or thrown."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def cookies(username: str, language: str) -> list[dict[str, Any]]:
        """Signed in without the page, which test_walk and the walk without scripts use: a password is slow to check."""
        kept = {COOKIE: language}
        if username:
            kept[SESSION_COOKIE] = office.execute(OpenSession(username, True), SYSTEM)["session"]
        return [{"name": name, "value": value, "url": site} for name, value in kept.items()]

    def open_page(username: str = "", language: str = "zh", size: tuple[int, int] = DESKTOP) -> Any:
        context = browser.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.add_init_script(COMPLAIN)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "console",
            lambda said: trouble.append(said.text) if "Content Security Policy" in said.text else None,
        )
        context.add_cookies(cookies(username, language))
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            trouble.extend(page.evaluate("window.violations || []"))
        context.close()
    assert trouble == []

"""Publishing in a browser: the gate, the diagrams side by side, versions and moves, in both languages and on a phone."""

from __future__ import annotations

import json
from typing import Any

from office import CONTENT

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import faults
from tongban.engine import Engine, drafting, items
from tongban.engine.use_cases.publication_trials import RecordTrial

NEW = items.NewItem("street-market", "临街市集备案", "Street market filing", "001017109041")


def folder() -> dict[str, bytes]:
    return items.new_item(items.read_folder(CONTENT / "seal-filing"), NEW)


def published_and_changed(office: Engine) -> str:
    """A first version, and the draft of a second that differs in every part; the draft's id."""
    admin = office.actor_of_username("admin")
    assert admin is not None
    files = folder()
    item = items.read_item(files)
    office.execute(RecordTrial(item.content_hash, {one.key: True for one in item.samples.values()}), admin)
    draft = office.execute(drafting.CreateItemDraft(files), admin)
    office.execute(drafting.PublishItemDraft(draft["id"], 1, "第一版"), admin)
    form = json.loads(files["form.json"])
    form["components"][0]["label"] = "别的标签"
    changed = {
        "flow.bpmn": files["flow.bpmn"].replace(
            'name="核对刻章信息"'.encode(), 'name="核对摊位"'.encode(), 1
        ),
        "form.json": json.dumps(form, ensure_ascii=False).encode(),
        "item.yaml": files["item.yaml"].replace(b"visits: 1", b"visits: 2", 1),
    }
    office.execute(drafting.ChangeItemDraft(draft["id"], changed, None), admin)
    return str(draft["id"])


def test_what_is_missing_and_what_is_different_can_be_read_by_everybody(visit: Open, office: Engine) -> None:
    draft = published_and_changed(office)
    pages = (
        f"/studio/{draft}/gate",
        f"/studio/{draft}/compare",
        "/studio/items/street-market/versions",
        "/studio/items/street-market/migrate",
        "/studio/publications",
    )
    found: list[str] = []
    for language, size in (("en", PHONE), ("zh", DESKTOP)):
        page: Any = visit("admin", language, size)
        for path in pages:
            page.goto(path)
            for drawn in page.locator("[data-diagram]").all():
                drawn.locator(".djs-container").wait_for()
            found += faults(page)
    assert found == []
    page.goto(f"/studio/{draft}/compare")
    page.locator("[data-shown]").first.wait_for()
    changed = page.locator(".state-diff-changed")
    assert changed.count() == 2
    assert "核对摊位" in page.locator("#diff-flow").inner_text()
    assert page.locator(".bjs-powered-by").first.is_visible()

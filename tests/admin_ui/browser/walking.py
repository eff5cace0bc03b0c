"""Plays a sample of an item in the browser, as the people it names: the same story as its test, through the pages."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from tongban import processes
from tongban.engine import CompleteTask, Engine, RegisterCase

ROOT = Path(processes.__path__[0])
Open = Callable[..., Any]


def sample(item: str, name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / item / "samples" / f"{name}.json").read_text("utf-8"))
    return read


def made_file(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A file as a sample describes it."""
    kind = rule["format"]
    picture = Image.new("RGB", (rule.get("width", 600), rule.get("height", 800)), "#f4f1e8")
    content = io.BytesIO()
    picture.save(content, {"jpg": "JPEG", "pdf": "PDF"}[kind], quality=40)
    media_type = {"jpg": "image/jpeg", "pdf": "application/pdf"}[kind]
    return {"name": f"材料.{kind}", "mimeType": media_type, "buffer": content.getvalue()}


def fill(page: Any, values: Mapping[str, Any], prefix: str = "") -> None:
    """Type values into the controls of these names; entries of a list are added as needed."""
    for key, value in values.items():
        name = prefix + key
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                if page.locator(f"[name^='{name}[{number}].']").count() == 0:
                    page.click(f"button[name='_add'][value='{name}']")
                    page.locator(f"[name^='{name}[{number}].']").first.wait_for()
                fill(page, row, f"{name}[{number}].")
        else:
            put(page, name, value)


def put(page: Any, name: str, value: Any) -> None:
    control = page.locator(f"[name='{name}']:not([type='hidden'])")
    if control.count() == 0:
        return
    kind = control.first.evaluate("node => node.type || node.tagName.toLowerCase()")
    if kind in ("checkbox", "radio"):
        for one in (
            value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else value]
        ):
            if one not in ("false", "", None):
                page.check(f"[name='{name}'][value='{one}']")
    elif kind == "select-one":
        control.select_option(str(value))
    else:
        control.fill(str(value))


def apply(page: Any, item: str, story: Mapping[str, Any]) -> str:
    """Apply as the sample says; the number of the new case."""
    channel = "apply" if story["channel"] == "online" else "window"
    page.goto(f"/{channel}/{item}")
    who = story["applicant"]
    page.check(f"#kind-{who['kind']}")
    for key in ("name", "id_type", "id_no"):
        put(page, f"applicant.{key}", who[key])
    for key, value in who.get("contact", {}).items():
        put(page, f"applicant.contact.{key}", value)
    fill(page, story["form"])
    for code, what in story.get("materials", {}).items():
        page.set_input_files(f"[name='material.{code}']", made_file(what["generate"]))
    page.click("form#application > .actions .btn-primary")
    page.wait_for_url("**/receipt")
    return str(page.locator(".receipt-codes dd").first.inner_text())


def register(office: Engine, item: str, story: Mapping[str, Any]) -> dict[str, Any]:
    """The same application without the pages, for tests about what comes after it."""
    files = {code: made_file(what["generate"]) for code, what in story.get("materials", {}).items()}
    command = RegisterCase(
        item=item,
        applicant=story["applicant"],
        form=story["form"],
        channel=story["channel"],
        materials=tuple((code, file["name"], file["buffer"]) for code, file in files.items()),
    )
    actor = office.actor_of_username(story["by"])
    assert actor is not None
    return office.execute(command, actor)


def take_step(page: Any, case_no: str, step: Mapping[str, Any]) -> None:
    """Find the work in the inbox, and do it on the page of the case."""
    page.goto(f"/inbox?box=pool&q={case_no}")
    if page.locator("[id^='task-']").count():
        page.locator("[id^='task-'] button").first.click()
    else:
        page.goto(f"/inbox?box=mine&q={case_no}")
        page.locator("[id^='task-'] .row-title").first.click()
    page.locator(".task-form").wait_for()
    fill(page, step.get("variables") or {})
    finish(page, step)


def by_door(office: Engine, case_no: str, step: Mapping[str, Any]) -> None:
    """The same step without the pages."""
    actor = office.actor_of_username(step["as"])
    assert actor is not None
    boxes = (office.queries.inbox(actor, box=box, q=case_no)["items"] for box in ("pool", "mine"))
    (task,) = (row["id"] for rows in boxes for row in rows)
    word = (step.get("outcome"), step.get("opinion") or "", step.get("variables") or {})
    office.execute(CompleteTask(task, *word), actor)


def finish(page: Any, step: Mapping[str, Any]) -> None:
    """Tick the points, write the opinion and press the button of the outcome."""
    for point in page.locator("[name='point']").all():
        point.check()
    if step.get("opinion"):
        page.fill("#opinion", step["opinion"])
    button = (
        page.locator(f"#outcome button[value='{step['outcome']}']")
        if step.get("outcome")
        else page.locator("#none")
    )
    (button if button.count() else page.locator("#outcome button").first).click()
    page.wait_for_url("**/inbox?finished=*")

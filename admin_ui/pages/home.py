"""The start page: what one can do here, the items offered most, and in demo mode who one can be."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, render_template

from tongban.admin_ui.session import engine, reader
from tongban.api import demonstration

pages = Blueprint("home", __name__)
HIGHLIGHTS = 6
#: Whose hands a construction permit passes through, and who watches it, draws it and keeps the system.
FIRST = (
    "lin.applicant",
    "wang.window",
    "zhao.zaj",
    "zhou.branch",
    "wu.leader",
    "chen.cert",
    "zheng.seal",
    "he.supervisor",
    "xu.items",
    "admin",
)


@pages.get("/")
def show() -> str:
    items = engine().queries.items(reader(), page_size=HIGHLIGHTS)["items"]
    first, others = _accounts() if is_demonstration() else ([], [])
    return render_template("home.html", items=items, accounts=first, others=others)


def is_demonstration() -> bool:
    """Invented people were loaded here: only then may the page say how to become one of them."""
    return bool(engine().settings.demo)


@cache
def _accounts() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Those to begin with, and all others: `{username, password, name, name_en, post, post_en}` each."""
    people = demonstration.people()
    posts = {post["code"]: post["name"] for post in people["posts"]}
    applicant = {"zh": "申请人", "en": "Applicant"}
    rows = {}
    for person in people["people"]:
        held = [posts[code] for code in person.get("posts") or ()] or [applicant]
        rows[person["username"]] = {
            "username": person["username"],
            "password": person.get("password", ""),
            "name": person["name"]["zh"],
            "name_en": person["name"]["en"],
            "post": "、".join(post["zh"] for post in held),
            "post_en": ", ".join(post["en"] for post in held),
        }
    return [rows.pop(username) for username in FIRST], list(rows.values())

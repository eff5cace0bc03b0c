"""The start page: what one can do here, the items offered most, and in demo mode who one can be."""

from __future__ import annotations

from flask import Blueprint, render_template

from tongban.admin_ui.session import engine, reader
from tongban.api import demonstration

pages = Blueprint("home", __name__)
HIGHLIGHTS = 6


@pages.get("/")
def show() -> str:
    items = engine().queries.items(reader(), page_size=HIGHLIGHTS)["items"]
    return render_template(
        "home.html", items=items, accounts=demonstration.accounts() if is_demonstration() else ()
    )


def is_demonstration() -> bool:
    """Invented people were loaded here: only then may the page say how to become one of them."""
    return bool(engine().settings.demo)

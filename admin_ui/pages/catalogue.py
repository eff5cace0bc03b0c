"""The catalogue of items and the guide of each, rendered from the data the engine runs."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tongban.admin_ui import guide, steps
from tongban.admin_ui.session import engine, reader

pages = Blueprint("catalogue", __name__)
MOST_FOUND = 60


@pages.get("/items")
def show() -> str:
    """All items page by page; or those that plain words may mean, the best first."""
    q, ask = request.args.get("q", "").strip()[:60], engine().queries
    if q:
        found = ask.find_items(reader() or engine().visitor, q)["items"][:MOST_FOUND]
        return render_template("catalogue.html", items=found, next_cursor=None, q=q)
    page = ask.items(reader(), cursor=request.args.get("cursor"), page_size=30)
    return render_template("catalogue.html", items=page["items"], next_cursor=page["next_cursor"], q=q)


@pages.get("/items/<code>")
def read(code: str) -> str:
    found = engine().queries.guide(reader(), code)
    return render_template(
        "guide.html",
        guide=found,
        highlights=guide.highlights(found),
        basics=guide.basics(found),
        sections=guide.sections(found),
        materials=guide.materials(found),
        drawing=steps.drawn(found["diagram"]),
        steps=steps.listed(found["diagram"]),
    )

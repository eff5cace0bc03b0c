"""What of other people's work these pages and documents carry, and under which licences."""

from __future__ import annotations

from flask import Blueprint, render_template

from tongban.admin_ui import assets

pages = Blueprint("notice", __name__)


@pages.get("/notice")
def show() -> str:
    return render_template("notice.html", bundled=assets.licences(), fonts=assets.font_licences())

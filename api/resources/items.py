"""Service items: the published catalogue, and bringing a new version in."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.item import Guide, Item, ItemDraft, ItemQuery, ItemRow, ItemVersion, PackForm
from tongban.api.uploads import uploaded_file
from tongban.engine import ImportItem, PublishItem, items

blueprint = Blueprint("items", __name__, description="Service items")


@blueprint.get("/items")
@blueprint.query(ItemQuery)
@blueprint.answer(200, page_of(ItemRow))
def list_items(filters: dict[str, Any]) -> Any:
    """List the published items."""
    return ask("items", **filters)


@blueprint.get("/items/<code>")
@blueprint.answer(200, Item)
def read_item(code: str) -> Any:
    """Read an item with its form and materials."""
    return ask("item", code)


@blueprint.get("/items/<code>/guide")
@blueprint.answer(200, Guide)
def read_guide(code: str) -> Any:
    """Read the guide (办事指南) of an item."""
    return ask("guide", code)


@blueprint.post("/items/packs")
@blueprint.form(PackForm)
@blueprint.answer(201, ItemDraft)
def import_item(given: dict[str, Any]) -> Any:
    """Bring in one item folder as a zip: checked, versioned and drafted.

    When anything is wrong, every problem is listed with its file, element and rule, and nothing is kept.
    """
    return act(ImportItem(items.read_zip(uploaded_file(request, "file")[1])))


@blueprint.post("/items/<code>/publish")
@blueprint.answer(200, ItemVersion)
def publish_item(code: str) -> Any:
    """Publish the newest draft, if it is complete, sound, lawful and its samples play."""
    return act(PublishItem(code))

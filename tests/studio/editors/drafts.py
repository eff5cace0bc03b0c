"""Drafts the tests of the editors work on, and what an island or a page sends."""

from __future__ import annotations

import io
import json
from typing import Any

from admin_ui.conftest import token_of
from flask.testing import FlaskClient
from office import CONTENT
from werkzeug.test import TestResponse

from tongban.engine import Engine, drafting, items

ANALYST = "xu.items"


def begun(engine: Engine, name: str = "seal-filing", **more: bytes) -> str:
    """The id of a draft out of a shipped item."""
    files = {
        **items.read_folder(CONTENT / name),
        **{key.replace("__", "."): one for key, one in more.items()},
    }
    made = engine.execute(drafting.CreateItemDraft(files), engine.actor_of_username(ANALYST))
    return str(made["id"])


def contents(engine: Engine, draft: str) -> dict[str, bytes]:
    return dict(engine.queries.item_draft(engine.actor_of_username(ANALYST), draft)["contents"])


def send(
    client: FlaskClient, address: str, /, *, headers: dict[str, str] | None = None, **form: Any
) -> TestResponse:
    """A posted form with the token; bytes and JSON go as files."""
    data: dict[str, Any] = {"csrf": token_of(client.get("/studio").text)}
    for name, value in form.items():
        if isinstance(value, dict):
            value = json.dumps(value).encode()
        data[name.replace("__", ".")] = (io.BytesIO(value), "x") if isinstance(value, bytes) else value
    return client.post(address, data=data, content_type="multipart/form-data", headers=headers or {})

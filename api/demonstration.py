"""The demonstration: an invented city's people, calendar and items, for a fresh embedded database."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tongban.api.folders import definition_files, is_item, item_folders
from tongban.engine import (
    SYSTEM,
    AddGreenProject,
    CreateToken,
    DeployResources,
    Engine,
    ImportItem,
    LoadPeople,
    PublishItem,
    drafting,
    items,
)
from tongban.engine.calendar_files import read_calendar
from tongban.engine.passwords import hash_password
from tongban.engine.settings import Settings

ADMINISTRATOR = "sys_admin"
TOKEN_FILE = "bearer-token"


def content_folder() -> Path:
    """Where the items, calendars and people that come with the product lie."""
    return Path(str(resources.files("tongban.processes")))


def people() -> Mapping[str, Any]:
    return yaml.safe_load((content_folder() / "people.yaml").read_text(encoding="utf-8"))


def is_fresh(engine: Engine) -> bool:
    """Nobody and nothing is there yet."""
    queries = engine.queries
    return (
        not queries.people(SYSTEM, page_size=1)["items"] and not queries.items(SYSTEM, page_size=1)["items"]
    )


def load(engine: Engine, say: Callable[[str], None]) -> None:
    """Bring in calendar, people and items; running it again changes nothing."""
    engine.execute(LoadPeople(people(), hash_password), SYSTEM)
    load_projects(engine)
    load_base_lists(engine)
    load_content(engine, say)


def load_content(engine: Engine, say: Callable[[str], None]) -> None:
    """Bring in calendar and items, nobody's account."""
    for path in sorted((content_folder() / "calendars").glob("*.yaml")):
        engine.execute(read_calendar(path.read_text(encoding="utf-8")), SYSTEM)
    for folder in items.publishing_order(item_folders([content_folder()])):
        version = engine.execute(ImportItem(items.read_folder(folder)), SYSTEM)
        engine.execute(PublishItem(version["code"]), SYSTEM)
        say(f"  published {version['name']} ({folder.name}, version {version['version']})")
    for folder in sorted(content_folder().iterdir()):
        if folder.is_dir() and not is_item(folder):
            _deploy(engine, folder, say)


def load_projects(engine: Engine) -> None:
    """The key projects of the demonstration that are not there yet."""
    content = yaml.safe_load((content_folder() / "green-projects.yaml").read_text(encoding="utf-8"))
    for row in content["projects"]:
        known = engine.queries.green_projects(SYSTEM, q=row["code"])["items"]
        if not any(one["code"] == row["code"] for one in known):
            engine.execute(AddGreenProject(**row), SYSTEM)


def load_base_lists(engine: Engine) -> None:
    """The lists that items can be claimed from, each under the name of its file."""
    for path in sorted((content_folder() / "base-lists").glob("*.csv")):
        engine.execute(drafting.ImportBaseList(path.stem, path.read_bytes()), SYSTEM)


def _deploy(engine: Engine, folder: Path, say: Callable[[str], None]) -> None:
    """The diagrams of a folder that is no item, such as the supervision process, unless they run here already."""
    files = tuple((path.name, path.read_bytes()) for path in definition_files([folder]))
    known = {
        one["content_hash"] for one in engine.queries.definitions(SYSTEM, latest=True, page_size=200)["items"]
    }
    if any(hashlib.sha256(content).hexdigest() not in known for _, content in files):
        deployed = engine.execute(DeployResources(files, folder.name), SYSTEM)
        for one in deployed["definitions"]:
            say(f"  deployed {one['name']} ({one['key']}, version {one['version']})")


def bearer_token(engine: Engine, settings: Settings) -> str | None:
    """A token of the administrator: the operator's own, else one kept in a file only its owner can read."""
    if settings.bootstrap_token:
        return settings.bootstrap_token
    path = settings.data_dir / TOKEN_FILE
    if path.is_file():
        token = path.read_text(encoding="ascii").strip()
        if engine.actor_of_token(token) is not None:
            return token
        path.unlink()
    administrator = _administrator()
    if administrator is None or engine.actor_of_username(administrator) is None:
        return None
    token = str(engine.execute(CreateToken(administrator, "serve"), SYSTEM)["token"])
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="ascii") as file:
        file.write(token + "\n")
    return token


def accounts() -> list[tuple[str, str, str, str]]:
    """(username, password, name, posts) of everybody in the demonstration."""
    posts = {post["code"]: post["name"]["zh"] for post in people()["posts"]}
    return [
        (
            row["username"],
            str(row.get("password", "")),
            row["name"]["zh"],
            "、".join(posts.get(code, code) for code in row.get("posts") or ()) or "申请人",
        )
        for row in people()["people"]
    ]


def _administrator() -> str | None:
    roles = {post["code"]: post["role"] for post in people()["posts"]}
    for row in people()["people"]:
        if any(roles.get(code) == ADMINISTRATOR for code in row.get("posts") or ()):
            return str(row["username"])
    return None

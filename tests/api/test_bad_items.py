"""An item pack that is hostile or unsound is refused by file, and nothing is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from databases import SqliteFiles
from office import CONTENT

from api.house import House, a_form, open_house
from tongban.engine import items


@pytest.fixture(scope="module")
def house(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(sqlite_files, tmp_path_factory.mktemp("house")) as house:
        yield house


def pack(house: House, change: Callable[[dict[str, bytes]], None]) -> Mapping[str, Any]:
    """The answer to a pack of the construction permit with something spoilt."""
    files = dict(items.read_folder(CONTENT / "construction-permit"))
    change(files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    upload = a_form("file", ("pack.zip", stream.getvalue()))
    problem = house.refused(lambda: house.admin.post("/api/v1/items/packs", **upload), 422)
    assert problem["errors"], problem
    for one in problem["errors"]:
        # What is wrong with the pack as a whole belongs to no file.
        assert one["file"] or one["rule"] == "size", one
        assert one["rule"], one
        assert one["message"], one
    return problem


def replacing(path: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[path], f"{path} has no {old}"
        files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return change


SPOILT = {
    "a promise longer than the law": (
        replacing("item.yaml", "promised:\n    value: 3", "promised:\n    value: 30"),
        "item.yaml",
        "limits",
    ),
    "a wrong check digit": (
        replacing("item.yaml", "uscc: 11429900MB0000019Y", "uscc: 11429900MB0000019X"),
        "item.yaml",
        "uscc",
    ),
    "a form that is not there": (
        replacing("flow.bpmn", '<tb:form key="', '<tb:form key="missing-'),
        "flow.bpmn",
        "",
    ),
    "a table that asks for an unknown field": (
        replacing("rules.dmn", "<text>area", "<text>acreage"),
        "rules.dmn",
        "",
    ),
    "a condition on an unknown name": (replacing("flow.bpmn", "= outcome", "= outcum"), "flow.bpmn", ""),
    "a sheet with an unknown field": (
        replacing("item.yaml", "use_level:", "use_livel: x\nuse_level:"),
        "item.yaml",
        "use_livel",
    ),
    "a broken sheet": (replacing("item.yaml", "limits:", "limits: ]["), "item.yaml", ""),
    "a sheet with an alias bomb": (
        replacing(
            "item.yaml",
            "secret: false",
            "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nsecret: false",
        ),
        "item.yaml",
        "",
    ),
    "no sheet": (lambda files: files.pop("item.yaml"), "item.yaml", ""),
    "no diagram": (lambda files: files.pop("flow.bpmn"), "flow.bpmn", ""),
    "a form of unknown fields": (
        replacing("form.json", '"type": "number"', '"type": "hologram"'),
        "form.json",
        "",
    ),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_an_unsound_item_is_refused_by_file(house: House, kind: str) -> None:
    change, file, place = SPOILT[kind]
    problem = pack(house, change)
    named = [(one["file"], str(one.get("element") or "")) for one in problem["errors"]]
    assert any(found == file and place in element for found, element in named), problem["errors"][:10]


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/cron.d/x", "a/../../b", "x" * 300])
def test_a_pack_with_a_bad_path_is_refused(house: House, path: str) -> None:
    pack(house, lambda files: files.update({path: b"x"}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"\x1f\x8b gzip", b"just text"])
def test_a_pack_that_is_no_zip_is_refused(house: House, content: bytes) -> None:
    upload = {"file": (io.BytesIO(content), "pack.zip")}
    house.refused(lambda: house.admin.post("/api/v1/items/packs", data=upload), 422)


def test_a_zip_bomb_is_refused(house: House) -> None:
    def bomb(files: dict[str, bytes]) -> None:
        files["samples/bomb.json"] = b"0" * 100_000_000

    pack(house, bomb)

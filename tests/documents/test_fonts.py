"""Where fonts are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tongban.engine.documents import fonts
from tongban.engine.documents.fonts import FontsMissing, find


def a_font_file() -> Path:
    """One of the files the documents are made with on this machine."""
    found = fonts.font_set()
    return next(
        Path(info.path)
        for info in found.fonts.fonts()
        if info.path and info.family in (found.serif, found.sans)
    )


def test_find_takes_the_folder_of_the_environment_first(tmp_path: Path) -> None:
    (tmp_path / a_font_file().name).symlink_to(a_font_file())
    found = find({fonts.ENVIRONMENT: str(tmp_path)})
    assert found.serif == found.sans
    assert len({info.path for info in found.fonts.fonts() if info.path}) == 1
    assert ord("许") in found.drawable and 0x1F600 not in found.drawable


def test_find_goes_on_where_a_folder_has_no_chinese_font(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / a_font_file().name).symlink_to(a_font_file())
    found = find({}, [(tmp_path / "absent",), (tmp_path / "good",)])
    assert ord("可") in found.drawable


def test_find_says_what_to_do_when_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="make setup"):
        find({}, [(tmp_path,)])


def test_find_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="not a folder"):
        find({fonts.ENVIRONMENT: str(tmp_path / "absent")})

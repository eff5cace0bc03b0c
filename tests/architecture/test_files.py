"""What holds for every file that is handed on: readable data, no address or path of one machine or registry."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from architecture.source import ROOT

#: Found by the words around them, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|Users|mnt|srv)/[\w.-]+")
REGISTRY = re.compile(
    r"registry\.npm|registry\.yarn|npmmirror|pypi\.org/simple|pythonhosted|//pypi\.[\w-]+\.|--(?:extra-)?index-url"
)
TEXT = {
    *(".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".json", ".js", ".css", ".html", ".typ", ".mako"),
    *(".bpmn", ".dmn", ".cfg", ".ini", ".sh", ".csv", ".po", ""),
}


@cache
def handed_on() -> tuple[Path, ...]:
    """What git has or would take."""
    if not shutil.which("git"):
        pytest.skip("git is not here")
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in handed_on()
        if path.suffix in TEXT and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_path_of_one_machine() -> None:
    assert _lines_with(MACHINE_PATH) == []


def test_no_address_of_a_registry() -> None:
    assert _lines_with(REGISTRY) == []


def test_the_lock_pins_by_content_and_not_by_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    wanted = json.loads((ROOT / "package.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []
    for kind in ("dependencies", "devDependencies"):
        assert lock["packages"][""].get(kind) == wanted.get(kind)


def test_data_files_can_be_read() -> None:
    for path in handed_on():
        content = path.read_bytes()
        if path.suffix == ".json":
            json.loads(content)
        elif path.suffix in (".yaml", ".yml"):
            yaml.safe_load(content)
        elif path.suffix == ".toml":
            tomllib.loads(content.decode())


def test_no_large_file() -> None:
    large = {str(path.relative_to(ROOT)): path.stat().st_size for path in handed_on()}
    assert {name: size for name, size in large.items() if size > 2_000_000} == {}

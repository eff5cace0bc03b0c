"""The wheel holds everything that runs, inside the namespace, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("engine", "forms", "api", "admin_ui", "migrations", "processes")
# What is beside the code in the tree, or heavy and not built on every machine.
LEFT_OUT = shutil.ignore_patterns("__pycache__", "dist", "node_modules", "*.egg-info")
READ = {
    "processes": ("*.yaml", "*/**/*.yaml", "*/**/*.json", "*/**/*.bpmn", "*/**/*.dmn"),
    "engine": ("documents/templates/**/*",),
    "admin_ui": ("templates/**/*", "static/**/*", "translations/**/*"),
    "migrations": ("script.py.mako",),
}


@pytest.mark.slow
def test_the_wheel_holds_what_runs_and_nothing_else(tmp_path: Path) -> None:
    names = _wheel(tmp_path)
    code = set().union(*(_files(folder, "**/*.py", "py.typed") for folder in FOLDERS))
    assert code - names == set()
    for folder, patterns in READ.items():
        data = _files(folder, *patterns)
        assert data
        assert data - names == set()
    tops = {Path(name).parts[:2] for name in names if not name.startswith("tongban-")}
    assert tops == {("tongban", folder) for folder in FOLDERS}


def _wheel(source: Path) -> set[str]:
    """The names of the files in a wheel built from a copy: the tree itself stays clean."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, source / folder, ignore=LEFT_OUT)
    for folder in ("tests", "bench"):
        (source / folder).mkdir()
        (source / folder / "__init__.py").touch()
    for file in ("setup.py", "pyproject.toml"):
        shutil.copy(ROOT / file, source)
    options = "--quiet --no-deps --no-build-isolation --no-index --wheel-dir out".split()
    command = [sys.executable, "-m", "pip", "wheel", *options, "."]
    built = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = source.glob("out/*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def _files(folder: str, *patterns: str) -> set[str]:
    """Files of the tree by the names they have in the wheel."""
    return {
        f"tongban/{path.relative_to(ROOT)}"
        for pattern in patterns
        for path in (ROOT / folder).glob(pattern)
        if path.is_file() and not {"__pycache__", "dist"} & set(path.relative_to(ROOT).parts)
    }

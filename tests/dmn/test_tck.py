"""The DMN Technology Compatibility Kit, when its folder is at hand: at least 98 % of all its cases."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
LEAST = 0.98


def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dmn_tck", ROOT / "bench" / "dmn_tck.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_kit_passes() -> None:
    module = runner()
    kit = Path(os.environ.get("TONGBAN_DMN_TCK", module.DEFAULT))
    if not kit.is_dir():
        pytest.skip(f"no DMN TCK at {kit}; set TONGBAN_DMN_TCK")
    cases = module.by_case(module.run(kit))
    assert len(cases) > 3000
    failed = [case for case, passed in cases.items() if not passed]
    assert 1 - len(failed) / len(cases) >= LEAST, failed

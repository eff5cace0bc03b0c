"""DMN: read once, evaluated any number of times; every cell is FEEL, nothing else is ever run."""

from __future__ import annotations

from tongban.engine.dmn.check import check
from tongban.engine.dmn.comparing import compare
from tongban.engine.dmn.evaluation import DecisionFailed, Result
from tongban.engine.dmn.model import Decision, Model
from tongban.engine.dmn.reading import read

__all__ = ["Decision", "DecisionFailed", "Model", "Result", "check", "compare", "read"]

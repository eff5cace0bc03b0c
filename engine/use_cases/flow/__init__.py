"""The machinery all acts share: open an instance, let it run, and turn its effects into rows."""

from __future__ import annotations

from tongban.engine.use_cases.flow.act import Act, Run

__all__ = ["Act", "Run"]

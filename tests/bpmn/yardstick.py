"""Where outside test data lies: beside the repository, or where TONGBAN_SHARED_DATA says."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("TONGBAN_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
CONFORMANCE = SHARED / "bpmn-conformance"
MIWG = SHARED / "bpmn-miwg"

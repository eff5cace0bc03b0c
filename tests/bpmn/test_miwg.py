"""The reference models of the BPMN Model Interchange Working Group are accepted as drafts."""

from __future__ import annotations

import pytest
from bpmn.yardstick import MIWG

from tongban.engine import bpmn, errors

MODELS = sorted(MIWG.glob("*.bpmn"))


@pytest.mark.skipif(not MODELS, reason="the MIWG models are not on this machine")
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_is_a_draft_given_back_byte_for_byte_with_reasons(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    draft = bpmn.inspect(data, path.name)  # type: ignore[attr-defined]
    assert draft.xml == data
    assert draft.processes
    if draft.runnable:
        assert bpmn.read(data).processes
        return
    with pytest.raises(errors.InvalidDiagram) as refused:
        bpmn.read(data)
    assert refused.value.errors
    for problem in refused.value.errors:
        assert problem["rule"] and problem["message"]
        assert problem["element"] or problem["rule"] == "nothing-executable"

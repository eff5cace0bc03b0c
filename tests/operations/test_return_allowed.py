"""Returning is refused where the step does not allow it, and the refusal names the operation."""

from __future__ import annotations

import pytest
from operations.flows import Desk, line, process, user

from tongban.engine import ReturnTask, errors

A, B = "wang.window", "liu.window"


def test_only_where_the_step_allows_it(desk: Desk) -> None:
    xml = process(user("a", A), user("b", B, '<tb:operations allow="transfer"/>'), line("a", "b"))
    desk.start(xml)
    desk.complete("a", A)
    task = desk.task("b")["id"]
    assert "return" not in desk.operations(task, B) and "transfer" in desk.operations(task, B)
    with pytest.raises(errors.NotAllowed) as refused:
        desk.do(ReturnTask(task, "请补充", "previous", "redo"), B)
    assert refused.value.facts["operation"] == "return"

"""Random texts and trees give an answer or a FEEL error within the budget, nothing else.

`TONGBAN_FUZZ=100000` sets how many; the default is small.
"""

from __future__ import annotations

import os
from contextlib import suppress

from effort import within
from feel.generated import VARIABLES, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.engine import feel

EXAMPLES = int(os.environ.get("TONGBAN_FUZZ", "300"))
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@many
@given(texts)
def test_expression_answers_or_refuses(text: str) -> None:
    with suppress(feel.FeelError):
        within(3, lambda: feel.dumps(feel.to_json(feel.expression(text)(VARIABLES))))


@many
@given(texts, st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5))
def test_unary_tests_answer_or_refuse(text: str, value: object) -> None:
    try:
        assert feel.unary_tests(text)(value, VARIABLES) in (True, False)
    except feel.FeelError:
        pass


@many
@given(st.text(max_size=60))
def test_json_text_is_read_or_refused(text: str) -> None:
    try:
        feel.dumps(feel.loads(text))
    except feel.FeelError:
        pass

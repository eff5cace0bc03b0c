"""自测: plain questions answered with yes or no before somebody applies, and what each answer means for them.

eligibility:
  - key: small
    question: {zh: 工程投资额是否在30万元以下？, en: Is the investment at most 300,000 yuan?}
    eligible: = not(small)
    otherwise: {zh: 不需要办理施工许可证。, en: You need no construction permit.}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import feel
from tongban.engine.items.wording import Part, Text

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST = 20


@dataclass(frozen=True, slots=True)
class Question:
    """`eligible` is FEEL over the answers (true or false by key); `otherwise` is told when it does not hold."""

    key: str
    question: Text
    eligible: feel.Expression
    otherwise: Text

    def holds(self, answers: Mapping[str, bool]) -> bool:
        """Whether the answers leave the way open here."""
        return feel.to_json(self.eligible(dict(answers))) is True


def read_eligibility(root: Part) -> tuple[Question, ...]:
    """The questions in their order; each name an expression uses must be the key of a question."""
    found: list[Question] = []
    parts = list(root.parts("eligibility"))
    if len(parts) > MOST:
        root.report("eligibility", f"最多 {MOST} 个问题 / at most {MOST} questions", "eligibility")
    keys = {str(one.data.get("key")) for one in parts}
    for one in parts:
        one.only(("key", "question", "eligible", "otherwise"))
        key = one.text("key")
        if not KEY.fullmatch(key) or any(key == other.key for other in found):
            one.report(
                "eligibility",
                f"键须唯一，用小写字母 / a unique key in small letters: {key[:50]}",
                one.at("key"),
            )
        expression = _expression(one, keys)
        words, otherwise = one.words("question"), one.words("otherwise")
        if expression is not None:
            found.append(Question(key, words, expression, otherwise))
    return tuple(found)


def _expression(part: Part, keys: set[str]) -> feel.Expression | None:
    source = part.text("eligible")
    try:
        found = feel.expression(feel.strip(source)) if source else None
    except feel.FeelError as error:
        part.report("expression", f"{source[:200]}: {error}", part.at("eligible"))
        return None
    unknown = sorted(found.names - keys) if found is not None else []
    if unknown:
        part.report(
            "expression", f"没有这个问题 / no question has the key {', '.join(unknown)}", part.at("eligible")
        )
    return found


def judged(questions: tuple[Question, ...], answers: Mapping[str, bool]) -> dict[str, Any]:
    """`{complete, eligible, reasons}`: what stands in the way is told as soon as it is known."""
    complete = all(one.key in answers for one in questions)
    against = [one for one in questions if one.eligible.names <= set(answers) and not one.holds(answers)]
    return {
        "complete": complete,
        "eligible": complete and not against,
        "reasons": [{"zh": one.otherwise.zh, "en": one.otherwise.on("en")} for one in against],
    }

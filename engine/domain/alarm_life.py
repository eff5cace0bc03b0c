"""The life of an alarm: raised, notified, explained, appealed, and at last lifted or upheld."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine import errors

#: What each act leads to, and from which states it may be done.
MOVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "notify": ("notified", ("raised",)),
    "explain": ("explained", ("raised", "notified", "explained", "upheld")),
    "appeal": ("appealed", ("raised", "notified", "explained", "upheld")),
    "lift": ("lifted", ("raised", "notified", "explained", "appealed", "upheld")),
    "uphold": ("upheld", ("notified", "explained", "appealed", "raised")),
}
OPEN = ("raised", "notified", "explained", "appealed")
OVER = ("lifted", "upheld")


@dataclass(frozen=True, slots=True)
class StateText:
    zh: str
    en: str


STATE_WORDS: dict[str, StateText] = {
    "raised": StateText("已产生", "Raised"),
    "notified": StateText("已告知", "Notified"),
    "explained": StateText("已说明", "Explained"),
    "appealed": StateText("已申诉", "Appealed"),
    "lifted": StateText("已解除", "Lifted"),
    "upheld": StateText("已认定", "Upheld"),
}


def move(state: str, act: str, *, appeals: int = 0) -> str:
    """The state an act leads to; an alarm that was upheld is appealed against once and no more."""
    to, allowed = MOVES[act]
    if state not in allowed:
        raise errors.Conflict(
            f"已{STATE_WORDS[state].zh.removeprefix('已')}的监察不能这样办理 / "
            f"an alarm that is {STATE_WORDS[state].en.lower()} cannot be dealt with like this",
            current={"state": state},
        )
    if act == "appeal" and appeals:
        raise errors.Conflict("已经申诉过 / an appeal has been made already", current={"state": state})
    return to


def open_to(state: str, *, appeals: int = 0) -> list[str]:
    """The acts of people that are possible now."""
    return [
        act
        for act, (_, allowed) in MOVES.items()
        if act != "notify" and state in allowed and not (act == "appeal" and appeals)
    ]

"""What may be done to many pieces of work at once: each act with what it asks, and the arguments every row gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.admin_ui import task_acts
from tongban.admin_ui.acts import Answers, Ask
from tongban.admin_ui.language import N_

MOST = 100
#: Which acts each box offers, the most usual first.
BOXES = {
    "mine": ("complete", "transfer", "return", "reject", "delegate", "cc", "release"),
    "pool": ("claim", "complete", "transfer", "cc"),
    "cc": ("read",),
    "done": ("cc",),
}
EACH = N_("每一件单独办理：办成的就生效，办不成的留在原处并说明原因。")


@dataclass(frozen=True)
class BatchAct:
    """`arguments` makes those of the operation from the answers, the same for every row."""

    name: str
    title: str
    explains: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    arguments: Callable[[Answers], Mapping[str, Any]] = dict
    danger: bool = False


def like_single(name: str, *, without: Sequence[str] = (), **more: Any) -> BatchAct:
    """The act on one task, asked once for many."""
    act = task_acts.ACTS[name]
    asks = tuple(ask for ask in act.asks if ask.name not in without)
    return BatchAct(act.name, act.title, (*act.explains, EACH), asks, danger=act.danger, **more)


def completed(given: Answers) -> Mapping[str, Any]:
    return {
        "outcome": given["outcome"] or None,
        "opinion": given["opinion"] or None,
        "review_points": tuple(given["point"]),
    }


ACTS = {
    act.name: act
    for act in (
        BatchAct(
            "complete",
            N_("完成办理"),
            (
                N_("同一事项、同一环节的工作可以一起办：结果和意见相同。"),
                N_("要填表的环节请逐件办理。"),
                EACH,
            ),
            arguments=completed,
        ),
        BatchAct("claim", N_("认领"), (N_("全部归您办理，别人就不再看到。"), EACH)),
        BatchAct("release", N_("放回待认领"), (N_("放回去以后，有权办理的同事都可以认领。"), EACH)),
        BatchAct("read", N_("已阅"), (N_("抄送的人会看到您已经看过。"),)),
        like_single("return", without=("to", "fields")),
        like_single("reject"),
        like_single("transfer"),
        like_single("delegate"),
        like_single("cc"),
    )
}


def offered(box: str) -> list[BatchAct]:
    """What a box offers."""
    return [ACTS[name] for name in BOXES.get(box, ())]

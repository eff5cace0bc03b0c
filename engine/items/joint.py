"""The `joint:` section of an item sheet: members, stages and rules of a joint case, as typed, frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import feel
from tongban.engine.items.parts import Limit
from tongban.engine.items.wording import NOTHING, Part, Text

KINDS = {"parallel": "并联审批", "staged": "阶段式并联审批", "package": "套餐服务"}
REVIEWS = {"circulate": "抄告", "meeting": "联审"}
JOINS = {"all_finished": "全部办结", "all_committed": "全部告知承诺"}
FAILURES = {"coordinate": "提请协调", "stop_followers": "停止后续", "stop_all": "全部停止"}
KEYS = ("kind", "review", "join", "on_failure", "elsewhere", "members", "stages")
MEMBER_KEYS = (
    *("key", "item", "required", "limit", "silence", "needs", "early", "provides", "materials", "form"),
    "join",
)
STAGE_KEYS = ("key", "name", "lead", "members", "gate")


@dataclass(frozen=True, slots=True)
class Member:
    """One item of the joint case: `needs` are members whose grant it waits for, `provides` the material its grant
    becomes, `materials` its material codes by the joint case's, `form` FEEL over the joint case's variables by field.

    `silence` is the basis on which no answer within `limit` counts as agreement; empty means that it does not.
    """

    key: str
    item: str
    required: bool = False
    limit: Limit | None = None
    silence: Text = NOTHING
    needs: tuple[str, ...] = ()
    early: bool = False
    provides: str = ""
    materials: Mapping[str, str] | None = None
    form: Mapping[str, feel.Expression] | None = None
    join: str = ""

    def own_code(self, joint_code: str) -> str | None:
        """Under which code the member's own list has a material of the joint case."""
        return next((own for own, shared in (self.materials or {}).items() if shared == joint_code), None)


@dataclass(frozen=True, slots=True)
class Stage:
    """Members that run together; the next stage may begin when `gate` holds (none: all are granted)."""

    key: str
    name: Text
    lead: str
    members: tuple[str, ...]
    gate: feel.Expression | None = None


@dataclass(frozen=True, slots=True)
class Joint:
    """What makes an item a joint case; `elsewhere` lets another region's window accept for the owner."""

    kind: str
    review: str
    join: str
    on_failure: str
    elsewhere: bool
    members: tuple[Member, ...]
    stages: tuple[Stage, ...]

    def member(self, key: str) -> Member | None:
        return next((one for one in self.members if one.key == key), None)

    def stage_of(self, key: str) -> Stage | None:
        """The stage a member runs in, if there are stages."""
        return next((one for one in self.stages if key in one.members), None)

    def join_of(self, key: str) -> str:
        """When a member counts as done."""
        member = self.member(key)
        return (member.join if member else "") or self.join

    @property
    def required(self) -> tuple[str, ...]:
        """Members nobody can leave out."""
        return tuple(one.key for one in self.members if one.required)


def read_joint(root: Part) -> Joint | None:
    """The section of this sheet; None for an ordinary item."""
    if not root.has("joint"):
        return None
    part = root.part("joint")
    part.only(KEYS)
    kind = part.choice("kind", KINDS)
    return Joint(
        kind=kind,
        review=part.choice("review", REVIEWS, default="circulate"),
        join=part.choice("join", JOINS, default="all_finished"),
        on_failure=part.choice(
            "on_failure", FAILURES, default="stop_followers" if kind == "package" else "coordinate"
        ),
        elsewhere=part.flag("elsewhere", default=False),
        members=tuple(_member(one) for one in part.parts("members", required=True)),
        stages=tuple(_stage(one) for one in part.parts("stages", required=kind == "staged")),
    )


def _member(part: Part) -> Member:
    part.only(MEMBER_KEYS)
    silence = NOTHING
    if part.has("silence"):
        rule = part.part("silence")
        rule.only(("agreed", "basis"))
        if rule.flag("agreed"):
            silence = rule.words("basis")
    return Member(
        key=part.text("key"),
        item=part.text("item"),
        required=part.flag("required", default=False),
        limit=Limit.read(part.part("limit")) if part.has("limit") else None,
        silence=silence,
        needs=part.texts("needs"),
        early=part.flag("early", default=False),
        provides=part.text("provides", required=False),
        materials={key: value for key, value in _table(part, "materials").items() if value},
        form={
            key: expression
            for key, value in _table(part, "form").items()
            if (expression := _expression(part, f"form.{key}", value)) is not None
        },
        join=part.choice("join", JOINS) if part.has("join") else "",
    )


def _stage(part: Part) -> Stage:
    part.only(STAGE_KEYS)
    gate = part.text("gate", required=False)
    return Stage(
        key=part.text("key"),
        name=part.words("name"),
        lead=part.text("lead", required=False),
        members=part.texts("members", required=True),
        gate=_expression(part, "gate", gate) if gate else None,
    )


def _table(part: Part, key: str) -> dict[str, str]:
    table = part.part(key, required=False)
    return {str(name): table.text(name) for name in table.data}


def _expression(part: Part, place: str, source: str) -> feel.Expression | None:
    """FEEL with or without its equals sign, as in the diagram."""
    try:
        return feel.expression(feel.strip(source)) if source else None
    except feel.FeelError as error:
        part.report("expression", f"{source[:200]}: {error}", part.at(place))
        return None


def plain(joint: Joint) -> dict[str, Any]:
    """What the catalogue tells of a joint item."""
    return {
        "kind": joint.kind,
        "review": joint.review,
        "join": joint.join,
        "on_failure": joint.on_failure,
        "elsewhere": joint.elsewhere,
        "members": [
            {
                "key": one.key,
                "item": one.item,
                "required": one.required,
                "needs": list(one.needs),
                "limit": one.limit.words() if one.limit else None,
                "silence": bool(one.silence),
            }
            for one in joint.members
        ],
        "stages": [
            {
                "key": one.key,
                "name": one.name.zh,
                "name_en": one.name.en,
                "lead": one.lead,
                "members": list(one.members),
            }
            for one in joint.stages
        ],
    }

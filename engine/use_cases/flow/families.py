"""A joint case with its members as one act sees them, and the variables by which the joint flow knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongban.engine import errors, feel
from tongban.engine.domain import joint as rules
from tongban.engine.items.joint import Joint, Stage
from tongban.engine.ports import Case, JointMember
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

ALL = "all"
MAX_ROWS = 1000


@dataclass(slots=True)
class Family:
    """`rows` are all rounds of all members in the order of their numbers."""

    joint: Run
    spec: Joint
    rows: list[JointMember] = field(default_factory=list)

    @property
    def case(self) -> Case:
        assert self.joint.case is not None
        return self.joint.case

    @property
    def newest(self) -> dict[str, JointMember]:
        """The row that counts for each member."""
        return {row.key: row for row in self.rows}

    @property
    def ready(self) -> set[str]:
        """Members whose result is there for others to use."""
        return set(self.joint.execution.variables.get("shared") or {})

    def missing(self, key: str) -> list[str]:
        """The members this one still waits for."""
        member = self.spec.member(key)
        return rules.missing(member.needs if member else (), self.newest, self.ready)

    def through(self, row: JointMember) -> bool:
        """Whether the joint flow need not wait for this sub-case."""
        join = row.join_rule or self.spec.join_of(row.key)
        return rules.through(row.state, row.result is not None, join)

    @property
    def under_way(self) -> bool:
        """Whether the joint flow can still be told anything."""
        return self.joint.execution.state in ("running", "incident")


def of_joint(act: Act, joint: Run) -> Family:
    """The members of an open joint case; errors.Invalid where the item is none."""
    known = act.families.get(joint.record.id)
    if known is None:
        spec = joint.item.sheet.joint if joint.item is not None else None
        if spec is None or joint.case is None:
            raise errors.Invalid(
                "tb:member needs an item with a joint section.", process=joint.definition.key
            )
        rows = act.uow.find(JointMember, joint_id=joint.case.id, order="position", limit=MAX_ROWS)
        known = act.families[joint.record.id] = Family(joint, spec, rows)
    return known


def of_member(act: Act, run: Run) -> tuple[Family, JointMember]:
    """The joint case of an open sub-case, and the sub-case's own row."""
    assert run.record.parent_id is not None and run.case is not None
    family = of_joint(act, act.open_by_id(run.record.parent_id))
    return family, next(row for row in family.rows if row.case_id == run.case.id)


def is_member(run: Run) -> bool:
    """Only a sub-case has a case and a flow that belongs to another."""
    return run.case is not None and run.record.parent_id is not None


def in_words(act: Act, run: Run) -> dict[str, str]:
    """The results of all members for the one notice to the applicant; nothing for other cases."""
    if run.item is None or run.item.sheet.joint is None:
        return {}
    newest = of_joint(act, run).newest
    cases = act.uow.find(Case, id=[row.case_id for row in newest.values()], order="case_no")
    results = {row.case_id: row.result or row.state for row in newest.values()}
    zh = [f"{one.item_name}：{rules.RESULT_WORDS.get(results[one.id], ('办理中', ''))[0]}" for one in cases]
    en = [
        f"{one.item_name_en}: {rules.RESULT_WORDS.get(results[one.id], ('', 'in progress'))[1]}"
        for one in cases
    ]
    return {"members": "；".join(zh), "members_en": "; ".join(en)}


def first_variables(spec: Joint, ticked: Sequence[str]) -> dict[str, Any]:
    """What the joint flow knows of its members before any has begun."""
    stages = stages_of(spec, ticked)
    return {
        "members": list(ticked),
        "stages": stages,
        "results": {},
        "refused": [],
        "gates": {key: not keys for key, keys in stages.items()},
        "shared": {},
    }


def stages_of(spec: Joint, ticked: Sequence[str]) -> dict[str, list[str]]:
    """The ticked members of every stage."""
    if not spec.stages:
        return {ALL: list(ticked)}
    return {stage.key: [key for key in stage.members if key in ticked] for stage in spec.stages}


def tell(act: Act, family: Family, changes: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Bring the joint flow's picture of its members up to date; `changes` are entries of contexts by variable."""
    if not family.under_way:
        return
    seen = family.joint.execution.variables
    told: dict[str, Any] = {
        name: {**(seen.get(name) or {}), **entries} for name, entries in (changes or {}).items()
    }
    newest = family.newest
    results = told.get("results", seen.get("results") or {})
    told["members"] = list(newest)
    told["stages"] = stages_of(family.spec, list(newest))
    told["refused"] = [key for key, entry in results.items() if entry.get("refused")]
    told["gates"] = _gates(family, {**seen, **told})
    before = dict(seen.get("gates") or {})
    family.joint.execution.set_variables(told)
    for key, holds in told["gates"].items():
        if holds and not before.get(key):
            journal.write(act, family.joint, "joint.gate_opened", stage=key)


def _gates(family: Family, variables: Mapping[str, Any]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    named = {stage.key: stage for stage in family.spec.stages}
    for key, members in variables["stages"].items():
        # A gate may speak of the gates of the stages before it.
        found[key] = _holds(named.get(key), members, {**variables, "gates": dict(found)})
    return found


def _holds(stage: Stage | None, members: Sequence[str], variables: Mapping[str, Any]) -> bool:
    if stage is None or stage.gate is None:
        results = variables.get("results") or {}
        return all((results.get(key) or {}).get("granted") is True for key in members)
    try:
        return stage.gate(variables) is True
    except feel.FeelError as error:
        raise errors.ExpressionFailed(f"gate of stage {stage.key}: {error}", element=stage.key) from error

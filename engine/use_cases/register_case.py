"""Register an application: number, receipt, clock and flow are born in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain import identifiers
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.regimes import GREEN
from tongban.engine.ports import Case, Definition, ItemVersion, Person, UnitOfWork
from tongban.engine.use_cases import application_drafts, reuse
from tongban.engine.use_cases.applicant import CHECKS, check_applicant
from tongban.engine.use_cases.attach_material import keep_material
from tongban.engine.use_cases.flow import (
    Act,
    clocks,
    commitments,
    dossier,
    journal,
    milestones,
    papers,
    search_index,
)
from tongban.engine.use_cases.flow.case_facts import applications_this_year, variables_of
from tongban.engine.use_cases.joint import registration
from tongban.engine.use_cases.regimes import at_registration
from tongban.engine.use_cases.views import case_view

CODE_LENGTH = 8
#: What stands before the number of a case of the sandbox, so that nobody takes it for a real one.
TEST = "TEST-"
CHANNELS = ("online", "window", "mobile", "post", "api")


@dataclass(frozen=True, slots=True)
class RegisterCase:
    """`item` is a code or key; `materials` are (material code, file name, bytes)."""

    item: str
    applicant: Mapping[str, Any]
    agent: Mapping[str, Any] | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "window"
    materials: tuple[tuple[str, str, bytes], ...] = ()
    override_reason: str | None = None
    applicant_user: str | None = None
    # Of a joint item: that it must be one, the members that take part (None: all), and another unit's window
    # that accepts for the owner.
    joint: bool = False
    members: tuple[str, ...] | None = None
    accepting_unit: str | None = None
    # The key project the clerk says the case belongs to, and the materials a written commitment stands for.
    green_project: str | None = None
    commitments: tuple[str, ...] = ()
    # What was given or granted before, by material code (use_cases.reuse), and whether files kept with an unsent
    # application of the caller's come along.
    reuse: Mapping[str, str] = field(default_factory=dict)
    from_draft: bool = False


def register_case(command: RegisterCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with its number, progress code and receipt."""
    version, item = _in_force(uow, command.item)
    for_other = not (actor.kind == "applicant" and command.channel == "online")
    may(actor, "case.register_for_other" if for_other else "case.register")
    if actor.items and version.code not in actor.items:
        raise errors.NotAllowed(
            "授权不包括这个事项 / the authorisation does not cover this item", item=version.code
        )
    problems = _channel_problems(item, command.channel)
    applicant, more = check_applicant(command.applicant, command.override_reason, for_other, uow.now)
    agent, agent_problems = (
        check_applicant(command.agent, command.override_reason, for_other, uow.now, "agent")
        if command.agent
        else (None, [])
    )
    form, form_problems = _form(item, command.form)
    reused, reuse_problems = reuse.check(uow, actor, item, applicant, command.reuse)
    handed = {code for code, _, _ in command.materials} | set(command.reuse)
    drafted = application_drafts.taken_up(uow, actor, version.code, handed) if command.from_draft else []
    chosen, joint_problems = registration.plan(uow, item, command.joint, command.members, form)
    window, window_problems = registration.check_window(actor, uow, item, command.accepting_unit)
    special = at_registration.look(
        uow,
        actor,
        item,
        applicant,
        form,
        green_project=command.green_project,
        promised=command.commitments,
        handed=handed | {code for code, _, _ in drafted},
        accepting_unit=command.accepting_unit,
    )
    problems += [*more, *agent_problems, *form_problems, *joint_problems, *window_problems, *reuse_problems]
    problems += special.problems
    if problems:
        raise errors.Invalid(errors=problems)
    case = _new_case(command, actor, uow, version, item, applicant, agent, form)
    case.window_unit = window or special.window_unit or case.window_unit
    case.regimes = special.kept or None
    act = Act(uow, actor)
    definition = uow.get(Definition, version.definition_id)
    assert definition is not None
    # The case stands before its flow does, because the flow's first steps may already act on it.
    seen = {
        **variables_of(case),
        **(chosen.variables if chosen else {}),
        "commitments": list(command.commitments),
    }
    if item.sheet.count_applications:
        seen["case"] = {**seen["case"], "applications_this_year": applications_this_year(uow, case)}
    run = act.start(definition, seen, business_key=case.case_no, case=case)
    case.instance_id = run.record.id
    uow.add(case)
    dossier.of(act, run).is_new()
    search_index.add(uow, case)
    journal.write(act, run, "case.registered", item=case.item_code, channel=case.channel)
    if chosen is not None:
        registration.bear_all(act, run, chosen)
    for code, name, content in (*command.materials, *drafted):
        keep_material(act, run, code, name, content)
    reuse.put(act, run, reused)
    if command.commitments:
        commitments.give(act, run, command.commitments)
    if special.kept.get(GREEN):
        journal.write(act, run, "case.green_channel_recognised", project=special.kept[GREEN]["code"])
    receipt = papers.issue(act, run, "receipt_voucher")
    clocks.apply_effects(act, run, (("start", "correction"),))
    milestones.notify(act, run, "received", milestones.recipients(run, "applicant"))
    act.settle()
    return {
        **case_view(case, clear=True),
        "receipt": {
            "id": receipt.id,
            "number": receipt.number,
            "verification_code": receipt.verification_code,
        },
        "hints": [*at_registration.hints_of(case.regimes), *special.hints, *item.hints],
        "sub_cases": registration.members_view(act, run) if chosen else [],
    }


def _in_force(uow: UnitOfWork, code: str) -> tuple[ItemVersion, items.Item]:
    found = uow.find(ItemVersion, limit=1, code=code, state="published") or uow.find(
        ItemVersion, limit=1, slug=code, state="published"
    )
    if not found:
        withdrawn = uow.find(
            ItemVersion, limit=1, code=code, state="withdrawn", order="-version"
        ) or uow.find(ItemVersion, limit=1, slug=code, state="withdrawn", order="-version")
        if withdrawn:
            reason = withdrawn[0].withdraw_reason or ""
            raise errors.ItemWithdrawn(
                f"该事项已停止受理：{reason} / the item is withdrawn: {reason}", item=code, reason=reason
            )
        raise errors.NotFound(f"There is no published item {code}.", item=code)
    return found[0], uow.library.item(found[0].id)


def _channel_problems(item: items.Item, channel: str) -> list[dict[str, Any]]:
    allowed = item.sheet.channels
    if channel in CHANNELS and (channel == "api" or not allowed or channel in allowed):
        return []
    return [
        {"field": "channel", "message": f"须为其中之一 / must be one of: {', '.join(allowed or CHANNELS)}"}
    ]


def _form(item: items.Item, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    clean, problems = item.form.validate(values, checks=CHECKS)
    return clean, [{**one, "field": f"form.{one['field']}"} for one in problems]


def _new_case(
    command: RegisterCase,
    actor: Actor,
    uow: UnitOfWork,
    version: ItemVersion,
    item: items.Item,
    applicant: dict[str, Any],
    agent: dict[str, Any] | None,
    form: dict[str, Any],
) -> Case:
    today = uow.calendar().day_of(uow.now)
    implementation = item.sheet.implementation_code
    serial = uow.next_number(f"case:{implementation}:{today.isoformat()}")
    own = (actor.on_behalf_of or actor.id) if actor.kind == "applicant" else command.applicant_user
    own = own or _account(uow, agent) or _account(uow, applicant)
    return Case(
        id=uow.new_id(),
        case_no=(TEST if uow.settings.sandbox else "")
        + identifiers.case_number(implementation, today, serial),
        item_version_id=version.id,
        item_code=version.code,
        item_name=version.name,
        item_name_en=version.name_en,
        unit=item.sheet.unit,
        window_unit=item.sheet.accepting_unit,
        state="submitted",
        channel=command.channel,
        applicant=applicant,
        applicant_name=str(applicant["name"]),
        form=form,
        progress_code=uow.papers.verification_code().replace("-", "")[:CODE_LENGTH],
        registered_by=actor.id,
        registered_at=uow.now,
        agent=agent,
        applicant_user=own,
        override_reason=command.override_reason,
    )


def _account(uow: UnitOfWork, who: dict[str, Any] | None) -> str | None:
    """The account of somebody served at the window, by identity number, so that they can follow the case."""
    found = uow.find(Person, id_no=who["id_no"], disabled=False, limit=1) if who else []
    return found[0].username if found else None

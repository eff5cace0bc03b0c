"""A version comes into force or goes out of it: one in force per item, the others kept, every step on record."""

from __future__ import annotations

from datetime import date, datetime, time

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Definition, ItemVersion, Timer, UnitOfWork
from tongban.engine.use_cases.deploy_resources import Readable, add_definition
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.joint.publishing import check_members

#: The kind of timer that puts a scheduled version in force; it bears the version's id.
TAKES_EFFECT = "publish"
FORCE = ("state", "published_at", "published_by", "definition_id", "effective_at", "change_note")
WITHDRAWN = ("state", "withdrawn_at", "withdrawn_by", "withdraw_reason")
SCHEDULED = ("state", "effective_at", "change_note", "published_by")


def put_in_force(
    uow: UnitOfWork,
    actor: Actor,
    version: ItemVersion,
    item: items.Item | None = None,
    *,
    note: str | None = None,
) -> None:
    """New applications run this version from now on; what ran before runs on as it was.

    errors.VersionScheduled while another version of the item waits for its day; InvalidItem when a joint item's
    members are not in force. `item` is what this same act has taken in: the library reads only what was committed.
    """
    one_at_a_time(uow, version.code)
    check_unscheduled(uow, version)
    item = item or uow.library.item(version.id)
    check_members(uow, item)
    process = item.process
    found = Readable("process", process.key, process.name or process.key, item.diagram.xml, process)
    # A version that comes back gets a definition of its own, so that the newest one is the one in force.
    definition = add_definition(uow, found, item_version_id=version.id)
    for old in uow.find(ItemVersion, code=version.code, state="published"):
        old.state = "replaced"
        uow.save(old, "state")
        retire(uow, old)
    uow.remove(Timer, id=version.id)
    version.state, version.published_at, version.published_by = "published", uow.now, actor.id
    version.definition_id, version.effective_at = definition.id, None
    version.change_note = note or version.change_note
    uow.save(version, *FORCE)
    if version.withdrawn_at is not None:
        version.withdrawn_at = version.withdrawn_by = version.withdraw_reason = None
        uow.save(version, *WITHDRAWN)
    facts = {"code": version.code, "version": version.version, "note": version.change_note or ""}
    journal.alone(uow, actor, definition.id, "item.published", **facts)


def schedule(uow: UnitOfWork, actor: Actor, version: ItemVersion, day: date, note: str) -> None:
    """The version takes effect when that day begins where the office is; until then the one in force goes on."""
    zone = uow.calendar().zone
    moment = datetime.combine(day, time(), tzinfo=zone)
    if moment <= uow.now or day.year > uow.now.year + 5:
        told = "须是明天以后的日期 / must be a day after today"
        raise errors.Invalid(errors=[{"field": "effective_on", "message": told}])
    if version.state == "published":
        raise errors.Conflict("已经是现行版 / it is in force already", current={"state": version.state})
    one_at_a_time(uow, version.code)
    check_unscheduled(uow, version)
    version.state, version.effective_at = "scheduled", moment
    version.change_note, version.published_by = note, actor.id
    uow.save(version, *SCHEDULED)
    uow.add(Timer(id=version.id, due_at=moment, kind=TAKES_EFFECT))
    facts = {"code": version.code, "version": version.version, "on": day.isoformat(), "note": note}
    journal.alone(uow, actor, uow.new_id(), "item.scheduled", **facts)


def one_at_a_time(uow: UnitOfWork, code: str) -> None:
    """Whoever else is bringing a version of this item in waits until this act is over."""
    uow.next_number(f"item-version:{code}")


def check_unscheduled(uow: UnitOfWork, version: ItemVersion) -> None:
    """At most one version waits; what comes in between would be lost when the older one takes effect."""
    for waiting in uow.find(ItemVersion, code=version.code, state="scheduled"):
        if waiting.id != version.id:
            raise errors.VersionScheduled(
                version=waiting.version, current={"version": waiting.version, "state": "scheduled"}
            )


def retire(uow: UnitOfWork, version: ItemVersion) -> None:
    """Nothing new begins under the version's definition."""
    definition = uow.get(Definition, version.definition_id) if version.definition_id else None
    if definition is not None:
        definition.enabled = False
        uow.save(definition, "enabled")

"""Everything the engine refuses, in one tree: docstring = message, `code` = stable word, facts as keywords."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar


class EngineError(Exception):
    """The engine refused."""

    code: ClassVar[str] = "refused"

    def __init__(
        self, message: str | None = None, *, errors: Iterable[Mapping[str, Any]] = (), **facts: Any
    ) -> None:
        self.message = message or (type(self).__doc__ or "").strip().split("\n")[0]
        self.errors = [dict(error) for error in errors]
        self.facts = facts
        super().__init__(self.message)


class NotFound(EngineError):
    """There is no such thing, or it is not for you."""

    code = "not_found"


class NotAllowed(EngineError):
    """You may not do this."""

    code = "not_allowed"


class NeedsApproval(NotAllowed):
    """发布须经审核，请提交发布 / publishing needs approval: submit the draft"""

    code = "needs_approval"


class NotSignedIn(EngineError):
    """Sign in first."""

    code = "not_signed_in"


class Invalid(EngineError):
    """The input does not hold."""

    code = "invalid"


class InvalidDiagram(Invalid):
    """The diagram cannot be deployed."""

    code = "invalid_diagram"


class InvalidDecision(Invalid):
    """The decision model cannot be deployed."""

    code = "invalid_decision"


class InvalidItem(Invalid):
    """The service item cannot be accepted."""

    code = "invalid_item"


class NoWayOut(Invalid):
    """No outgoing condition is true and there is no default flow."""

    code = "no_flow_taken"


class ExpressionFailed(Invalid):
    """An expression could not be evaluated."""

    code = "expression_failed"


class Conflict(EngineError):
    """Somebody was first, or the state has moved on."""

    code = "conflict"


class TaskNotOpen(Conflict):
    """The task is no longer open."""

    code = "task_not_open"


class Ambiguous(Conflict):
    """More than one receiver matches."""

    code = "ambiguous"


class CannotMigrate(Invalid):
    """Something open has no place in the other version."""

    code = "cannot_migrate"


class SamplesNotGreen(Invalid):
    """这一稿的样例还没有全部试办通过 / the samples of this content have not all been played to their expected end"""

    code = "samples_not_green"


class ItemWithdrawn(Conflict):
    """该事项已停止受理 / the item is withdrawn: no new applications"""

    code = "item_withdrawn"


class PublicationOutdated(Conflict):
    """送审后草稿又有改动，须退回或撤回后重新提交 / the draft was changed after it was submitted: submit it again"""

    code = "publication_outdated"


class VersionScheduled(Conflict):
    """已有一版排定了生效日期，请先取消排定 / a version is scheduled already: cancel that first"""

    code = "version_scheduled"


class KeyReused(Invalid):
    """The Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"


class NotLockOwner(Conflict):
    """Somebody else has the job, or nobody."""

    code = "not_lock_owner"


class PreconditionFailed(EngineError):
    """Somebody has changed it since you read it."""

    code = "precondition_failed"


class PreconditionRequired(EngineError):
    """Say with If-Match which revision you have read."""

    code = "precondition_required"


class OutOfRoom(EngineError):
    """There is no room to keep the file; nothing was changed."""

    code = "out_of_room"

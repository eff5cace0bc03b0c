"""What a running process may ask for: the decision tables of its item, or the deployed ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.engine import dmn, errors
from tongban.engine.ports import Definition, UnitOfWork


class ActEnvironment:
    """Answers within the transaction of the act."""

    def __init__(self, uow: UnitOfWork, definition_id: str) -> None:
        self._uow = uow
        self._definition_id = definition_id

    def decide(
        self, key: str, binding: str, version: int | None, variables: Mapping[str, Any]
    ) -> tuple[Any, tuple[Mapping[str, Any], ...]]:
        """The outputs of a decision and the rules that matched."""
        result = self._model(key, binding, version).evaluate(key, variables)
        return result.outputs, tuple(result.matched_rules)

    def _model(self, key: str, binding: str, version: int | None) -> dmn.Model:
        own = self._uow.library.own_decision(self._definition_id, key)
        if own is not None:
            return own
        return find_decision(self._uow, key, version if binding == "version" else None)


def find_decision(uow: UnitOfWork, key: str, version: int | None = None) -> dmn.Model:
    """The newest (or the asked) version of a deployed decision."""
    where: dict[str, Any] = {"kind": "decision", "key": key}
    if version is not None:
        where["version"] = version
    found = uow.find(Definition, limit=1, order="-version", **where)
    if not found:
        raise errors.NotFound(f"There is no decision {key}.", decision=key)
    return uow.library.decision(found[0].id)

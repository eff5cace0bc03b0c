"""What may be asked by somebody who operates processes, as one part of the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Library
from tongban.engine.queries import batches, gauges, operating, queues, retention

Answer = dict[str, Any]


class OperateReader:
    """Each answer in the shape of the HTTP contract and only what the actor may see."""

    _ask: Any
    _library: Library
    _clock: Callable[[], datetime]

    def process_overview(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(operating.process_overview, actor, **filters)  # type: ignore[no-any-return]

    def instance_tree(self, actor: Actor, instance_id: str) -> Answer:
        return self._ask(operating.instance_tree, actor, instance_id)  # type: ignore[no-any-return]

    def instance_diagram(self, actor: Actor, instance_id: str) -> Answer:
        return self._ask(operating.instance_diagram, actor, self._library, instance_id)  # type: ignore[no-any-return]

    def instance_events(self, actor: Actor, instance_id: str, **filters: Any) -> Answer:
        return self._ask(operating.instance_events, actor, instance_id, **filters)  # type: ignore[no-any-return]

    def queues(self, actor: Actor) -> Answer:
        return self._ask(queues.queues, actor, self._clock())  # type: ignore[no-any-return]

    def batches(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(batches.batches, actor, **filters)  # type: ignore[no-any-return]

    def batch(self, actor: Actor, batch_id: str) -> Answer:
        return self._ask(batches.batch, actor, batch_id)  # type: ignore[no-any-return]

    def batch_rows(self, actor: Actor, batch_id: str, **filters: Any) -> Answer:
        return self._ask(batches.batch_rows, actor, batch_id, **filters)  # type: ignore[no-any-return]

    def retention_rules(self, actor: Actor) -> Answer:
        return self._ask(retention.retention_rules, actor)  # type: ignore[no-any-return]

    def periods_over(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(retention.over, actor, self._clock(), **filters)  # type: ignore[no-any-return]

    def legal_holds(self, actor: Actor, **filters: Any) -> Answer:
        return self._ask(retention.legal_holds, actor, **filters)  # type: ignore[no-any-return]

    def gauges(self, actor: Actor) -> tuple[list[gauges.Sample], dict[str, str]]:
        return self._ask(gauges.gauges, actor, self._clock()), gauges.described()

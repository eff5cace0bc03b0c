"""What every flow node has in common: its place in the diagram and how a token goes through it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from tongban.engine import errors, feel
from tongban.engine.bpmn import extensions, retries
from tongban.engine.bpmn.dialect import Dialect
from tongban.engine.bpmn.extensions import NO_EXTENSIONS, Extensions
from tongban.engine.bpmn.mappings import Assignment
from tongban.engine.bpmn.names import dialect_nodes, local
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.flow import Flow
    from tongban.engine.bpmn.process import ProcessDefinition
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class Element(BpmnTaskSpec):  # type: ignore[misc]
    """A node of the diagram; immutable once read."""

    # Whether a token can stay here until something outside happens.
    waits: ClassVar[bool] = False
    # Whether all outgoing flows are taken when no condition stands on them.
    forks: ClassVar[bool] = True

    # SpiffWorkflow keeps neighbours under these names; here they are the mappings of an activity.
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()

    id: str
    name: str | None
    type: str
    lane: str | None
    scope: str | None

    def __init__(self, process: ProcessDefinition, id: str, *, name: str | None, lane: str | None) -> None:
        super().__init__(process, id, lane=lane)
        self.id = self.bpmn_id = id
        self.name = self.bpmn_name = name
        self.type = ""
        self.scope = None
        self.incoming: tuple[Flow, ...] = ()
        self.outgoing: tuple[Flow, ...] = ()
        self.default: Flow | None = None
        self.extensions: Extensions = NO_EXTENSIONS
        self.camunda: Dialect = Dialect()
        self.title: Value | None = None
        self.retry = retries.DEFAULT

    def __repr__(self) -> str:
        return f"<{self.type} {self.id}>"

    def read(self, node: etree._Element, reading: Reading) -> None:
        """Take what the XML says of this node alone."""
        self.type = local(node)
        self.title = reading.template(self.id, "name", self.name)
        self.extensions = extensions.read(self.id, node, reading)
        self.retry = self.extensions.retry or retries.of_dialect(self.id, node, reading) or retries.DEFAULT
        for listener in (*dialect_nodes(node, "executionListener"), *dialect_nodes(node, "taskListener")):
            reading.problem(self.id, "listener", f"{local(listener)} calls code, which cannot run here")

    def link(self, node: etree._Element, reading: Reading, elements: Mapping[str, Element]) -> None:
        """Connect with other nodes, when all are known."""
        wanted = node.get("default")
        if wanted is None:
            return
        self.default = next((flow for flow in self.outgoing if flow.id == wanted), None)
        if self.default is None:
            reading.problem(self.id, "default-flow", f"the default flow `{wanted}` does not start here")

    def display_name(self, variables: Mapping[str, Any]) -> str | None:
        """The name with its expressions filled in."""
        return self.name if self.title is None or self.title.is_literal else str(self.title(variables))

    def arrive(self, run: Run, scope: Visit, flow: Flow) -> None:
        """A token comes along `flow`."""
        self.enter(run, run.begin(self, scope))

    def enter(self, run: Run, visit: Visit) -> None:
        """A visit begins."""
        run.leave(visit, self.exits(run, visit))

    def resume(self, run: Run, visit: Visit) -> None:
        """Try once more after an incident."""
        self.enter(run, visit)

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        """What `wait` waited for has happened."""
        raise NotImplementedError(self.type)

    def concerns(self, wait: Wait, changed: Mapping[str, str]) -> bool:
        """Whether writing these variables is a reason to look at the condition again."""
        return True

    def holds(self, run: Run, wait: Wait) -> bool:
        """Whether the condition `wait` waits for is true now."""
        return False

    def emptied(self, run: Run, scope: Visit) -> None:
        """Nothing is left inside this scope."""

    def met(self, run: Run, scope: Visit) -> bool:
        """A waiting join may be fired because nobody else can come; True when it did."""
        return False

    def passed(self, run: Run, scope: Visit) -> None:
        """An activity inside this scope is done."""

    def proceed(self, run: Run, visit: Visit) -> None:
        """What a throwing node throws is thrown: go on."""
        run.leave(visit, self.exits(run, visit))

    def undone(self, run: Run, visit: Visit) -> None:
        """The compensation this node asked for is done."""
        self.proceed(run, visit)

    def exits(self, run: Run, visit: Visit) -> list[Flow]:
        """The flows a token leaves by: all whose condition holds, else the default."""
        flows = self.outgoing
        if len(flows) == 1 and flows[0].condition is None:
            return [flows[0]]
        variables = run.visible(visit.above)
        budget = feel.Budget()
        taken = [flow for flow in flows if flow is not self.default and flow.holds(variables, budget)]
        return self.or_default(taken)

    def or_default(self, taken: list[Flow]) -> list[Flow]:
        """The flows taken, or the default, or nothing where nothing goes out; else there is no way out."""
        if taken or not self.outgoing:
            return taken
        if self.default is None:
            raise errors.NoWayOut(
                f"{self.id}: no outgoing condition is true and there is no default flow", element=self.id
            )
        return [self.default]

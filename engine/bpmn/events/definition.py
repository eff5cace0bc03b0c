"""What makes an event the event it is; one subclass per event definition of BPMN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait

START, INSIDE, BOUNDARY, CATCH, THROW, END = "start", "event subprocess", "boundary", "catch", "throw", "end"


class EventDefinition:
    """The plain event: nothing to wait for, nothing to throw."""

    kind: ClassVar[str] = "none"
    # Where BPMN allows it.
    places: ClassVar[frozenset[str]] = frozenset({START, CATCH, THROW, END})
    interrupts_only: ClassVar[bool] = False
    # Whether throwing it ends the scope it stands in: of several it comes last.
    final: ClassVar[bool] = False
    # Its number among the definitions of its event.
    part: int = 0
    # Error and escalation: the code that is caught, None for any.
    code: str | None = None

    def __init__(self, element: Element) -> None:
        self.element = element

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        """Take what the XML of the definition says; `owner` is the event or task it stands in."""

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        """Begin to wait; None when nothing need be told outside."""
        return None

    def text(self, variables: Mapping[str, Any]) -> str:
        """The name that is listened for, where there is one."""
        return ""

    def holds(self, run: Run, wait: Wait) -> bool:
        return False

    def concerns(self, changed: Mapping[str, str]) -> bool:
        return True

    def heard(self, run: Run, wait: Wait, *, repeat: bool) -> None:
        """It happened: wait no more, or for the next time."""
        if not repeat:
            run.forget(wait, consumed=True)

    def undone(self, run: Run, visit: Visit) -> None:
        """The compensation it asked for is done."""
        visit.element.proceed(run, visit)

    def named(self, code: str, message: str) -> Mapping[str, Any]:
        """The variables that tell a handler what was thrown."""
        return {}

    def throw(self, run: Run, visit: Visit) -> None:
        """Let it happen; afterwards `visit.element.proceed`."""
        visit.element.proceed(run, visit)

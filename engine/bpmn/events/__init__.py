"""The event definitions of BPMN, by XML tag."""

from __future__ import annotations

from tongban.engine.bpmn.events.cancel import CancelDefinition
from tongban.engine.bpmn.events.compensate import CompensateDefinition
from tongban.engine.bpmn.events.conditional import ConditionalDefinition
from tongban.engine.bpmn.events.definition import EventDefinition
from tongban.engine.bpmn.events.error import ErrorDefinition
from tongban.engine.bpmn.events.escalation import EscalationDefinition
from tongban.engine.bpmn.events.link import LinkDefinition
from tongban.engine.bpmn.events.message import MessageDefinition
from tongban.engine.bpmn.events.signal import SignalDefinition
from tongban.engine.bpmn.events.terminate import TerminateDefinition
from tongban.engine.bpmn.events.timer import TimerDefinition

DEFINITIONS: dict[str, type[EventDefinition]] = {
    "cancelEventDefinition": CancelDefinition,
    "compensateEventDefinition": CompensateDefinition,
    "conditionalEventDefinition": ConditionalDefinition,
    "errorEventDefinition": ErrorDefinition,
    "escalationEventDefinition": EscalationDefinition,
    "linkEventDefinition": LinkDefinition,
    "messageEventDefinition": MessageDefinition,
    "signalEventDefinition": SignalDefinition,
    "terminateEventDefinition": TerminateDefinition,
    "timerEventDefinition": TimerDefinition,
}

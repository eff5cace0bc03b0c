"""The flow nodes of BPMN, by XML tag."""

from __future__ import annotations

from tongban.engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from tongban.engine.bpmn.elements.boundary_event import BoundaryEvent
from tongban.engine.bpmn.elements.business_rule_task import BusinessRuleTask
from tongban.engine.bpmn.elements.call_activity import CallActivity
from tongban.engine.bpmn.elements.catch_event import CatchEvent
from tongban.engine.bpmn.elements.complex_gateway import ComplexGateway
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.end_event import EndEvent
from tongban.engine.bpmn.elements.event_based_gateway import EventBasedGateway
from tongban.engine.bpmn.elements.exclusive_gateway import ExclusiveGateway
from tongban.engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from tongban.engine.bpmn.elements.none_task import NoneTask
from tongban.engine.bpmn.elements.parallel_gateway import ParallelGateway
from tongban.engine.bpmn.elements.receive_task import ReceiveTask
from tongban.engine.bpmn.elements.script_task import ScriptTask
from tongban.engine.bpmn.elements.send_task import SendTask
from tongban.engine.bpmn.elements.service_task import ServiceTask
from tongban.engine.bpmn.elements.start_event import StartEvent
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.elements.throw_event import ThrowEvent
from tongban.engine.bpmn.elements.transaction import Transaction
from tongban.engine.bpmn.elements.user_task import UserTask

ELEMENTS: dict[str, type[Element]] = {
    "adHocSubProcess": AdHocSubProcess,
    "boundaryEvent": BoundaryEvent,
    "businessRuleTask": BusinessRuleTask,
    "callActivity": CallActivity,
    "complexGateway": ComplexGateway,
    "endEvent": EndEvent,
    "eventBasedGateway": EventBasedGateway,
    "exclusiveGateway": ExclusiveGateway,
    "inclusiveGateway": InclusiveGateway,
    "intermediateCatchEvent": CatchEvent,
    "intermediateThrowEvent": ThrowEvent,
    "manualTask": NoneTask,
    "parallelGateway": ParallelGateway,
    "receiveTask": ReceiveTask,
    "scriptTask": ScriptTask,
    "sendTask": SendTask,
    "serviceTask": ServiceTask,
    "startEvent": StartEvent,
    "subProcess": SubProcess,
    "task": NoneTask,
    "transaction": Transaction,
    "userTask": UserTask,
}

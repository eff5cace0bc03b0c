"""BPMN: reading and checking diagrams, and executing one instance at a time. The only door to SpiffWorkflow."""

from __future__ import annotations

from tongban.engine.bpmn import step
from tongban.engine.bpmn.allowance import Allowance
from tongban.engine.bpmn.asked import Asked, noting
from tongban.engine.bpmn.beginning import StartSubscription
from tongban.engine.bpmn.codec import variables_of
from tongban.engine.bpmn.comparing import ElementChange, compare
from tongban.engine.bpmn.diagram import Diagram, Draft, inspect, read
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.environment import Environment, NoEnvironment
from tongban.engine.bpmn.execution import Execution
from tongban.engine.bpmn.extensions import Extensions
from tongban.engine.bpmn.extensions.approval import Approval
from tongban.engine.bpmn.extensions.candidates import Candidates
from tongban.engine.bpmn.extensions.connector import Connector
from tongban.engine.bpmn.extensions.deadline import Deadline
from tongban.engine.bpmn.extensions.decision import DecisionBinding
from tongban.engine.bpmn.extensions.document import Document
from tongban.engine.bpmn.extensions.form import FormBinding
from tongban.engine.bpmn.extensions.item import Item
from tongban.engine.bpmn.extensions.label import Label
from tongban.engine.bpmn.extensions.milestone import Milestone
from tongban.engine.bpmn.extensions.notice import Notice
from tongban.engine.bpmn.extensions.operations import Operations
from tongban.engine.bpmn.extensions.outcome import Outcome
from tongban.engine.bpmn.extensions.review_point import ReviewPoint
from tongban.engine.bpmn.flow import Flow
from tongban.engine.bpmn.import_rows import Row as ImportRow
from tongban.engine.bpmn.importing import Import, take_over
from tongban.engine.bpmn.migrating import Migration, Move, Obstacle
from tongban.engine.bpmn.problems import Problem
from tongban.engine.bpmn.process import Lane, ProcessDefinition
from tongban.engine.bpmn.retries import DEFAULT as DEFAULT_RETRIES
from tongban.engine.bpmn.retries import RetryPlan
from tongban.engine.bpmn.timer import moment
from tongban.engine.bpmn.value import Value

__all__ = [
    "DEFAULT_RETRIES",
    "Allowance",
    "Approval",
    "Asked",
    "Candidates",
    "Connector",
    "Deadline",
    "DecisionBinding",
    "Diagram",
    "Document",
    "Draft",
    "Element",
    "ElementChange",
    "Environment",
    "Execution",
    "Extensions",
    "Flow",
    "FormBinding",
    "Import",
    "ImportRow",
    "Item",
    "Label",
    "Lane",
    "Migration",
    "Milestone",
    "Move",
    "NoEnvironment",
    "Notice",
    "Obstacle",
    "Operations",
    "Outcome",
    "Problem",
    "ProcessDefinition",
    "RetryPlan",
    "ReviewPoint",
    "StartSubscription",
    "Value",
    "compare",
    "inspect",
    "moment",
    "noting",
    "read",
    "step",
    "take_over",
    "variables_of",
]

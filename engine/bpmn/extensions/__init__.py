"""The extension elements of our namespace: one line each, and what a node or process carries of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn.extensions import (
    approval,
    candidates,
    commitment,
    connector,
    deadline,
    decision,
    document,
    form,
    item,
    label,
    material,
    member,
    milestone,
    notice,
    operations,
    outcome,
    promise,
    retry,
    review_point,
)
from tongban.engine.bpmn.extensions.facts import Facts
from tongban.engine.bpmn.names import TB, extension_nodes, local
from tongban.engine.bpmn.retries import RetryPlan

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading


@dataclass(frozen=True, slots=True)
class Extensions:
    """The typed extension elements of one node or process."""

    approval: approval.Approval | None = None
    candidates: candidates.Candidates | None = None
    form: form.FormBinding | None = None
    deadline: deadline.Deadline | None = None
    outcomes: tuple[outcome.Outcome, ...] = ()
    review_points: tuple[review_point.ReviewPoint, ...] = ()
    operations: operations.Operations | None = None
    milestone: milestone.Milestone | None = None
    documents: tuple[document.Document, ...] = ()
    notices: tuple[notice.Notice, ...] = ()
    labels: tuple[label.Label, ...] = ()
    decision: decision.DecisionBinding | None = None
    connector: connector.Connector | None = None
    item: item.Item | None = None
    member: member.Member | None = None
    commitment: commitment.Commitment | None = None
    promise: promise.Promise | None = None
    retry: RetryPlan | None = None
    materials: tuple[material.NeededMaterial, ...] = ()


NO_EXTENSIONS = Extensions()


@dataclass(frozen=True, slots=True)
class _Line:
    field: str
    read: Callable[[Facts], Any]
    on: frozenset[str]
    repeatable: bool = False


_USER = frozenset({"userTask"})
_ANY = frozenset({"*"})
_SERVICE = frozenset({"serviceTask", "sendTask", "businessRuleTask"})

TABLE: dict[str, _Line] = {
    "approval": _Line("approval", approval.read, _USER),
    "candidates": _Line("candidates", candidates.read, _USER),
    "form": _Line("form", form.read, _USER | {"startEvent"}),
    "deadline": _Line("deadline", deadline.read, _USER),
    "outcome": _Line("outcomes", outcome.read, _USER, repeatable=True),
    "reviewPoint": _Line("review_points", review_point.read, _USER, repeatable=True),
    "material": _Line("materials", material.read, _USER, repeatable=True),
    "operations": _Line("operations", operations.read, _USER),
    "milestone": _Line("milestone", milestone.read, _ANY),
    "document": _Line("documents", document.read, _ANY, repeatable=True),
    "notice": _Line("notices", notice.read, _ANY, repeatable=True),
    "label": _Line("labels", label.read, _ANY | {"process"}, repeatable=True),
    "decision": _Line("decision", decision.read, frozenset({"businessRuleTask"})),
    "connector": _Line("connector", connector.read, _SERVICE),
    "item": _Line("item", item.read, frozenset({"process"})),
    "member": _Line("member", member.read, frozenset({"callActivity"})),
    "commitment": _Line("commitment", commitment.read, _ANY),
    "promise": _Line("promise", promise.read, _ANY),
    "retry": _Line("retry", retry.read, _SERVICE | {"intermediateThrowEvent", "endEvent"}),
}
# Read where they work: calls, mappings, loops and messages.
ELSEWHERE = frozenset({"in", "out", "input", "output", "call", "loop", "correlation"})


def read(element: str, node: etree._Element, reading: Reading) -> Extensions:
    """The extension elements under one node of the diagram."""
    found: dict[str, Any] = {}
    for inner in extension_nodes(node):
        if etree.QName(inner).namespace != TB or local(inner) in ELSEWHERE:
            continue
        line = TABLE.get(local(inner))
        if line is None:
            reading.problem(element, "tb-unknown", f"there is no extension element tb:{local(inner)}")
            continue
        _read_one(element, local(node), Facts(element, inner, reading), line, found)
    _no_own_attributes(element, node, reading)
    if not found:
        return NO_EXTENSIONS
    return Extensions(**found)


def _read_one(element: str, type: str, facts: Facts, line: _Line, found: dict[str, Any]) -> None:
    if type not in line.on and ("*" not in line.on or type == "process"):
        facts.problem("place", f"tb:{facts.tag} does not belong on a {type}")
        return
    value = line.read(facts)
    facts.finish()
    if line.repeatable:
        found[line.field] = (*found.get(line.field, ()), value)
    elif line.field in found:
        facts.problem("twice", f"tb:{facts.tag} is given twice")
    else:
        found[line.field] = value


def _no_own_attributes(element: str, node: etree._Element, reading: Reading) -> None:
    for name in node.attrib:
        if str(name).startswith(f"{{{TB}}}"):
            reading.problem(
                element, "tb-unknown", f"tb: attributes are not used; `{local_name(str(name))}` is unknown"
            )


def local_name(name: str) -> str:
    return name.rpartition("}")[2]

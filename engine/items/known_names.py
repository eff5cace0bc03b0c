"""The variables a flow, a form or a table of an item may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tongban.engine import bpmn, dmn
from tongban.forms import Form

# What a joint case and its members see beside it; null in all others.
JOINT = ("joint", "members", "stages", "results", "gates", "refused", "shared")
# What the engine itself gives every case.
GIVEN = frozenset(
    {"case", "applicant", "item", "outcome", "supplement_note", *JOINT, "commitments", "fields_to_correct"}
)
SUPPLEMENT = "supplement"
OUTSIDE = frozenset({"callActivity"})
LOOPING = ("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances")
# Names with a meaning inside a form: rows of lists.
IN_FORMS = frozenset({"this", "parent", "i", "_root_", "_this_", "_parent_"})


def known_names(definition: bpmn.ProcessDefinition | None, forms: Mapping[str, Form]) -> frozenset[str]:
    """Fields of all forms, results of decisions and scripts, user tasks, and what the engine gives."""
    found = set(GIVEN)
    for form in forms.values():
        found |= form.roots()
    if definition is not None:
        for element in definition.elements.values():
            found |= set(_written(element))
    return frozenset(found)


def told_names(forms: Mapping[str, Form], decisions: Mapping[str, dmn.Model]) -> frozenset[str]:
    """What the diagram's expressions are told of: form fields, and what decisions ask for and are called."""
    found: set[str] = set()
    for form in forms.values():
        found |= form.roots()
    for model in decisions.values():
        for decision in model.decisions.values():
            found |= {decision.name, *model.inputs(decision.id)}
    return frozenset(found)


def brings_unknown(definition: bpmn.ProcessDefinition) -> bool:
    """Whether the flow takes in data from elsewhere: called processes, outside workers, foreign messages."""
    for element in definition.elements.values():
        if element.type in OUTSIDE or getattr(element, "topic", None) is not None:
            return True
        name = getattr(getattr(element, "message", None), "name", None)
        if isinstance(name, str) and name != SUPPLEMENT:
            return True
    return False


def _written(element: bpmn.Element) -> Iterator[str]:
    if element.type in ("userTask", "manualTask"):
        yield element.id
    decision = element.extensions.decision
    if decision is not None:
        yield decision.result or decision.key
    for table in ("assignments", "outputs", "inputs"):
        yield from (one.name for one in getattr(element, table, ()))
    loop = getattr(element, "loop", None)
    if loop is not None:
        yield from LOOPING
        yield from (name for name in (loop.item, loop.output, loop.output_item) if name)
    yield from filter(None, [element.camunda.result_variable])

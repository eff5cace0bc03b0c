"""Call activities: another process runs as an instance of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from tongban.engine import errors
from tongban.engine.bpmn import mappings, throwing
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.environment import Binding
from tongban.engine.bpmn.names import TB, dialect, dialect_nodes, extension_nodes
from tongban.engine.bpmn.step import ChildStarted, MemberCalled

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait

_BINDINGS = ("latest", "deployment", "version")
_OWN_KEY = ("#{execution.processBusinessKey}", "${execution.processBusinessKey}", "${execution.businessKey}")


class CallActivity(Activity):
    waits = True

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        own = next((inner for inner in extension_nodes(node) if inner.tag == f"{{{TB}}}call"), None)
        facts = {str(k): str(v) for k, v in own.attrib.items()} if own is not None else {}
        self.key = reading.template(
            self.id, "calledElement", facts.get("process") or node.get("calledElement")
        )
        binding = facts.get("binding") or dialect(node, "calledElementBinding") or "latest"
        version = facts.get("version") or dialect(node, "calledElementVersion")
        self.version = reading.count(self.id, "version", version)
        self.binding = cast(Binding, binding)
        self.handed_in = mappings.passed(self.id, "in", node, reading)
        self.handed_out = mappings.passed(self.id, "out", node, reading)
        key = next(
            (inner.get("businessKey") for inner in dialect_nodes(node, "in") if inner.get("businessKey")),
            None,
        )
        self._dialect(node, reading)
        self.passes_key = key in _OWN_KEY
        self.business_key = None if self.passes_key else reading.template(self.id, "businessKey", key)
        self._check(binding, reading)

    def _dialect(self, node: etree._Element, reading: Reading) -> None:
        if dialect(node, "inheritVariables") == "true":
            self.handed_in = (mappings.EVERYTHING, *self.handed_in)
        for attribute in ("variableMappingClass", "variableMappingDelegateExpression"):
            if dialect(node, attribute) is not None:
                reading.problem(self.id, "java", f"`{attribute}` names Java code, which cannot run here")

    def _check(self, binding: str, reading: Reading) -> None:
        if self.key is None and self.extensions.member is None:
            reading.problem(self.id, "called-element", "a call activity needs the process it calls")
        if binding not in _BINDINGS:
            reading.problem(self.id, "call-binding", f"the binding `{binding}` is not supported")
        if (binding == "version") != (self.version is not None):
            reading.problem(self.id, "call-version", "the binding `version` and a version belong together")

    def perform(self, run: Run, visit: Visit) -> None:
        variables = run.visible(visit)
        if self.extensions.member is not None:
            self._call_member(run, visit, variables)
            return
        assert self.key is not None
        key = self.key(variables)
        if not isinstance(key, str) or not key:
            raise errors.ExpressionFailed(f"{self.id}: `{self.key.text}` names no process", element=self.id)
        version = self.version.whole(variables) if self.version is not None else None
        business_key = run.business_key if self.passes_key else None
        if self.business_key is not None:
            business_key = str(self.business_key(variables))
        passed = mappings.evaluate(self.handed_in, variables) if self.handed_in else {}
        wait = run.wait(visit, "child", self, own=True)
        run.effects.append(
            ChildStarted(wait.token, visit.no, self.id, key, self.binding, version, business_key, passed)
        )

    def _call_member(self, run: Run, visit: Visit, variables: Mapping[str, Any]) -> None:
        """A member of a joint case runs as a case of its own."""
        member = self.extensions.member
        assert member is not None
        key = member.key(variables)
        if not isinstance(key, str) or not key:
            raise errors.ExpressionFailed(f"{self.id}: `{member.key.text}` names no member", element=self.id)
        passed = mappings.evaluate(self.handed_in, variables) if self.handed_in else {}
        wait = run.wait(visit, "child", self, own=True)
        run.effects.append(MemberCalled(wait.token, visit.no, self.id, key, member.join, passed))

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        super().triggered(run, wait, self.taken(variables))

    def taken(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the caller takes of the variables of the called instance."""
        return mappings.evaluate(self.handed_out, variables) if self.handed_out else {}

    def failed(self, run: Run, wait: Wait, code: str, message: str, variables: Mapping[str, Any]) -> None:
        """The called instance ended with an error."""
        run.assign(wait.visit, self.taken(variables))
        run.forget(wait, consumed=True)
        throwing.throw_error(run, wait.visit, code, message, on=True)

    def escalated(self, run: Run, wait: Wait, code: str, variables: Mapping[str, Any]) -> None:
        throwing.throw_escalation(run, wait.visit, code, variables, on=True)

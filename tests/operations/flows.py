"""Small processes for tests: nodes and flows in a few words, and a desk at which people work on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import quoteattr

from office import Office

from tongban.engine import SYSTEM, Actor, ClaimTask, CompleteTask, DeployResources, StartInstance

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t">'
)
ADMIN = Actor("root", "root", roles=frozenset({"sys_admin"}), kind="token")


def user(id: str, who: str = "", more: str = "", inside: str = "") -> str:
    """A user task for one person or, with commas, several."""
    candidates = f'<tb:candidates users="{who}"/>' if who else ""
    return (
        f'<bpmn:userTask id="{id}" name="{id}"><bpmn:extensionElements>{candidates}{more}'
        f"</bpmn:extensionElements>{inside}</bpmn:userTask>"
    )


def node(kind: str, *ids: str) -> str:
    return "".join(f'<bpmn:{kind} id="{id}"/>' for id in ids)


def flows(*ways: str) -> str:
    """`a>b>c` is two flows; `a>b?x=1` has a condition on the flow to b."""
    found = []
    for way in ways:
        way, _, condition = way.partition("?")
        names = way.split(">")
        for number, (source, target) in enumerate(pairwise(names)):
            last = number == len(names) - 2
            inner = f"<bpmn:conditionExpression>= {condition}</bpmn:conditionExpression>" if last else ""
            inner = inner if condition else ""
            found.append(
                f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" '
                f'targetRef="{target}">{inner}</bpmn:sequenceFlow>'
            )
    return "".join(found)


def sub(id: str, *content: str, more: str = "") -> str:
    return f'<bpmn:subProcess id="{id}">{more}{"".join(content)}</bpmn:subProcess>'


def each(cardinality: int, sequential: bool = False) -> str:
    """Several instances."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:loopCardinality>{cardinality}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def timer(id: str, on: str, duration: str = "P1D", interrupting: bool = False) -> str:
    return (
        f'<bpmn:boundaryEvent id="{id}" attachedToRef="{on}" cancelActivity="{str(interrupting).lower()}">'
        f"<bpmn:timerEventDefinition><bpmn:timeDuration>{duration}</bpmn:timeDuration>"
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )


def process(*content: str, key: str = "p") -> bytes:
    body = f'<bpmn:process id="{key}" name={quoteattr(key)} isExecutable="true">{"".join(content)}'
    return f"{HEAD}{body}</bpmn:process></bpmn:definitions>".encode()


def approval(mode: str, **attributes: str) -> str:
    extra = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<tb:approval mode="{mode}"{extra}/>'


def line(*steps: str) -> str:
    """Flows from the start through the steps to the end."""
    return node("startEvent", "start") + node("endEvent", "end") + flows(">".join(("start", *steps, "end")))


@dataclass
class Desk:
    """One running instance and the people who work on it."""

    office: Office
    instance: str = ""

    def start(self, xml: bytes, variables: Mapping[str, Any] | None = None, by: str = "admin") -> None:
        engine = self.office.engine
        engine.execute(DeployResources((("p.bpmn", xml),)), SYSTEM)
        actor = self.office.actor(by)
        self.instance = engine.execute(StartInstance("p", variables=variables or {}), actor)["id"]

    def open(self) -> list[str]:
        """The elements of open tasks, sorted."""
        return sorted(one["element"] for one in self.tasks())

    def tasks(self, **where: Any) -> list[dict[str, Any]]:
        return list(self.office.engine.queries.tasks(SYSTEM, instance=self.instance, **where)["items"])

    def task(self, element: str, who: str | None = None, part: str | None = None) -> dict[str, Any]:
        found = [one for one in self.tasks(element=element) if one["part"] == part]
        found = [one for one in found if who in (None, one["assignee"]) or who in one["candidates"]["users"]]
        assert found, f"{element} is not open, but {self.open()}"
        return found[0]

    def do(self, command: Any, who: str) -> dict[str, Any]:
        return self.office.engine.execute(command, self.office.actor(who))

    def complete(
        self, element: str, who: str, outcome: str | None = None, part: str | None = None, **variables: Any
    ) -> dict[str, Any]:
        found = [one for one in self.tasks(element=element) if one["part"] == part]
        mine = [one for one in found if one["assignee"] == who]
        mine = mine or [one for one in found if who in one["candidates"]["users"]] or found
        assert mine, f"{element} is not open, but {self.open()}"
        return self.do(CompleteTask(mine[0]["id"], outcome, "意见", variables), who)

    def claim(self, element: str, who: str) -> dict[str, Any]:
        return self.do(ClaimTask(self.task(element)["id"]), who)

    @property
    def state(self) -> str:
        return str(self.office.engine.queries.instance(SYSTEM, self.instance)["state"])

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.office.engine.queries.instance(SYSTEM, self.instance)["variables"])

    def events(self, type_: str) -> list[dict[str, Any]]:
        found = self.office.engine.queries.events(SYSTEM, types=[type_], page_size=200)["items"]
        return [one for one in found if one["instance_id"] == self.instance]

    def operations(self, task_id: str, who: str) -> list[str]:
        return list(self.office.engine.queries.task(self.office.actor(who), task_id)["operations"])

    def sound(self) -> None:
        """What always holds."""
        engine = self.office.engine
        checked = engine.verify_audit()
        assert not checked["broken"], checked
        waits = self.tasks() or any(
            getattr(engine.queries, name)(SYSTEM, instance=self.instance)["items"]
            for name in ("timers", "subscriptions")
        )
        assert bool(waits) == (self.state in ("running", "suspended")), (self.state, waits)

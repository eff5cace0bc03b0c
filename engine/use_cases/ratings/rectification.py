"""差评整改: a bad rating begins a flow of its own beside the case: call back within a day, put right within fifteen.

国办发〔2019〕51号: who handled it is responsible; a first call back to verify; what can be put right is put right; a
mistaken or malicious rating is explained and set aside. The process may be replaced by one deployed under its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongban.engine import bpmn
from tongban.engine.domain.actor import SYSTEM, Actor, group_ref
from tongban.engine.ports import Case, Definition, UnitOfWork
from tongban.engine.use_cases.deploy_resources import Readable, add_definition
from tongban.engine.use_cases.flow import Act, Run, journal
from tongban.engine.use_cases.flow.rating_answered import PROCESS

FILE = Path(__file__).parent / "bad_rating.bpmn"
#: Who answers for the service of a unit, by which of them there is.
RESPONSIBLE = ("unit_admin", "branch_leader", "main_leader", "section_head")


@dataclass(frozen=True, slots=True)
class PrepareRatings:
    """Have the process there before a bad rating begins it: what begins is read outside the act."""


def prepare_ratings(command: PrepareRatings, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The id of the definition."""
    return {"definition": deploy(uow).id}


def begin(act: Act, run: Run, case: Case, level: int, text: str) -> str:
    """The id of the instance in which it is looked into."""
    definition = deploy(act.uow)
    names = [f"{role}@{case.unit}" for role in RESPONSIBLE]
    known = act.uow.known_groups(names)
    responsible = next((name for name in names if name in known), names[0])
    facts = {"case_no": case.case_no, "level": level, "text": text, "responsible": group_ref(responsible)}
    return act.start(definition, facts, business_key=case.case_no, case=case, by=run).record.id


def deploy(uow: UnitOfWork) -> Definition:
    """The newest version of the process; the shipped one is deployed when there is none."""
    found = uow.find(Definition, limit=1, order="-version", kind="process", key=PROCESS)
    if found:
        return found[0]
    content = FILE.read_bytes()
    process = next(one for one in bpmn.read(content, FILE.name).processes if one.key == PROCESS)
    definition = add_definition(uow, Readable("process", PROCESS, process.name or PROCESS, content, process))
    facts = {"name": PROCESS, "definitions": [f"process:{PROCESS}:1"]}
    journal.alone(uow, SYSTEM, definition.id, "definitions.deployed", **facts)
    return definition

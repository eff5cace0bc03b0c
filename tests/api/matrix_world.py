"""One of every thing the API knows, who asks for it, and acts that are undone as soon as they are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from databases import SqliteFiles
from flask import Flask
from office import CONTENT, Office, open_office
from operating.calling import diagram, service
from sqlalchemy import update
from studio.publishing import desk as publishing

from api.house import a_diagram, one_task
from tongban import engine as door
from tongban.api.app import create_app
from tongban.api.authentication import SANDBOX
from tongban.engine import SYSTEM, items
from tongban.engine.domain.actor import SCOPES
from tongban.engine.persistence.tables import people, regimes, supervision
from tongban.engine.persistence.unit_of_work import SqlUnitOfWork
from tongban.engine.sandbox import Sandbox
from tongban.engine.settings import Settings
from tongban.engine.use_cases import OpenSession
from tongban.engine.worker import Worker
from tongban.migrations import migrate

#: Waits for a time, a message and a trigger.
LATE = diagram(
    "late",
    '<bpmn:startEvent id="a"/><bpmn:intermediateCatchEvent id="w"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    '<bpmn:intermediateCatchEvent id="m"><bpmn:messageEventDefinition messageRef="paid"/>'
    '</bpmn:intermediateCatchEvent><bpmn:receiveTask id="r"/><bpmn:endEvent id="z"/>',
    "a > w > z", "a > m > z", "a > r > z",
    before='<bpmn:message id="paid" name="paid"/>',
)  # fmt: skip
FREE = '<bpmn:extensionElements><tb:candidates roles="window_clerk" unit="scjg"/></bpmn:extensionElements>'
#: The columns of the table in who_may.py, in this order.
ACTORS = {
    "applicant": "lin.applicant",
    "other applicant": "tang.agent",
    "clerk": "shi.register",
    "clerk of another unit": "mo.zone",
    "clerk of another region": "yun.hall",
    "supervisor": "he.supervisor",
    "administrator": "admin",
}
#: What of the case nobody may learn who may not see it.
NAME, PHONE, ID_NO = "林小禾", "13900000001", "429900199001010013"


@dataclass
class World:
    """The application with one thing of each kind, `ids` by the name of the path parameter."""

    app: Flask
    office: Office
    ids: dict[str, str]
    tokens: dict[str, str]
    secrets: tuple[str, ...]


@contextmanager
def a_world(sqlite_files: SqliteFiles, folder: Path) -> Iterator[World]:
    url = sqlite_files.create()
    office = open_office(Settings(url, folder, embedded_worker=False))
    app = create_app(office.engine.settings, engine=office.engine, pages=False)
    app.extensions[SANDBOX] = Sandbox(office.engine, migrate, worker=False)
    ids = _things(office)
    secrets = (NAME, PHONE, ID_NO, ids["case_no"], ids["joint_no"])
    yield World(app, office, ids, _tokens(office), secrets)
    app.extensions[SANDBOX].close()
    office.engine.sql_engine.dispose()
    sqlite_files.drop(url)


@contextmanager
def undone(monkeypatch: Any) -> Iterator[None]:
    """Every act runs to its end and is then rolled back: calls do not see each other."""

    def give_up(uow: SqlUnitOfWork) -> None:
        uow.flush()
        uow.connection.rollback()

    with monkeypatch.context() as patch:
        patch.setattr(SqlUnitOfWork, "commit", give_up)
        yield


def _tokens(office: Office) -> dict[str, str]:
    def token(who: str) -> dict[str, Any]:
        return office.engine.execute(door.CreateToken(who, "matrix"), SYSTEM)

    found = {name: token(who)["token"] for name, who in ACTORS.items()}
    for scope in SCOPES:
        others = tuple(one for one in SCOPES if one not in (scope, "admin"))
        made = door.CreateClient(f"all but {scope}", others, 100_000, "admin")
        found[f"without {scope}"] = office.engine.execute(made, SYSTEM)["token"]
    revoked = token("liu.window")
    office.engine.execute(door.RevokeToken(revoked["id"]), SYSTEM)
    found["revoked"] = revoked["token"]
    found["disabled"] = token("chen.cert")["token"]
    with office.engine.sql_engine.begin() as connection:
        gone = update(people.person).where(people.person.c.username == "chen.cert")
        connection.execute(gone.values(disabled=True))
    return found


def _things(office: Office) -> dict[str, str]:
    run, ask = office.engine.execute, office.engine.queries
    item = office.publish(CONTENT / "sole-trader-registration")
    registered = office.register(item, by="lin.applicant", channel="online")
    case_no, applicant, admin = registered["case_no"], office.actor("lin.applicant"), office.actor("admin")
    material = item.sheet.materials[0].code
    picture = items.make_file(items.FileRecipe("jpg", 1200, 900))
    run(door.AttachMaterial(case_no, material, "id.jpg", picture), applicant)
    joint = office.register(office.publish(CONTENT / "bookshop-opening"), joint=True)
    files = {"pool": a_diagram(one_task(inner=FREE), id="pool"), "jobs": service("jobs", "pay"), "late": LATE}
    deployed = [(f"{name}.bpmn", content) for name, content in files.items()]
    deployed.append(("rules.dmn", (CONTENT / "road-occupation" / "rules.dmn").read_bytes()))
    run(door.DeployResources(tuple(deployed)), SYSTEM)
    pool = run(door.StartInstance("pool"), SYSTEM)["id"]
    late = run(door.StartInstance("late"), SYSTEM)["id"]
    broken = run(door.StartInstance("jobs"), SYSTEM)["id"]
    first = run(door.FetchJobs("w", (("pay", timedelta(minutes=5)),), 1), SYSTEM)["jobs"][0]
    run(door.FailJob(first["id"], "w", "no", retries=0), SYSTEM)
    run(door.StartInstance("jobs"), SYSTEM)
    job = run(door.FetchJobs("w", (("pay", timedelta(minutes=5)),), 1), SYSTEM)["jobs"][0]
    draft = run(door.drafting.CreateDraft("d.bpmn", a_diagram(one_task(), id="drawn")), admin)
    task = office.task(case_no, "receive_and_decide")["id"]
    run(door.CopyTask(task, ("shi.register",)), SYSTEM)
    Worker(office.engine).sweep()
    now = office.clock.now
    leave = door.CreateProxy("liu.window", now, now + timedelta(days=3), "leave")
    stuck = ask.tasks(SYSTEM, instance=pool)["items"][0]["id"]
    alarm_rule = {"name": "r", "level": "red", "events": ["case.rated"], "condition": "count > 2"}
    escalation = {"name": "e", "phase": "due", "to": ["supervisor"], "unit": "zjj"}
    run(door.AddGreenProject("G1", "Key project", "luo.reform"), admin)
    run(door.KeepSecret("bank", "s"), admin)
    run(door.SaveConnector("bank", "email", {"to": "=contact", "subject": "s", "text": '="t"'}, True), admin)
    run(door.ChangeDays("national", ((date(2026, 6, 1), False),), "storm"), admin)
    with office.engine.sql_engine.begin() as connection:
        connection.execute(supervision.alarm.insert().values(**_alarm(registered, now)))
        connection.execute(regimes.credit_mark.insert().values(**_mark(case_no, item.code, now)))
    run(OpenSession("shi.register", True), SYSTEM)
    somebody = {"username": "13800000090", "kind": "applicant", "name": {"zh": "周", "en": "Zhou"}}
    run(door.LoadPeople({"people": [somebody]}, lambda _: "!"), SYSTEM)
    slots = door.desk_acts.OpenSlots("scjg", now.date() + timedelta(days=1), "15:00", "16:00", 30, 4)
    run(slots, office.actor("shi.register"))
    case = ask.case(SYSTEM, case_no)
    publishing.deploy(office)
    version = ask.item_versions(SYSTEM, item.code)["items"][0]["id"]
    unsound = run(door.drafting.CreateItemDraft({"item.yaml": b"code: x", "form.json": b"{}"}), admin)
    return {
        "session_id": ask.sessions(office.actor("shi.register"))["items"][0]["id"],
        "username": "wang.window",
        "registered": somebody["username"],
        "visit_id": run(door.desk_acts.DrawNumber("scjg"), office.actor("shi.register"))["id"],
        "slot_id": ask.free_slots(applicant, "scjg")["slots"][0]["id"],
        "item_draft": unsound["id"],
        "publication_id": publishing.submitted(office, publishing.drafted(office))["id"],
        "version_id": version,
        "other_id": version,
        "case_no": case_no,
        "joint_no": joint["case_no"],
        "member": ask.joint_board(SYSTEM, joint["case_no"])["members"][0]["key"],
        "item": item.code,
        "material": material,
        "task_id": task,
        "instance_id": case["instance_id"],
        "pool": pool,
        "late": late,
        "free_task": stuck,
        "definition_id": ask.definitions(SYSTEM, key="pool")["items"][0]["id"],
        "draft_id": draft["id"],
        "timer_id": ask.timers(SYSTEM)["items"][0]["id"],
        "job_id": job["id"],
        "incident_id": ask.incidents(SYSTEM, instance=broken)["items"][0]["id"],
        "document_id": case["documents"][0]["id"],
        "verification": case["documents"][0]["verification_code"],
        "progress_code": registered["progress_code"],
        "mark_id": "mark",
        "alarm_id": "alarm",
        "proxy_id": run(leave, office.actor("wang.window"))["id"],
        "phrase_id": run(door.AddPhrase("scjg", "Agreed."), admin)["id"],
        "jump_id": run(door.AskJump(stuck, "check", "stuck"), SYSTEM)["id"],
        "alarm_rule": run(door.SaveRule("alarm", alarm_rule), admin)["id"],
        "escalation_rule": run(door.SaveRule("escalation", escalation), admin)["id"],
        "webhook_id": run(door.CreateWebhook("hook", "https://93.184.216.34/"), admin)["id"],
        "client_id": run(door.CreateClient("bank", ("read",)), admin)["id"],
        "token_id": run(door.CreateToken("admin", "x"), SYSTEM)["id"],
        "change_id": str(ask.calendar_changes(SYSTEM)["items"][0]["id"]),
        "message_id": ask.messages(office.actor("shi.register"))["items"][0]["id"],
    }


def _alarm(case: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    texts = {"rule_name": "r", "rule_name_en": "r", "item_name": "i", "item_name_en": "i", "item_code": "i"}
    return {
        **texts,
        "id": "alarm",
        "number": "A1",
        "rule_id": "r",
        "level": "red",
        "state": "notified",
        "event_id": 1,
        "happened_at": now,
        "raised_at": now,
        "case_no": case["case_no"],
        "unit": "scjg",
        "region": "429900",
        "facts": {},
    }


def _mark(case_no: str, item: str, now: datetime) -> dict[str, Any]:
    return {
        "id": "mark",
        "id_type": "id_card",
        "id_no": ID_NO,
        "name": NAME,
        "case_no": case_no,
        "item_code": item,
        "reason": "untrue",
        "state": "active",
        "marked_by": "shi.register",
        "marked_at": now,
    }

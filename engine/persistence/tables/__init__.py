"""Every table, and which record type is one row of it, in the order in which rows must be written."""

from __future__ import annotations

from sqlalchemy import Table

from tongban.engine.persistence.tables import (
    calendar,
    case,
    design,
    integration,
    joint,
    operations,
    people,
    process,
    regimes,
    supervision,
)
from tongban.engine.persistence.types import metadata
from tongban.engine.ports import calendar_records as k
from tongban.engine.ports import case_records as c
from tongban.engine.ports import design_records as d
from tongban.engine.ports import integration_records as i
from tongban.engine.ports import joint_records as j
from tongban.engine.ports import operation_records as w
from tongban.engine.ports import people_records as o
from tongban.engine.ports import process_records as p
from tongban.engine.ports import regime_records as r
from tongban.engine.ports import supervision_records as s

TABLE_OF: dict[type, Table] = {
    o.Unit: people.unit,
    o.Post: people.post,
    o.Person: people.person,
    o.Holding: people.holding,
    o.Token: people.token,
    o.Session: people.session,
    o.CalendarDay: people.calendar_day,
    o.CalendarYear: people.calendar_year,
    k.Calendar: calendar.calendar,
    k.CalendarUse: calendar.calendar_use,
    k.CalendarChange: calendar.calendar_change,
    k.ClockMove: calendar.clock_move,
    p.Deployment: process.deployment,
    p.Definition: process.definition,
    p.StartSubscription: process.start_subscription,
    c.ItemVersion: case.item_version,
    c.ItemFile: case.item_file,
    p.Instance: process.instance,
    p.Activity: process.activity,
    c.Case: case.approval_case,
    c.ClockRow: case.clock,
    c.Material: case.material,
    c.Document: case.document,
    c.Rating: case.rating,
    j.JointMember: joint.joint_member,
    j.JointMeeting: joint.joint_meeting,
    p.Task: process.task,
    p.TaskCandidate: process.task_candidate,
    p.Signing: process.signing,
    p.Timer: process.timer,
    p.Subscription: process.subscription,
    p.ExternalJob: process.external_job,
    p.Incident: process.incident,
    c.Event: case.event,
    c.Outgoing: case.outgoing,
    c.Message: case.message,
    c.Answer: case.answer,
    w.AddedSigner: operations.added_signer,
    w.Remark: operations.remark,
    w.CopySent: operations.copy_sent,
    w.Draft: operations.draft,
    w.Proxy: operations.proxy,
    w.Jump: operations.jump,
    w.Phrase: operations.phrase,
    r.GreenProject: regimes.green_project,
    r.CreditMark: regimes.credit_mark,
    d.DesignDraft: design.design_draft,
    d.DesignFile: design.design_file,
    s.KeptRule: supervision.kept_rule,
    s.Firing: supervision.firing,
    s.Alarm: supervision.alarm,
    s.AlarmStep: supervision.alarm_step,
    s.Bookmark: supervision.bookmark,
    s.Figure: supervision.figure,
    i.Webhook: integration.webhook,
    i.Delivery: integration.delivery,
    i.ConnectorRow: integration.connector,
    i.Secret: integration.secret,
    i.ApiClient: integration.api_client,
    i.ApiKey: integration.api_key,
}

__all__ = [
    "TABLE_OF",
    "calendar",
    "case",
    "design",
    "integration",
    "joint",
    "metadata",
    "operations",
    "people",
    "process",
    "regimes",
    "supervision",
]

"""Every table, and which record type is one row of it, in the order in which rows must be written."""

from __future__ import annotations

from sqlalchemy import Table

from tongban.engine.persistence.tables import (
    access,
    applicants,
    base_list,
    calendar,
    case,
    design,
    desk,
    integration,
    joint,
    operations,
    papers,
    people,
    process,
    publication,
    regimes,
    supervision,
    upkeep,
)
from tongban.engine.persistence.types import metadata
from tongban.engine.ports import access_records as x
from tongban.engine.ports import applicant_records as a
from tongban.engine.ports import base_list_records as b
from tongban.engine.ports import calendar_records as k
from tongban.engine.ports import case_records as c
from tongban.engine.ports import design_records as d
from tongban.engine.ports import desk_records as t
from tongban.engine.ports import integration_records as i
from tongban.engine.ports import joint_records as j
from tongban.engine.ports import operation_records as w
from tongban.engine.ports import paper_records as e
from tongban.engine.ports import people_records as o
from tongban.engine.ports import process_records as p
from tongban.engine.ports import publication_records as u
from tongban.engine.ports import regime_records as r
from tongban.engine.ports import supervision_records as s
from tongban.engine.ports import upkeep_records as v

TABLE_OF: dict[type, Table] = {
    o.Unit: people.unit,
    o.Post: people.post,
    o.Person: people.person,
    o.Holding: people.holding,
    o.Token: people.token,
    o.Session: people.session,
    x.SecondFactor: access.second_factor,
    x.RecoveryCode: access.recovery_code,
    x.ExternalIdentity: access.external_identity,
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
    e.DocumentTemplate: papers.document_template,
    e.DocumentRule: papers.document_rule,
    c.Document: case.document,
    e.Licence: papers.licence,
    e.ArchivePackage: papers.archive_package,
    c.Rating: case.rating,
    c.FollowUpRating: case.follow_up_rating,
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
    a.ApplicationDraft: applicants.application_draft,
    a.IdentityCheck: applicants.identity_check,
    a.Mandate: applicants.mandate,
    a.SignUpCode: applicants.sign_up_code,
    w.AddedSigner: operations.added_signer,
    w.Remark: operations.remark,
    w.CopySent: operations.copy_sent,
    w.Draft: operations.draft,
    w.Proxy: operations.proxy,
    w.Jump: operations.jump,
    w.Phrase: operations.phrase,
    r.GreenProject: regimes.green_project,
    r.CreditMark: regimes.credit_mark,
    b.BaseEntry: base_list.base_entry,
    d.DesignDraft: design.design_draft,
    d.DesignFile: design.design_file,
    d.DesignPast: design.design_past,
    d.DesignStep: design.design_step,
    d.DesignStepFile: design.design_step_file,
    d.DesignComment: design.design_comment,
    u.Publication: publication.publication,
    u.PublicationFile: publication.publication_file,
    u.DraftTrial: publication.draft_trial,
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
    v.BatchJob: upkeep.batch_job,
    v.BatchRow: upkeep.batch_row,
    v.RetentionRule: upkeep.retention_rule,
    v.LegalHold: upkeep.legal_hold,
    t.SearchTerm: desk.search_term,
    t.InboxView: desk.inbox_view,
    t.InboxSeen: desk.inbox_seen,
    t.CaseWatch: desk.case_watch,
    t.Presence: desk.presence,
    t.ReviewTick: desk.review_tick,
    t.PaperMove: desk.paper_move,
    t.Collection: desk.collection,
    t.VisitSlot: desk.visit_slot,
    t.Visit: desk.visit,
}

__all__ = [
    "TABLE_OF",
    "access",
    "applicants",
    "base_list",
    "calendar",
    "case",
    "design",
    "desk",
    "integration",
    "joint",
    "metadata",
    "operations",
    "papers",
    "people",
    "process",
    "publication",
    "regimes",
    "supervision",
    "upkeep",
]

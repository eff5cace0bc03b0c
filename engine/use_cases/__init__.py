"""Every act: the command that asks for it and the function that does it, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.access import ACCESS
from tongban.engine.use_cases.applicant_acts import APPLICANT_ACTS
from tongban.engine.use_cases.attach_material import AttachMaterial, attach_material
from tongban.engine.use_cases.batches import BATCHES
from tongban.engine.use_cases.claim_task import ClaimTask, ReleaseTask, claim_task, release_task
from tongban.engine.use_cases.complete_task import CompleteTask, complete_task
from tongban.engine.use_cases.deliver_notice import DeliverNotice, NoticeText, deliver_notice
from tongban.engine.use_cases.deploy_resources import DeployResources, deploy_resources
from tongban.engine.use_cases.desk_acts import DESK
from tongban.engine.use_cases.drafting_acts import DRAFTING
from tongban.engine.use_cases.end_case import VoidCase, WithdrawCase, void_case, withdraw_case
from tongban.engine.use_cases.evaluate_conditions import EvaluateConditions, evaluate_conditions
from tongban.engine.use_cases.external_jobs import (
    CompleteJob,
    ExtendLock,
    FailJob,
    FetchJobs,
    ThrowJobError,
    complete_job,
    extend_lock,
    fail_job,
    fetch_jobs,
    throw_job_error,
)
from tongban.engine.use_cases.fire_batch import FireBatch, fire_batch
from tongban.engine.use_cases.fire_due import FireDue, fire_due
from tongban.engine.use_cases.import_item import ImportItem, PublishItem, import_item, publish_item
from tongban.engine.use_cases.integration import INTEGRATION
from tongban.engine.use_cases.joint import JOINT
from tongban.engine.use_cases.load_people import LoadPeople, load_people
from tongban.engine.use_cases.migrate_instance import MigrateInstance, migrate_instance
from tongban.engine.use_cases.operations import OPERATIONS
from tongban.engine.use_cases.paper_acts import PAPER_ACTS
from tongban.engine.use_cases.postpone_timer import PostponeTimer, postpone_timer
from tongban.engine.use_cases.publication_acts import PUBLISHING
from tongban.engine.use_cases.rate_case import RateCase, rate_case
from tongban.engine.use_cases.regimes import REGIMES
from tongban.engine.use_cases.register_case import RegisterCase, register_case
from tongban.engine.use_cases.repair_incident import (
    ResolveIncident,
    RetryIncident,
    resolve_incident,
    retry_incident,
)
from tongban.engine.use_cases.restart_instance import RestartInstance, restart_instance
from tongban.engine.use_cases.retention import RETENTION
from tongban.engine.use_cases.schedule_definition import (
    ScheduleDefinition,
    UnscheduleDefinition,
    schedule_definition,
    unschedule_definition,
)
from tongban.engine.use_cases.sign_in import (
    CreateToken,
    OpenSession,
    RevokeToken,
    SignOut,
    create_token,
    open_session,
    revoke_token,
    sign_out,
)
from tongban.engine.use_cases.small_acts import (
    EvaluateDecision,
    MarkMessageRead,
    SetDefinitionEnabled,
    evaluate_decision,
    mark_message_read,
    set_definition_enabled,
)
from tongban.engine.use_cases.start_instance import StartInstance, start_instance
from tongban.engine.use_cases.steer_instance import (
    ModifyInstance,
    ResumeInstance,
    SetVariables,
    SuspendInstance,
    TerminateInstance,
    modify_instance,
    resume_instance,
    set_variables,
    suspend_instance,
    terminate_instance,
)
from tongban.engine.use_cases.supervision.alarm_life import (
    MoveAlarm,
    SuperviseAlarm,
    move_alarm,
    supervise_alarm,
)
from tongban.engine.use_cases.supervision.rearm import RearmClocks, rearm_clocks
from tongban.engine.use_cases.supervision.rules import RemoveRule, SaveRule, remove_rule, save_rule
from tongban.engine.use_cases.supervision.watch import WatchEvents, watch_events
from tongban.engine.use_cases.supplement_case import SupplementCase, supplement_case
from tongban.engine.use_cases.time_acts import (
    CALENDAR_ACTS,
    TIME_ACTS,
    AskHearing,
    AssignCalendar,
    CallHearing,
    ChangeDays,
    EndHearing,
    ExtendCase,
    LoadCalendar,
    RecountClocks,
    ResumeCase,
    StartClock,
    StopClock,
    SuspendCase,
    TellHearing,
)
from tongban.engine.use_cases.wake_instance import (
    BroadcastSignal,
    CorrelateMessage,
    FireTimer,
    TriggerReceive,
    broadcast_signal,
    correlate_message,
    fire_timer,
    trigger_receive,
)

Handler = Callable[[Any, Any, Any], dict[str, Any]]

HANDLERS: dict[type, Handler] = {
    **OPERATIONS,
    **REGIMES,
    **PAPER_ACTS,
    **APPLICANT_ACTS,
    MoveAlarm: move_alarm,
    RearmClocks: rearm_clocks,
    RemoveRule: remove_rule,
    SaveRule: save_rule,
    SuperviseAlarm: supervise_alarm,
    WatchEvents: watch_events,
    **TIME_ACTS,
    **PUBLISHING,
    **DESK,
    **DRAFTING,
    **INTEGRATION,
    **ACCESS,
    **BATCHES,
    **RETENTION,
    **JOINT,
    AttachMaterial: attach_material,
    BroadcastSignal: broadcast_signal,
    ClaimTask: claim_task,
    CompleteTask: complete_task,
    CorrelateMessage: correlate_message,
    CreateToken: create_token,
    DeliverNotice: deliver_notice,
    DeployResources: deploy_resources,
    EvaluateDecision: evaluate_decision,
    FireBatch: fire_batch,
    FireDue: fire_due,
    FireTimer: fire_timer,
    ImportItem: import_item,
    LoadPeople: load_people,
    MarkMessageRead: mark_message_read,
    ModifyInstance: modify_instance,
    OpenSession: open_session,
    PostponeTimer: postpone_timer,
    PublishItem: publish_item,
    RateCase: rate_case,
    RegisterCase: register_case,
    ReleaseTask: release_task,
    ResumeInstance: resume_instance,
    RevokeToken: revoke_token,
    SetDefinitionEnabled: set_definition_enabled,
    SetVariables: set_variables,
    SignOut: sign_out,
    StartInstance: start_instance,
    SupplementCase: supplement_case,
    SuspendInstance: suspend_instance,
    TerminateInstance: terminate_instance,
    TriggerReceive: trigger_receive,
    CompleteJob: complete_job,
    EvaluateConditions: evaluate_conditions,
    ExtendLock: extend_lock,
    FailJob: fail_job,
    FetchJobs: fetch_jobs,
    MigrateInstance: migrate_instance,
    ResolveIncident: resolve_incident,
    RestartInstance: restart_instance,
    ScheduleDefinition: schedule_definition,
    UnscheduleDefinition: unschedule_definition,
    RetryIncident: retry_incident,
    ThrowJobError: throw_job_error,
    VoidCase: void_case,
    WithdrawCase: withdraw_case,
}

__all__ = [
    "CALENDAR_ACTS",
    "HANDLERS",
    "AskHearing",
    "AssignCalendar",
    "AttachMaterial",
    "BroadcastSignal",
    "CallHearing",
    "ChangeDays",
    "ClaimTask",
    "CompleteJob",
    "CompleteTask",
    "CorrelateMessage",
    "CreateToken",
    "DeliverNotice",
    "DeployResources",
    "EndHearing",
    "EvaluateConditions",
    "EvaluateDecision",
    "ExtendCase",
    "ExtendLock",
    "FailJob",
    "FetchJobs",
    "FireBatch",
    "FireDue",
    "FireTimer",
    "ImportItem",
    "LoadCalendar",
    "LoadPeople",
    "MarkMessageRead",
    "MigrateInstance",
    "ModifyInstance",
    "MoveAlarm",
    "NoticeText",
    "OpenSession",
    "PostponeTimer",
    "PublishItem",
    "RateCase",
    "RearmClocks",
    "RecountClocks",
    "RegisterCase",
    "ReleaseTask",
    "RemoveRule",
    "ResolveIncident",
    "RestartInstance",
    "ResumeCase",
    "ResumeInstance",
    "RetryIncident",
    "RevokeToken",
    "SaveRule",
    "ScheduleDefinition",
    "SetDefinitionEnabled",
    "SetVariables",
    "SignOut",
    "StartClock",
    "StartInstance",
    "StopClock",
    "SuperviseAlarm",
    "SupplementCase",
    "SuspendCase",
    "SuspendInstance",
    "TellHearing",
    "TerminateInstance",
    "ThrowJobError",
    "TriggerReceive",
    "UnscheduleDefinition",
    "VoidCase",
    "WatchEvents",
    "WithdrawCase",
]

"""Every act: the command that asks for it and the function that does it, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.attach_material import AttachMaterial, attach_material
from tongban.engine.use_cases.claim_task import ClaimTask, ReleaseTask, claim_task, release_task
from tongban.engine.use_cases.complete_task import CompleteTask, complete_task
from tongban.engine.use_cases.deliver_notice import DeliverNotice, NoticeText, deliver_notice
from tongban.engine.use_cases.deploy_resources import DeployResources, deploy_resources
from tongban.engine.use_cases.end_case import VoidCase, WithdrawCase, void_case, withdraw_case
from tongban.engine.use_cases.fire_due import FireDue, PostponeTimer, fire_due, postpone_timer
from tongban.engine.use_cases.import_item import ImportItem, PublishItem, import_item, publish_item
from tongban.engine.use_cases.load_calendar import LoadCalendar, load_calendar
from tongban.engine.use_cases.load_people import LoadPeople, load_people
from tongban.engine.use_cases.operations import OPERATIONS
from tongban.engine.use_cases.rate_case import RateCase, rate_case
from tongban.engine.use_cases.register_case import RegisterCase, register_case
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
from tongban.engine.use_cases.supplement_case import SupplementCase, supplement_case
from tongban.engine.use_cases.time_case import (
    ExtendCase,
    ResumeCase,
    SuspendCase,
    extend_case,
    resume_case,
    suspend_case,
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
    AttachMaterial: attach_material,
    BroadcastSignal: broadcast_signal,
    ClaimTask: claim_task,
    CompleteTask: complete_task,
    CorrelateMessage: correlate_message,
    CreateToken: create_token,
    DeliverNotice: deliver_notice,
    DeployResources: deploy_resources,
    EvaluateDecision: evaluate_decision,
    ExtendCase: extend_case,
    FireDue: fire_due,
    FireTimer: fire_timer,
    ImportItem: import_item,
    LoadCalendar: load_calendar,
    LoadPeople: load_people,
    MarkMessageRead: mark_message_read,
    ModifyInstance: modify_instance,
    OpenSession: open_session,
    PostponeTimer: postpone_timer,
    PublishItem: publish_item,
    RateCase: rate_case,
    RegisterCase: register_case,
    ReleaseTask: release_task,
    ResumeCase: resume_case,
    ResumeInstance: resume_instance,
    RevokeToken: revoke_token,
    SetDefinitionEnabled: set_definition_enabled,
    SetVariables: set_variables,
    SignOut: sign_out,
    StartInstance: start_instance,
    SupplementCase: supplement_case,
    SuspendCase: suspend_case,
    SuspendInstance: suspend_instance,
    TerminateInstance: terminate_instance,
    TriggerReceive: trigger_receive,
    VoidCase: void_case,
    WithdrawCase: withdraw_case,
}

__all__ = [
    "HANDLERS",
    "AttachMaterial",
    "BroadcastSignal",
    "ClaimTask",
    "CompleteTask",
    "CorrelateMessage",
    "CreateToken",
    "DeliverNotice",
    "DeployResources",
    "EvaluateDecision",
    "ExtendCase",
    "FireDue",
    "FireTimer",
    "ImportItem",
    "LoadCalendar",
    "LoadPeople",
    "MarkMessageRead",
    "ModifyInstance",
    "NoticeText",
    "OpenSession",
    "PostponeTimer",
    "PublishItem",
    "RateCase",
    "RegisterCase",
    "ReleaseTask",
    "ResumeCase",
    "ResumeInstance",
    "RevokeToken",
    "SetDefinitionEnabled",
    "SetVariables",
    "SignOut",
    "StartInstance",
    "SupplementCase",
    "SuspendCase",
    "SuspendInstance",
    "TerminateInstance",
    "TriggerReceive",
    "VoidCase",
    "WithdrawCase",
]

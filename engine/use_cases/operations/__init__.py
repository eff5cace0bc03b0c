"""What may be done with a task besides completing it: one file per act, and all of them in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.operations.add_signers import AddSigners, add_signers
from tongban.engine.use_cases.operations.batch import BatchTasks
from tongban.engine.use_cases.operations.comment_task import CommentTask, comment_task
from tongban.engine.use_cases.operations.consult_task import ConsultTask, consult_task
from tongban.engine.use_cases.operations.copy_task import CopyTask, MarkCopyRead, copy_task, mark_copy_read
from tongban.engine.use_cases.operations.delegate_task import DelegateTask, delegate_task
from tongban.engine.use_cases.operations.hand_over import HandOver, hand_over
from tongban.engine.use_cases.operations.jump_task import AskJump, DecideJump, ask_jump, decide_jump
from tongban.engine.use_cases.operations.phrases import AddPhrase, RemovePhrase, add_phrase, remove_phrase
from tongban.engine.use_cases.operations.proxies import CreateProxy, RevokeProxy, create_proxy, revoke_proxy
from tongban.engine.use_cases.operations.reject_task import RejectTask, reject_task
from tongban.engine.use_cases.operations.remove_signers import RemoveSigners, remove_signers
from tongban.engine.use_cases.operations.reopen import (
    ReopenCase,
    ReopenInstance,
    reopen_case,
    reopen_instance,
)
from tongban.engine.use_cases.operations.retrieve_task import RetrieveTask, retrieve_task
from tongban.engine.use_cases.operations.return_task import ReturnTask, return_task
from tongban.engine.use_cases.operations.save_draft import SaveDraft, save_draft
from tongban.engine.use_cases.operations.transfer_task import TransferTask, transfer_task
from tongban.engine.use_cases.operations.urge_task import UrgeTask, urge_task

OPERATIONS: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AddSigners: add_signers,
    CommentTask: comment_task,
    ConsultTask: consult_task,
    CopyTask: copy_task,
    MarkCopyRead: mark_copy_read,
    DelegateTask: delegate_task,
    HandOver: hand_over,
    AskJump: ask_jump,
    DecideJump: decide_jump,
    AddPhrase: add_phrase,
    RemovePhrase: remove_phrase,
    CreateProxy: create_proxy,
    RevokeProxy: revoke_proxy,
    RejectTask: reject_task,
    RemoveSigners: remove_signers,
    ReopenCase: reopen_case,
    ReopenInstance: reopen_instance,
    RetrieveTask: retrieve_task,
    ReturnTask: return_task,
    SaveDraft: save_draft,
    TransferTask: transfer_task,
    UrgeTask: urge_task,
}

__all__ = [
    "OPERATIONS",
    "AddPhrase",
    "AddSigners",
    "AskJump",
    "BatchTasks",
    "CommentTask",
    "ConsultTask",
    "CopyTask",
    "CreateProxy",
    "DecideJump",
    "DelegateTask",
    "HandOver",
    "MarkCopyRead",
    "RejectTask",
    "RemovePhrase",
    "RemoveSigners",
    "ReopenCase",
    "ReopenInstance",
    "RetrieveTask",
    "ReturnTask",
    "RevokeProxy",
    "SaveDraft",
    "TransferTask",
    "UrgeTask",
]

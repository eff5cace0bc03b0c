"""The part of the door for drafts of diagrams and items, their comments, their earlier states and the base lists."""

from __future__ import annotations

from tongban.engine.use_cases.drafting_acts import (
    AddDraftComment,
    ChangeDraft,
    ChangeItemDraft,
    CreateDraft,
    CreateItemDraft,
    DeleteDraft,
    DeleteItemDraft,
    DeployDraft,
    ImportBaseList,
    PublishItemDraft,
    RedoItemStep,
    RestoreItemFile,
    SettleDraftComment,
    UndoItemStep,
)

__all__ = [
    "AddDraftComment",
    "ChangeDraft",
    "ChangeItemDraft",
    "CreateDraft",
    "CreateItemDraft",
    "DeleteDraft",
    "DeleteItemDraft",
    "DeployDraft",
    "ImportBaseList",
    "PublishItemDraft",
    "RedoItemStep",
    "RestoreItemFile",
    "SettleDraftComment",
    "UndoItemStep",
]

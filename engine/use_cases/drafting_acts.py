"""The acts of drafting: diagrams and items that are not in force yet, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.base_lists import ImportBaseList, import_base_list
from tongban.engine.use_cases.diagram_drafts import (
    ChangeDraft,
    CreateDraft,
    DeleteDraft,
    DeployDraft,
    change_draft,
    create_draft,
    delete_draft,
    deploy_draft,
)
from tongban.engine.use_cases.draft_comments import (
    AddDraftComment,
    SettleDraftComment,
    add_draft_comment,
    settle_draft_comment,
)
from tongban.engine.use_cases.item_drafts import (
    ChangeItemDraft,
    CreateItemDraft,
    DeleteItemDraft,
    PublishItemDraft,
    change_item_draft,
    create_item_draft,
    delete_item_draft,
    publish_item_draft,
    restore_item_file,
)
from tongban.engine.use_cases.item_pasts import RestoreItemFile
from tongban.engine.use_cases.item_undo import RedoItemStep, UndoItemStep, redo_item_step, undo_item_step

DRAFTING: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    AddDraftComment: add_draft_comment,
    ChangeDraft: change_draft,
    ChangeItemDraft: change_item_draft,
    CreateDraft: create_draft,
    CreateItemDraft: create_item_draft,
    DeleteDraft: delete_draft,
    DeleteItemDraft: delete_item_draft,
    DeployDraft: deploy_draft,
    ImportBaseList: import_base_list,
    PublishItemDraft: publish_item_draft,
    RedoItemStep: redo_item_step,
    RestoreItemFile: restore_item_file,
    SettleDraftComment: settle_draft_comment,
    UndoItemStep: undo_item_step,
}

__all__ = [
    "DRAFTING",
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

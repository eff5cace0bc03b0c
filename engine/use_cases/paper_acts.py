"""The acts on templates, documents and archive packages, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.archive import KeepArchive, keep_archive
from tongban.engine.use_cases.document_steps import KeepSealed, MoveDocument, keep_sealed, move_document
from tongban.engine.use_cases.templates import (
    SaveTemplate,
    SetDocumentRule,
    save_template,
    set_document_rule,
)

PAPER_ACTS: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    KeepArchive: keep_archive,
    KeepSealed: keep_sealed,
    MoveDocument: move_document,
    SaveTemplate: save_template,
    SetDocumentRule: set_document_rule,
}

__all__ = ["PAPER_ACTS", "KeepArchive", "KeepSealed", "MoveDocument", "SaveTemplate", "SetDocumentRule"]

"""What a base list fixes of a claimed item stays so, whichever way its sheet is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.engine import errors, items
from tongban.engine.ports import DesignDraft, UnitOfWork
from tongban.engine.ports.base_list_records import BaseEntry

CLAIM = "base_entry"


def claim_in(files: Mapping[str, bytes]) -> str | None:
    """The entry the sheet says it was claimed from, `list/code`; None for none, or a sheet that cannot be read."""
    found = (items.sheet_data(files) or {}).get(CLAIM)
    return str(found) if found else None


def keep_claim(
    uow: UnitOfWork, draft: DesignDraft, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> None:
    """errors.Invalid when the change makes a fixed element something else than its list says, or drops the claim.

    What has strayed already, because the list was replaced meanwhile, may be kept; it cannot be published.
    """
    draft.base_entry = draft.base_entry or claim_in(before) or claim_in(after)
    entry = entry_of(uow, draft.base_entry)
    old, new = items.sheet_data(before), items.sheet_data(after)
    if entry is None or new is None or old == new:
        return
    right = items.as_the_list_says(new, entry)
    wrong = [
        name
        for name in items.LOCKED
        if new.get(name) != right[name] and (old is None or old.get(name) != new.get(name))
    ]
    if str(new.get(CLAIM)) != draft.base_entry:
        wrong.append(CLAIM)
    if wrong:
        raise errors.Invalid(errors=[{"field": name, "message": _told(name, draft)} for name in wrong])


def require_claim(uow: UnitOfWork, draft: DesignDraft, files: Mapping[str, bytes]) -> None:
    """errors.InvalidItem names every fixed element that is not what the list says today."""
    problems = strayed(uow, draft.base_entry, files)
    if problems:
        raise errors.InvalidItem(errors=problems)


def strayed(uow: UnitOfWork, claim: str | None, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """The fixed elements that differ, as problems of the sheet."""
    entry = entry_of(uow, claim or claim_in(files))
    return items.strayed(items.sheet_data(files), entry) if entry is not None else []


def entry_of(uow: UnitOfWork, claim: str | None) -> items.BaseItem | None:
    """The entry of that list, while it is still there."""
    source, mark, code = (claim or "").rpartition("/")
    found = uow.find(BaseEntry, source=source, code=code, limit=1) if mark else []
    return as_item(found[0]) if found else None


def as_item(row: BaseEntry) -> items.BaseItem:
    """The entry as the items library knows it."""
    return items.BaseItem(
        row.code, row.name, row.name_en, row.item_type, tuple(row.levels), row.organ, tuple(row.basis)
    )


def _told(name: str, draft: DesignDraft) -> str:
    return (
        f"{name} 由基本目录（{draft.base_entry}）锁定，不能改；要与目录不同，请以这份草稿为底本另建事项 / "
        f"{name} is fixed by the base list ({draft.base_entry}) and cannot be changed: "
        "to differ from the list, begin another item with this draft"
    )

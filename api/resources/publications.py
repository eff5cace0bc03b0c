"""Submissions for publication, and the versions of items they become: read, compared, withdrawn, put back."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.item_draft import (
    Comparison,
    Publication,
    PublicationQuery,
    PublicationWhole,
    RestoreVersionBody,
    VersionLine,
    VersionState,
    WithdrawPublicationBody,
    WithdrawVersionBody,
)
from tongban.engine import CancelSchedule, RestoreVersion, WithdrawPublication, WithdrawVersion, items

blueprint = Blueprint("publications", __name__, description="Publishing items and their versions")


@blueprint.get("/publications")
@blueprint.query(PublicationQuery)
@blueprint.answer(200, page_of(Publication))
def list_publications(filters: dict[str, Any]) -> Any:
    """List submissions, the newest first."""
    return ask("publications", **filters)


@blueprint.get("/publications/<publication_id>")
@blueprint.answer(200, PublicationWhole)
def read_publication(publication_id: str) -> Any:
    """Read one submission with its course; its reviewers may, too."""
    return ask("publication", publication_id)


@blueprint.get("/publications/<publication_id>/differences")
@blueprint.answer(200, Comparison)
def compare_publication(publication_id: str) -> Any:
    """What would change: the submission beside the version in force."""
    base = ask("publication_base", publication_id)
    return items.compare_folders(base["files"], ask("publication_files", publication_id))


@blueprint.post("/publications/<publication_id>/withdraw")
@blueprint.body(WithdrawPublicationBody)
@blueprint.answer(200, Publication)
def withdraw_publication(publication_id: str, given: dict[str, Any]) -> Any:
    """Take a submission back before it is published; whoever submitted it may, and administrators."""
    return act(WithdrawPublication(publication_id, given.get("reason") or ""))


@blueprint.get("/items/<code>/versions")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(VersionLine))
def list_item_versions(code: str, filters: dict[str, Any]) -> Any:
    """List the versions of an item, the newest first, with who, when, why, and how many cases run on each."""
    return ask("item_versions", code, **filters)


@blueprint.get("/item-versions/<version_id>/differences/<other_id>")
@blueprint.answer(200, Comparison)
def compare_item_versions(version_id: str, other_id: str) -> Any:
    """What is different in the second version, element by element, field by field, row by row."""
    return items.compare_folders(ask("version_files", version_id), ask("version_files", other_id))


@blueprint.post("/item-versions/<version_id>/withdraw")
@blueprint.body(WithdrawVersionBody)
@blueprint.answer(200, VersionState)
def withdraw_item_version(version_id: str, given: dict[str, Any]) -> Any:
    """Take the version in force out of use: no new applications, running cases go on."""
    return act(WithdrawVersion(version_id, given["reason"], bool(given.get("restore"))))


@blueprint.post("/item-versions/<version_id>/restore")
@blueprint.body(RestoreVersionBody)
@blueprint.answer(200, VersionState)
def restore_item_version(version_id: str, given: dict[str, Any]) -> Any:
    """Put a version that was replaced or withdrawn back in force."""
    return act(RestoreVersion(version_id, given["change_note"]))


@blueprint.post("/item-versions/<version_id>/cancel-schedule")
@blueprint.answer(200, VersionState)
def cancel_item_version_schedule(version_id: str) -> Any:
    """Call off the day on which a version was to take effect."""
    return act(CancelSchedule(version_id))

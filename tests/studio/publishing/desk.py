"""What the tests of publishing do all the time: a draft, its samples played, its way through the process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from office import CONTENT, Office

from tongban.engine import SYSTEM, CompleteTask, DeployResources, SubmitPublication, drafting, items
from tongban.engine.use_cases.publication_trials import RecordTrial

EDITOR, OFFICE, LEGAL = "xu.items", "yan.police", "shao.legal"
NEW = items.NewItem("street-stall", "临街摆摊备案", "Street stall filing", "001017109012")


def deploy(office: Office) -> None:
    """The process of publication, as the demonstration brings it."""
    folder = CONTENT / "item-publication"
    files = tuple((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))
    office.engine.execute(DeployResources(files, "item-publication"), SYSTEM)


def folder(template: str = "seal-filing") -> dict[str, bytes]:
    return items.new_item(items.read_folder(CONTENT / template), NEW)


def played(office: Office, files: dict[str, bytes]) -> None:
    """As if all samples had been played to their ends."""
    item = items.read_item(files)
    keys = {one.key: True for one in item.samples.values()}
    office.engine.execute(RecordTrial(item.content_hash, keys), office.actor(EDITOR))


def drafted(office: Office, files: dict[str, bytes] | None = None) -> dict[str, Any]:
    """A draft whose samples are green."""
    files = files or folder()
    played(office, files)
    return office.engine.execute(drafting.CreateItemDraft(files), office.actor(EDITOR))


def submitted(office: Office, draft: dict[str, Any], note: str = "第一版") -> dict[str, Any]:
    return office.engine.execute(
        SubmitPublication(draft["id"], draft["revision"], note), office.actor(EDITOR)
    )


def do(
    office: Office, publication: dict[str, Any], who: str, outcome: str, opinion: str = "看过", **fields: Any
) -> dict[str, Any]:
    """Finish the open task of a submission as somebody of the office."""
    actor = office.actor(who)
    mine = [
        one
        for one in office.engine.queries.tasks(actor, instance=publication["instance_id"])["items"]
        if one["state"] in ("open", "claimed")
    ]
    assert mine, f"{who} has nothing to do there"
    office.clock.advance(timedelta(minutes=1))
    return office.engine.execute(CompleteTask(mine[0]["id"], outcome, opinion, fields), actor)


def reviewed(office: Office, publication: dict[str, Any]) -> None:
    """Both reviews are through."""
    do(office, publication, OFFICE, "agree")
    do(office, publication, LEGAL, "agree")

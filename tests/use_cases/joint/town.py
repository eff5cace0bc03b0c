"""Joint cases under way for tests: a shipped item, its sheet changed if wished, played from a sample as far as wished."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from office import CONTENT, Office

from tongban.engine import SYSTEM, Actor, ImportItem, PublishItem, items, joint_samples
from tongban.engine.samples import Player

BOOKSHOP, TAIWAN, PROJECT = "bookshop-opening", "taiwan-enterprise-start", "construction-project-approval"


def published(office: Office, key: str, **changes: str) -> items.Item:
    """The item with its members; `changes` replace the text of its sheet, `a` by `b` as a="b"."""
    files = items.read_folder(CONTENT / key)
    for old, new in changes.items():
        text = files["item.yaml"].decode()
        assert old.replace("__", ": ") in text, old
        files["item.yaml"] = text.replace(old.replace("__", ": "), new).encode()
    item = items.read_item(files)
    for name in joint_samples.member_folders(item):
        office.publish(CONTENT / name)
    version = office.engine.execute(ImportItem(files), SYSTEM)
    office.engine.execute(PublishItem(version["code"]), SYSTEM)
    return item


def played(
    office: Office, item: items.Item, sample: str, steps: int, members: tuple[str, ...] | None = None
) -> Player:
    """The first steps of a sample."""
    story = next(one for one in item.samples.values() if one.key == sample)
    if members is not None:
        story = replace(story, members=members)
    player = Player(office.engine, office.clock, item, story, lambda _: None)
    player.register()
    for number, step in enumerate(story.steps[:steps], 1):
        player.step(number, step)
    return player


def board(office: Office, case_no: str, actor: Actor = SYSTEM) -> dict[str, Any]:
    return office.engine.queries.joint_board(actor, case_no)


def line(office: Office, case_no: str, key: str) -> dict[str, Any]:
    """The newest line of a member."""
    return [one for one in board(office, case_no)["members"] if one["key"] == key][-1]


def number(office: Office, case_no: str, key: str) -> str:
    return str(line(office, case_no, key)["case_no"])


def decide(office: Office, case_no: str, key: str, who: tuple[str, str], grant: bool = True) -> None:
    """The two steps in which the departments of the samples review and decide."""
    sub = number(office, case_no, key)
    office.complete(sub, "review", who[0], "approve" if grant else "reject", "已审查。")
    office.complete(sub, "decide", who[1], "grant" if grant else "refuse", "已决定。")


def issue(office: Office, case_no: str, key: str, who: str) -> None:
    """The department makes the certificate its decision grants."""
    variables = {"certificate_no": f"{key}-1", "valid_from": "2026-03-04"}
    office.complete(number(office, case_no, key), "make_certificate", who, "made", variables=variables)

"""Notices in words, the message box, and the table of channels."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tongban.engine import errors
from tongban.engine.channels import (
    CHANNELS,
    NOTICES,
    DeliveryFailed,
    Email,
    EmailSettings,
    Message,
    MessageBox,
    MessageRow,
    Wiring,
    compose,
    open_channels,
)

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class Store:
    def __init__(self) -> None:
        self.rows: dict[str, MessageRow] = {}

    def add_message(self, row: MessageRow) -> None:
        self.rows.setdefault(row.id, row)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("template", NOTICES)
def test_compose_uses_every_value_it_names(template: str, language: str) -> None:
    names = NOTICES[template].names
    notice = compose(template, {name: f"<{name}>" for name in names}, language=language)
    text = notice.subject + notice.text
    # A value that is itself words comes in both languages: `x` and `x_en`.
    others = {name for name in names if (f"{name}_en" in names if language == "en" else name.endswith("_en"))}
    assert {name for name in names if f"<{name}>" in text} == names - others
    assert "{" not in text and "—" not in text


def test_compose_writes_days_and_times() -> None:
    notice = compose("deemed_accepted", {"accepted_at": NOW, "promised_due": date(2026, 11, 27)})
    assert "2026年11月20日 09:30" in notice.text and "2026年11月27日" in notice.text


def test_compose_shows_a_missing_value_as_a_dash() -> None:
    assert "办件编号 —" in compose("received", {"item": "施工许可"}).text


def test_compose_leaves_out_a_remark_that_nobody_made() -> None:
    values = {"step": "初审", "by": "王晓窗", "case_no": "C1"}
    assert compose("task_urged", values).text == "王晓窗 请您尽快办理“初审”。办件编号 C1。"
    assert compose("task_urged", {**values, "note": "急"}).text.endswith("C1。急")
    # Where the remark has a place of its own, it is told that there is none.
    assert compose("task_transferred", values).text.endswith("理由：—")


def test_compose_does_not_look_into_values() -> None:
    notice = compose("withdrawn", {"reason": "{applicant} {0.__class__} %s", "applicant": "林小舟"})
    assert "原因：{applicant} {0.__class__} %s。" in notice.text


def test_compose_refuses_an_unknown_notice() -> None:
    with pytest.raises(errors.NotFound):
        compose("nothing", {})


def test_message_box_makes_one_row_of_a_message_however_often_it_is_tried() -> None:
    store = Store()
    message = Message(
        "m1", "user:linxiaozhou", "已受理", "您的申请已受理。", NOW, "accepted", "4299", "/cases/4299"
    )
    for _ in range(2):
        MessageBox(store).deliver(message)
    (row,) = store.rows.values()
    assert (row.receiver, row.subject, row.template, row.case_no, row.sent_at) == (
        "user:linxiaozhou",
        "已受理",
        "accepted",
        "4299",
        NOW,
    )


def test_message_box_refuses_a_message_to_nobody() -> None:
    with pytest.raises(DeliveryFailed) as failed:
        MessageBox(Store()).deliver(Message("m1", "", "s", "t", NOW))
    assert failed.value.permanent


def test_open_channels_leaves_out_what_is_not_configured() -> None:
    assert set(open_channels(Wiring(Store()))) == {"message"}
    opened = open_channels(Wiring(Store(), EmailSettings("mail.example", "no-reply@linjiang.example")))
    assert set(opened) == {"message", "email"} < set(CHANNELS) and isinstance(opened["email"], Email)

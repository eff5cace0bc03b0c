"""The SMS channel against a gateway on this machine: what it sends, and which answers end the trying."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tongban.engine.channels import DeliveryFailed, Message, Sms, SmsSettings
from tongban.engine.postman import ChannelPostman
from tongban.engine.settings import Settings
from tongban.engine.use_cases import NoticeText

MESSAGE = Message("m1", "13900000001", "s", "办件已超期" * 200, datetime(2026, 3, 2, tzinfo=UTC))


class Gateway(BaseHTTPRequestHandler):
    answers: ClassVar[list[int]] = []
    seen: ClassVar[list[tuple[dict[str, str], Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((dict(self.headers), body))
        status = self.answers.pop(0) if self.answers else 200
        self.send_response(status)
        if status in (302, 307):
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def gateway() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Gateway.answers.clear()
    Gateway.seen.clear()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_what_is_sent(gateway: str) -> None:
    Sms(SmsSettings(gateway, "secret")).deliver(MESSAGE)
    ((headers, body),) = Gateway.seen
    assert headers["Authorization"] == "Bearer secret" and headers["Idempotency-Key"] == "m1"
    assert (body["to"], body["id"], len(body["text"])) == ("13900000001", "m1", 500)


@pytest.mark.parametrize(
    ("status", "permanent"), [(400, True), (403, True), (302, True), (408, False), (429, False), (503, False)]
)
def test_which_refusals_are_final(gateway: str, status: int, permanent: bool) -> None:
    Gateway.answers.append(status)
    with pytest.raises(DeliveryFailed) as failed:
        Sms(SmsSettings(gateway)).deliver(MESSAGE)
    assert failed.value.permanent is permanent
    assert len(Gateway.seen) == 1


def test_a_gateway_that_is_not_there_may_come_back() -> None:
    with pytest.raises(DeliveryFailed) as failed:
        Sms(SmsSettings("http://127.0.0.1:9/send", timeout=2)).deliver(MESSAGE)
    assert not failed.value.permanent


def test_without_a_gateway_there_is_no_use_in_trying(tmp_path: Path) -> None:
    postman = ChannelPostman(Settings("sqlite://", tmp_path))
    with pytest.raises(PermissionError, match="no SMS gateway"):
        postman.send_sms("1", "13900000001", NoticeText("a", "b", "c", "d"))


def test_the_address_is_checked_at_start() -> None:
    with pytest.raises(ValueError, match="TONGBAN_SMS_URL"):
        Settings.from_environment({"TONGBAN_SMS_URL": "ftp://gateway"})
    assert Settings.from_environment({"TONGBAN_SMS_URL": "https://g/x"}).sms_url == "https://g/x"

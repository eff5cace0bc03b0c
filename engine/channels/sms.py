"""SMS through a gateway with a plain HTTP interface: one POST of JSON per message."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from tongban.engine.channels.message import DeliveryFailed, Message

# What a gateway answers when the same message may well go through later.
PASSING = {408, 409, 425, 429}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """`{to, text, id}` is posted to `url`; `id` stays the same on every try, so that a repeat can be dropped."""

    url: str
    token: str | None = field(default=None, repr=False)
    timeout: float = 20.0


class _Stay(urllib.request.HTTPRedirectHandler):
    """A message and its token go where the operator said, and nowhere else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Sms:
    settings: SmsSettings

    def deliver(self, message: Message) -> None:
        """DeliveryFailed when the gateway does not take it; permanent when it never will."""
        body = {"to": message.to, "text": message.text[:LONGEST], "id": message.id}
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.id}
        if self.settings.token:
            headers["Authorization"] = f"Bearer {self.settings.token}"
        call = urllib.request.Request(
            self.settings.url, json.dumps(body, ensure_ascii=False).encode(), headers, method="POST"
        )
        try:
            with urllib.request.build_opener(_Stay()).open(call, timeout=self.settings.timeout) as answer:
                answer.read(1)
        except urllib.error.HTTPError as error:
            error.close()
            final = error.code < 500 and error.code not in PASSING
            raise DeliveryFailed(f"The SMS gateway answered {error.code}.", final) from error
        except (OSError, ValueError) as error:
            raise DeliveryFailed(f"The SMS gateway cannot be reached: {error}", False) from error

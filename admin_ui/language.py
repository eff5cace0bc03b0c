"""Which language a reader wants, and the English for every Chinese sentence on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, g, has_request_context, request

LANGUAGES = {"zh": "中文", "en": "English"}
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
COOKIE = "tongban_lang"
#: Between what is said of one thing and of several, where the catalogue has both: chosen by the fact `n`.
ONE_OR_MANY = " || "
_CATALOGUE = Path(__file__).parent / "translations" / "en.json"


@cache
def english() -> Mapping[str, str]:
    """The catalogue: Chinese sentence to English sentence."""
    catalogue: dict[str, str] = json.loads(_CATALOGUE.read_text("utf-8"))
    return catalogue


def chosen() -> str:
    """`?lang=` wins over the cookie, the cookie over what the browser prefers; Chinese is the default."""
    wanted = request.args.get("lang") or request.cookies.get(COOKIE)
    if wanted in LANGUAGES:
        return wanted
    return "en" if request.accept_languages.best_match(["zh", "en"]) == "en" else "zh"


def current() -> str:
    """The language of this answer."""
    try:
        return g.language  # type: ignore[no-any-return]
    except (AttributeError, RuntimeError):
        if not has_request_context():
            return "zh"
    g.language = chosen()
    return str(g.language)


def _(sentence: str, **facts: Any) -> str:
    """This sentence in the reader's language, with the facts filled in."""
    return told_in(current())(sentence, **facts)


@cache
def told_in(language: str) -> Callable[..., str]:
    """`_` for whoever says a hundred sentences and need not ask each time which language they are in."""
    known = english() if language == "en" else {}

    def told(sentence: str, **facts: Any) -> str:
        said = known.get(sentence, sentence)
        if ONE_OR_MANY in said:
            one, many = said.split(ONE_OR_MANY)
            said = one if facts.get("n") in (1, "1") else many
        return said.format(**facts) if facts else said

    return told


def N_(sentence: str) -> str:
    """Mark a sentence kept in a table, translated when it is shown."""
    return sentence


def text(value: Any, key: str = "name") -> str:
    """The words of a bilingual thing: `{zh, en}`, or a record with `name` and `name_en`, or plain text."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        return str(value)
    if "zh" in value or "en" in value:
        return str(value.get(current()) or value.get("zh") or value.get("en") or "")
    plain = value.get(key)
    if isinstance(plain, Mapping):
        return text(plain)
    return str((current() == "en" and value.get(f"{key}_en")) or plain or "")


def half(message: str) -> str:
    """The reader's half of a message the engine says in both languages."""
    zh, mark, en = message.partition(" / ")
    return (en if current() == "en" else zh) if mark else message


def remember(response: Response) -> Response:
    """Keep a language chosen by the switch."""
    wanted = request.args.get("lang") if request.query_string else None
    if wanted in LANGUAGES:
        response.set_cookie(COOKIE, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response

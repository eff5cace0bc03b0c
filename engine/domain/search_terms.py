"""What a case is found by: every two neighbouring Chinese characters, single ones of names, words and number tails."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(f"[{HAN}]+|[a-z0-9]+")
_HAN_RUN = re.compile(f"[{HAN}]")
#: The number of a joint case's member, or its end: kept whole, as numbers of cases are.
_MEMBER_NUMBER = re.compile(r"[0-9a-z]*[0-9]{5}-[0-9]{2}")
#: Numbers this long are phones, accounts and identity numbers: nobody finds people by parts of them.
_PERSONAL = re.compile(r"[0-9]{7}")
#: The longest text of a form that is indexed, the most terms of a case, and of a question.
MOST_TEXT, MOST_TERMS, MOST_ASKED = 600, 400, 12
SHORTEST_WORD, LONGEST_WORD = 2, 12
TAILS = range(4, 13)
LONGEST_NUMBER = 60


def terms_of(
    case_no: str, names: Iterable[str], texts: Iterable[str], id_numbers: Iterable[str] = ()
) -> frozenset[str]:
    """Every term a case is found by, at most MOST_TERMS: those of its number and its people's names come first."""
    number = case_no.casefold()[:LONGEST_NUMBER]
    found = dict.fromkeys([number, *(number[-length:] for length in TAILS if length < len(number))])
    found.update(dict.fromkeys(same_person(one) for one in id_numbers if one))
    for name in names:
        found.update(dict.fromkeys(_terms(name, single=True)))
    for text in texts:
        found.update(dict.fromkeys(_terms(text, single=False)))
    return frozenset(list(found)[:MOST_TERMS])


def same_person(id_no: str) -> str:
    """The term under which all cases of one holder of an identity number lie; the number cannot be read from it."""
    return "#" + hashlib.sha256(id_no.strip().upper().encode()).hexdigest()[:24]


def texts_of(form: Mapping[str, Any]) -> list[str]:
    """The words of a form's values that may be searched: no numbers of people, no addresses of mail; bounded."""
    texts, left = [], MOST_TEXT
    for text in _strings(form):
        if left <= 0:
            break
        if not _PERSONAL.search(text) and "@" not in text:
            texts.append(text[:left])
            left -= len(text)
    return texts


def asked(question: str) -> tuple[tuple[str, ...], ...]:
    """The terms of each word of a question: a case is meant when it has all of them; at most MOST_ASKED in all."""
    words, left = [], MOST_ASKED
    for word in normal(question[:100]).split():
        terms = tuple(dict.fromkeys(_asked_of(word)))[:left]
        if terms:
            words.append(terms)
            left -= len(terms)
    return tuple(words)


def normal(text: str) -> str:
    """Full-width and half-width, upper and lower case are the same to whoever searches."""
    return unicodedata.normalize("NFKC", text).casefold()


def _asked_of(word: str) -> Iterator[str]:
    if _MEMBER_NUMBER.fullmatch(word):
        yield word[:LONGEST_NUMBER]
        return
    for run in _RUN.findall(word):
        if not _HAN_RUN.match(run):
            yield run[:LONGEST_NUMBER]
        elif len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


def _terms(text: str, *, single: bool) -> Iterator[str]:
    for run in _RUN.findall(normal(text)):
        if _HAN_RUN.match(run):
            if single:
                yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        elif len(run) <= LONGEST_NUMBER:
            yield run
            if not run.isdigit():
                yield from (run[:length] for length in range(SHORTEST_WORD, min(len(run), LONGEST_WORD)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)

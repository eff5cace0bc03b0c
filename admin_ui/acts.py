"""An act as a page asks for it: what it does in plain words, what it needs, and the command it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import request

from tongban.admin_ui.language import _, current, half
from tongban.admin_ui.wording import ZONE, when
from tongban.engine import errors

Subject = Mapping[str, Any]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """One line to choose, with what it means where that is not plain."""

    value: str
    label: str
    note: str = ""


def nothing(subject: Subject) -> list[Option]:
    return []


@dataclass(frozen=True)
class Ask:
    """One thing an act needs. `kind`: text, long, number, date, moment, choice (one), ticks (several), person, people,
    scale, reasons (a line for each option, those left empty do not count).
    """

    name: str
    label: str
    kind: str = "long"
    required: bool = True
    hint: str = ""
    options: Callable[[Subject], list[Option]] = nothing
    first: str = ""
    phrases: str = ""

    @property
    def id(self) -> str:
        return f"act-{self.name}"

    @property
    def several(self) -> bool:
        return self.kind in ("ticks", "people")

    def given(self) -> Any:
        """What somebody typed or chose."""
        if self.kind == "reasons":
            before = f"{self.name}."
            typed = {key: value.strip() for key, value in request.form.items() if key.startswith(before)}
            return {key.removeprefix(before): value for key, value in typed.items() if value}
        if self.several:
            return tuple(value for value in request.form.getlist(self.name) if value.strip())
        return request.form.get(self.name, "").strip()

    def fault(self, value: Any) -> str:
        """What is wrong with it before the engine is asked; empty when nothing is."""
        if not value:
            return _("请填写或选择：{label}", label=_(self.label)) if self.required else ""
        if self.kind == "number" and not (value.isascii() and value.isdigit() and len(value) < 6):
            return _("请填写整数：{label}", label=_(self.label))
        if self.kind == "date" and value and day_of(value) is None:
            return _("请填写日期：{label}", label=_(self.label))
        if self.kind == "moment" and value and moment_of(value) is None:
            return _("请填写日期和时间：{label}", label=_(self.label))
        return ""


def day_of(value: str) -> date | None:
    """A day as a page sends it."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def moment_of(value: str) -> datetime | None:
    """A day and time as a page sends it, in the office's zone."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZONE)
    except ValueError:
        return None


@dataclass(frozen=True)
class Act:
    """`explains` says what happens, `done` what is said afterwards; one that `leaves` takes the work away."""

    name: str
    title: str
    explains: tuple[str, ...]
    confirm: str
    done: str
    make: Callable[[str, Answers], Any]
    asks: tuple[Ask, ...] = ()
    danger: bool = False
    leaves: bool = False


class Explained(errors.NotAllowed):
    """Not allowed, and the message says why in the reader's language."""

    code = "refused_with_reason"


@dataclass(frozen=True)
class Tried:
    """An act as it was sent: the answers as typed, and what is wrong by the id of the control."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


UNTRIED = Tried()


def tried(act: Act) -> Tried:
    """What was sent, with every gap named."""
    answers = {ask.name: ask.given() for ask in act.asks}
    faults = {ask.id: ask.fault(answers[ask.name]) for ask in act.asks}
    return Tried(answers, {where: fault for where, fault in faults.items() if fault})


def refused(act: Act, answers: Answers, error: errors.EngineError) -> Tried:
    """What the engine says is wrong, each at its control, the rest over the form."""
    wrong: dict[str, str] = {}
    known = {ask.name: ask.id for ask in act.asks}
    for one in error.errors or [{"message": error.message}]:
        name = str(one.get("field") or "")
        message = str(one.get("message") or "")
        wrong[known.get(name, f"act-{act.name}")] = said(message)
    if error.facts.get("next_at"):
        where = next(iter(wrong))
        wrong[where] += _("（{time} 之后可以再试）", time=when(error.facts["next_at"]))
    return Tried(answers, wrong)


def said(message: str) -> str:
    """The reader's half of what the engine says; what it says in English alone helps no Chinese reader."""
    spoken = current() == "en" or any("\u4e00" <= sign <= "\u9fff" for sign in message)
    return half(message) if spoken else _("现在的状态不允许这样做，您的操作没有生效。")


def table(acts: Iterable[Act]) -> dict[str, Act]:
    """Acts by name."""
    return {act.name: act for act in acts}

"""样例办件: a complete made-up case that plays an item from the application to its end, as typed data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from tongban.engine.domain.regimes import MARKS
from tongban.engine.items import vocabulary
from tongban.engine.items.problems import Problems
from tongban.engine.items.wording import Part, Text

JOINT_ACTS = ("read_notice", "record_meeting", "add_member", "cancel_member", "return_member")
ACTS = (
    "supplement",
    "withdraw",
    "void",
    "suspend",
    "resume",
    "extend",
    "rate",
    "attach",
    "return",
    "sign_for",
    *JOINT_ACTS,
)
DURATION = re.compile(r"P(?=.)(\d{1,4}D)?(T(?=.)(\d{1,5}H)?(\d{1,6}M)?)?")
KEYS = (
    *("name", "by", "applicant", "agent", "channel", "form", "materials", "steps", "expect"),
    *("override_reason", "green_project", "commitments", "members"),
)
STEP_KEYS = (
    *("as", "task", "outcome", "opinion", "variables", "act", "advance", "form", "materials", "note"),
    *("reason", "kind", "basis", "approver", "days", "level", "dims", "text"),
    *("to", "mode", "fields", "member", "place", "units", "minutes", "conclusion"),
)


@dataclass(frozen=True, slots=True)
class FileRecipe:
    """How the made-up file of a material is generated; `size` pads it to so many bytes."""

    format: str
    width: int = 1200
    height: int = 900
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the play: a task completed, another act on the case or (`return`) on a task, time that passes, or a
    `job` done outside: the element it belongs to, with the variables it brings or the BPMN `error` it ends with.
    """

    who: str = ""
    task: str = ""
    outcome: str | None = None
    opinion: str | None = None
    variables: Mapping[str, Any] | None = None
    act: str = ""
    advance: str = ""
    form: Mapping[str, Any] | None = None
    materials: Mapping[str, FileRecipe] | None = None
    note: str = ""
    # Everything else an act takes: reason, kind, basis, approver, days, level, dims, text, to, mode, fields.
    details: Mapping[str, Any] | None = None
    # The member of a joint case whose sub-case the step is about.
    member: str = ""
    job: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold at the end; `documents` are types that must have been issued."""

    state: str
    result: str | None
    documents: tuple[str, ...]
    variables: Mapping[str, Any]
    # Regimes the case has been under, and the days of the promise that was made.
    marks: tuple[str, ...] = ()
    promise: int | None = None
    # Of a joint case: the result of each member.
    members: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    key: str
    name: Text
    by: str
    applicant: Mapping[str, Any]
    agent: Mapping[str, Any] | None
    channel: str
    form: Mapping[str, Any]
    materials: Mapping[str, FileRecipe]
    steps: tuple[Step, ...]
    expect: Expectation
    override_reason: str | None = None
    # A key project the case belongs to, and the materials a commitment stands for.
    green_project: Mapping[str, Any] | None = None
    commitments: tuple[str, ...] = ()
    # The members of a joint case that take part; None for all.
    members: tuple[str, ...] | None = None


def read_sample(path: str, content: bytes, problems: Problems) -> Sample | None:
    """The sample of one file, its faults in `problems`; None when it is not JSON at all."""
    try:
        data = json.loads(content, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        problems.error(path, None, "json", f"不是 JSON / not JSON: {str(error)[:200]}")
        return None
    part = Part(data, "", problems, path)
    part.only(KEYS)
    return Sample(
        key=PurePosixPath(path).stem,
        name=part.words("name"),
        by=part.text("by"),
        applicant=_applicant(part.part("applicant")),
        agent=_applicant(part.part("agent")) if part.has("agent") else None,
        channel=part.choice("channel", vocabulary.CHANNELS),
        form=dict(part.part("form").data),
        materials=_recipes(part, "materials"),
        steps=tuple(_step(one) for one in part.parts("steps", required=True)),
        expect=_expectation(part.part("expect")),
        override_reason=part.text("override_reason", required=False) or None,
        green_project=_project(part.part("green_project")) if part.has("green_project") else None,
        commitments=part.texts("commitments"),
        members=part.texts("members") if part.has("members") else None,
    )


def _applicant(part: Part) -> Mapping[str, Any]:
    part.only(("kind", "name", "id_type", "id_no", "contact"))
    part.choice("kind", vocabulary.APPLICANT_KINDS)
    part.text("name")
    part.choice("id_type", vocabulary.ID_TYPES)
    part.text("id_no")
    part.part("contact", required=False)
    return dict(part.data)


def _project(part: Part) -> Mapping[str, Any]:
    part.only(("code", "name", "name_en", "tracker", "factor"))
    for key in ("code", "name", "tracker"):
        part.text(key)
    return dict(part.data)


def _recipes(part: Part, key: str) -> dict[str, FileRecipe]:
    table = part.part(key, required=False)
    found = {}
    for code in map(str, table.data):
        line = table.part(code)
        line.only(("generate",))
        how = line.part("generate")
        how.only(("format", "width", "height", "bytes"))
        found[code] = FileRecipe(
            how.choice("format", ("jpg", "png", "pdf")),
            min(how.number("width", 1200), 4000),
            min(how.number("height", 900), 4000),
            how.number("bytes") if how.has("bytes") else None,
        )
    return found


def _step(part: Part) -> Step:
    part.only((*STEP_KEYS, "on", "job", "error"))
    kinds = [key for key in ("task", "act", "advance", "job") if part.has(key)]
    if len(kinds) != 1 or part.has("on") != (part.data.get("act") == "return"):
        part.report(
            "step", "task、act、advance、job 须取其一 / needs one of task, act, advance, job", part.path
        )
    advance = part.text("advance", required=False)
    if advance and not DURATION.fullmatch(advance):
        part.report("value", "须为时长，如 P2D / must be a duration such as P2D", part.at("advance"))
    act = part.choice("act", ACTS) if part.has("act") else ""
    return Step(
        who=part.text("as", required=not {"advance", "job"} & set(kinds)),
        task=part.text("task", required=False) or part.text("on", required=False),
        outcome=part.text("outcome", required=False) or None,
        opinion=part.text("opinion", required=False) or None,
        variables=dict(part.part("variables", required=False).data),
        act=act,
        advance=advance,
        form=dict(part.part("form", required=False).data),
        materials=_recipes(part, "materials"),
        note=part.text("note", required=False),
        details={key: part.data[key] for key in STEP_KEYS[10:] if key in part.data},
        member=part.text("member", required=False),
        job=part.text("job", required=False),
        error=part.text("error", required=False),
    )


def _expectation(part: Part) -> Expectation:
    part.only(("state", "result", "documents", "variables", "marks", "promise", "members"))
    result = part.choice("result", vocabulary.RESULTS) if part.has("result") else None
    return Expectation(
        part.text("state"),
        result,
        part.texts("documents", vocabulary.DOCUMENTS),
        dict(part.part("variables", required=False).data),
        part.texts("marks", MARKS),
        part.number("promise") if part.has("promise") else None,
        {str(key): str(value) for key, value in part.part("members", required=False).data.items()},
    )


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")

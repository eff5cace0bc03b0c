"""What an item sheet is made of: bodies, legal bases, limits, fees, the result, contacts and the guide."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.domain.calendar import UNITS
from tongban.engine.items import vocabulary
from tongban.engine.items.wording import NOTHING, Part, Text

#: 申请人逾期不补正: no national rule; 视为撤回, 不予受理 or 提醒.
LAPSES = ("withdraw", "refuse", "remind")
UNIT_WORDS = {
    "workday": ("个工作日", "working days"),
    "day": ("日", "days"),
    "hour": ("小时", "hours"),
    "month": ("个月", "months"),
}


@dataclass(frozen=True, slots=True)
class Body:
    """实施机关: the organ that decides."""

    unit: str
    uscc: str
    kind: str
    name: Text

    @classmethod
    def read(cls, part: Part) -> Body:
        part.only(("unit", "uscc", "kind", "name"))
        return cls(
            part.text("unit"),
            part.text("uscc"),
            part.choice("kind", vocabulary.BODY_KINDS),
            part.words("name"),
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """设定依据: a law with its articles."""

    law: Text
    articles: tuple[str, ...]
    text: Text

    @property
    def cited(self) -> str:
        return f"《{self.law.zh}》{'、'.join(self.articles)}"

    @classmethod
    def read(cls, part: Part) -> Basis:
        part.only(("law", "articles", "text"))
        articles = part.texts("articles", required=True)
        return cls(part.words("law"), articles, part.words("text", required=False))


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit; `unit` is workday, day (natural), hour or month.

    `lapse` says what it means when the applicant lets it pass: withdraw, refuse or remind.
    """

    value: int
    unit: str
    explain: Text = NOTHING
    lapse: str = ""

    @property
    def clock_unit(self) -> str:
        return self.unit

    def words(self, language: str = "zh") -> str:
        zh, en = UNIT_WORDS.get(self.unit, (self.unit, self.unit))
        return (
            f"{self.value} {en if self.value != 1 else en.removesuffix('s')}"
            if language == "en"
            else f"{self.value}{zh}"
        )

    def days(self) -> float:
        """About how many natural days, to compare limits of different units."""
        return self.value * {"workday": 7 / 5, "hour": 1 / 8 * 7 / 5, "month": 30}.get(self.unit, 1)

    @classmethod
    def read(cls, part: Part, *, may_lapse: bool = False) -> Limit:
        part.only(("value", "unit", "explain", "lapse") if may_lapse else ("value", "unit", "explain"))
        value, unit = part.number("value"), part.choice("unit", UNITS)
        if part.has("value") and not 1 <= value <= 1000:
            part.report("value", "须在 1 与 1000 之间 / must lie between 1 and 1000", part.at("value"))
        lapse = part.choice("lapse", LAPSES, default="") if may_lapse else ""
        return cls(value, unit, part.words("explain", required=False), lapse)


@dataclass(frozen=True, slots=True)
class SpecialProcedure:
    """特别程序: time that is not counted."""

    kind: str
    name: Text
    days: int

    @classmethod
    def read(cls, part: Part) -> SpecialProcedure:
        part.only(("kind", "name", "days"))
        return cls(part.text("kind"), part.words("name"), part.number("days"))


@dataclass(frozen=True, slots=True)
class Fees:
    """`decision` names the table of rules.dmn that gives the amount."""

    charged: bool
    decision: str
    basis: tuple[Basis, ...]
    explain: Text

    @classmethod
    def read(cls, part: Part) -> Fees:
        part.only(("charged", "decision", "basis", "explain"))
        return cls(
            part.flag("charged"),
            part.text("decision", required=False),
            tuple(Basis.read(one) for one in part.parts("basis")),
            part.words("explain", required=False),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """办理结果: what the applicant gets, and how."""

    kind: str
    document: str
    name: Text
    validity: Text
    delivery: tuple[str, ...]

    @classmethod
    def read(cls, part: Part) -> Result:
        part.only(("kind", "document", "name", "validity", "delivery"))
        return cls(
            part.choice("kind", vocabulary.RESULT_KINDS),
            part.choice("document", vocabulary.DOCUMENTS, default=""),
            part.words("name"),
            part.words("validity", required=False),
            part.texts("delivery", vocabulary.DELIVERIES, required=True),
        )


@dataclass(frozen=True, slots=True)
class Contact:
    phone: str
    complaint_phone: str
    address: Text
    hours: Text
    url: str

    @classmethod
    def read(cls, part: Part) -> Contact:
        part.only(("phone", "complaint_phone", "address", "hours", "url"))
        return cls(
            part.text("phone"),
            part.text("complaint_phone"),
            part.words("address"),
            part.words("hours"),
            part.text("url", required=False),
        )


@dataclass(frozen=True, slots=True)
class Remedies:
    """救济途径: to whom the applicant may turn, and how long."""

    organ: Text
    organ_term: Limit
    court: Text
    court_term: Limit

    @classmethod
    def read(cls, part: Part) -> Remedies:
        part.only(("reconsideration", "litigation"))
        organ, court = part.part("reconsideration"), part.part("litigation")
        organ.only(("organ", "term"))
        court.only(("court", "term"))
        return cls(
            organ.words("organ"),
            Limit.read(organ.part("term")),
            court.words("court"),
            Limit.read(court.part("term")),
        )


@dataclass(frozen=True, slots=True)
class Question:
    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南: the texts that no other element of the sheet already says."""

    steps: tuple[Text, ...]
    notes: tuple[Text, ...]
    questions: tuple[Question, ...]

    @classmethod
    def read(cls, part: Part) -> Guide:
        part.only(("steps", "notes", "questions"))
        questions = []
        for one in part.parts("questions"):
            one.only(("question", "answer"))
            questions.append(Question(one.words("question"), one.words("answer")))
        return cls(texts(part, "steps", required=True), texts(part, "notes"), tuple(questions))


def texts(part: Part, key: str, *, required: bool = False) -> tuple[Text, ...]:
    """A list of {zh, en}."""
    found = []
    for one in part.parts(key, required=required):
        one.only(("zh", "en"))
        words = Text(one.text("zh"), one.text("en", required=False))
        if words.zh and not words.en:
            one.problems.warning(one.file, one.path, "no_english", f"{one.path}: 缺英文 / has no English")
        found.append(words)
    return tuple(found)

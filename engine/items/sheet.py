"""The item sheet 事项要素: item.yaml as typed, frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.clock_rules import ExtensionRule
from tongban.engine.domain.escalation import EscalationRule
from tongban.engine.items import vocabulary
from tongban.engine.items.eligibility import Question, read_eligibility
from tongban.engine.items.escalations import read_escalations
from tongban.engine.items.joint import Joint, read_joint
from tongban.engine.items.keeping import Keeping, read_keeping
from tongban.engine.items.materials import Group, Material
from tongban.engine.items.naming import AS_LICENCES, Naming, read_extension
from tongban.engine.items.parts import (
    Basis,
    Body,
    Contact,
    Fees,
    Guide,
    Limit,
    Remedies,
    Result,
    SpecialProcedure,
    texts,
)
from tongban.engine.items.problems import Problems
from tongban.engine.items.regimes import ORDINARY, WAYS, Ways
from tongban.engine.items.wording import Part, Text
from tongban.engine.items.yaml_text import InvalidYaml, load_yaml

FILE = "item.yaml"
LIMITS = ("statutory", "promised", "correction", "supplement", "delivery", "first_review")
KEYS = (
    *("code", "implementation_code", "basic_code", "name", "item_type", "case_kind", "use_level", "process"),
    *("service_objects", "implementing_body", "accepting_unit", "assisting_units", "legal_basis", "limits"),
    *("special_procedures", "conditions", "fees", "result", "channels", "online_depth", "visits", "secret"),
    *("contact", "remedies", "guide", "material_groups", "file_rules", "materials", "joint"),
    *("escalations", "naming", "extension", "count_applications", "eligibility", "base_entry", "retention"),
    "keywords",
    *WAYS,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the catalogue publishes and the engine runs."""

    code: str
    implementation_code: str
    basic_code: str
    name: Text
    item_type: str
    case_kind: str
    use_level: str
    process: str
    service_objects: tuple[str, ...]
    implementing_body: Body
    accepting_unit: str
    assisting_units: tuple[str, ...]
    legal_basis: tuple[Basis, ...]
    limits: dict[str, Limit]
    special_procedures: tuple[SpecialProcedure, ...]
    conditions: tuple[Text, ...]
    fees: Fees
    result: Result
    channels: tuple[str, ...]
    online_depth: str
    visits: int
    secret: bool
    contact: Contact
    remedies: Remedies
    guide: Guide
    material_groups: tuple[Group, ...]
    materials: tuple[Material, ...]
    joint: Joint | None = None
    ways: Ways = ORDINARY
    escalations: tuple[EscalationRule, ...] = ()
    naming: Naming = AS_LICENCES
    # what the item's own law says of extending the legal limit; None for 行政许可法 §42
    extension: ExtensionRule | None = None
    # whether the flow is told how often the applicant has applied this year: case.applications_this_year
    count_applications: bool = False
    # what somebody may ask themselves before applying
    eligibility: tuple[Question, ...] = ()
    # the entry of a base list it was claimed from, as list/code
    base_entry: str = ""
    # how long the files of its cases are kept; None is for ever
    retention: Keeping | None = None
    # what people call it: the item is found by these words too
    keywords: tuple[Text, ...] = ()

    @classmethod
    def from_yaml(cls, content: bytes) -> Sheet:
        """The sheet of this text; errors.InvalidItem lists what is missing or of the wrong kind."""
        problems = Problems()
        data = read_data(content, problems)
        sheet = read_sheet(data, problems) if data is not None else None
        if sheet is None or problems.errors:
            raise errors.InvalidItem(errors=problems.errors)
        return sheet

    def limit(self, kind: str) -> Limit | None:
        """The limit of one clock, if the sheet sets it."""
        return self.limits.get(kind)

    def limit_text(self, kind: str, language: str = "zh") -> str:
        found = self.limits.get(kind)
        return found.words(language) if found else ""

    @property
    def supplement_lapse(self) -> str:
        """What it means when the applicant lets the term for supplements pass; empty: as drawn, else a reminder."""
        found = self.limits.get("supplement")
        return found.lapse if found else ""

    def material(self, code: str) -> Material | None:
        return next((one for one in self.materials if one.code == code), None)

    @property
    def unit(self) -> str:
        """The unit that owns the cases of this item."""
        return self.implementing_body.unit

    @property
    def immediate(self) -> bool:
        return self.case_kind == "immediate"

    @property
    def online(self) -> bool:
        """Whether it may be applied for online at all."""
        return "online" in self.channels and not self.secret and self.online_depth != "none"

    @property
    def legal_basis_text(self) -> str:
        return "；".join(one.cited for one in self.legal_basis)

    @property
    def fee_basis_text(self) -> str:
        return "；".join(one.cited for one in self.fees.basis)

    @property
    def result_name(self) -> str:
        return self.result.name.zh

    @property
    def phone(self) -> str:
        return self.contact.phone

    @property
    def complaint_phone(self) -> str:
        return self.contact.complaint_phone

    @property
    def address(self) -> str:
        return self.contact.address.zh

    @property
    def reconsideration_organ(self) -> str:
        return self.remedies.organ.zh

    @property
    def court(self) -> str:
        return self.remedies.court.zh


def read_data(content: bytes, problems: Problems) -> dict[str, Any] | None:
    """The plain data of item.yaml; None when it is no YAML mapping."""
    try:
        data = load_yaml(content)
    except InvalidYaml as error:
        where = f"line {error.line}" if error.line else None
        problems.error(FILE, where, "yaml", f"item.yaml: {error}")
        return None
    if not isinstance(data, dict):
        problems.error(FILE, None, "yaml", "item.yaml 须为映射 / must be a mapping")
        return None
    return data


def read_sheet(data: Mapping[str, Any], problems: Problems) -> Sheet:
    """The sheet, with what is missing left empty and named in `problems`."""
    root = Part(data, "", problems, FILE)
    root.only(KEYS)
    return _sheet(root)


def _sheet(root: Part) -> Sheet:
    limits = root.part("limits")
    limits.only(LIMITS)
    secret = root.flag("secret", default=False)
    return Sheet(
        code=root.text("code"),
        implementation_code=root.text("implementation_code"),
        basic_code=root.text("basic_code"),
        name=root.words("name"),
        item_type=root.choice("item_type", vocabulary.ITEM_TYPES),
        case_kind=root.choice("case_kind", vocabulary.CASE_KINDS),
        use_level=root.choice("use_level", vocabulary.USE_LEVELS),
        process=root.text("process"),
        service_objects=root.texts("service_objects", vocabulary.SERVICE_OBJECTS, required=True),
        implementing_body=Body.read(root.part("implementing_body")),
        accepting_unit=root.text("accepting_unit"),
        assisting_units=root.texts("assisting_units"),
        legal_basis=tuple(Basis.read(one) for one in root.parts("legal_basis", required=True)),
        limits={
            key: Limit.read(limits.part(key), may_lapse=key == "supplement")
            for key in LIMITS
            if limits.has(key) or key in ("statutory", "promised")
        },
        special_procedures=tuple(SpecialProcedure.read(one) for one in root.parts("special_procedures")),
        conditions=texts(root, "conditions", required=True),
        fees=Fees.read(root.part("fees")),
        result=Result.read(root.part("result")),
        channels=root.texts("channels", vocabulary.CHANNELS, required=True),
        online_depth=root.choice("online_depth", vocabulary.ONLINE_DEPTHS, default="accept"),
        visits=root.number("visits"),
        secret=secret,
        contact=Contact.read(root.part("contact")),
        remedies=Remedies.read(root.part("remedies")),
        guide=Guide.read(root.part("guide")),
        material_groups=tuple(_groups(root)),
        materials=tuple(Material.read(one) for one in root.parts("materials", required=True)),
        joint=read_joint(root),
        ways=Ways.read(root),
        escalations=read_escalations(root),
        naming=Naming.read(root),
        extension=read_extension(root),
        count_applications=root.flag("count_applications", default=False),
        eligibility=read_eligibility(root),
        base_entry=root.text("base_entry", required=False),
        retention=read_keeping(root),
        keywords=texts(root, "keywords"),
    )


def _groups(root: Part) -> list[Group]:
    found = []
    for one in root.parts("material_groups"):
        one.only(("key", "name"))
        found.append(Group(one.text("key"), one.words("name")))
    return found

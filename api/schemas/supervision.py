"""What supervision, its rules and statistics take and answer."""

from __future__ import annotations

from marshmallow import fields

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body, Query
from tongban.api.schemas.fields import Flag, Moment, Names, Text, Whole, Word, YesNo, described

LEVELS = ("warning", "yellow", "red")
STATES = ("raised", "notified", "explained", "appealed", "lifted", "upheld")
VIEWS = ("late", "near", "stuck")
PHASES = ("before", "due", "overdue")
CHANNELS = ("message_box", "email", "sms")
ACTS = ("transfer", "raise", "supervise", "decide")
ON_DEADLINE = ("escalate", "transfer")
GROUPS = ("all", "day", "month", "unit", "item", "region")
LONG = 4000


class Day(fields.Date):
    """A date of the query string, as 2026-03-02."""

    def __init__(self, description: str, **options: object) -> None:
        metadata = described(description, example="2026-03-02")
        super().__init__(format="%Y-%m-%d", metadata=metadata, **options)  # type: ignore[arg-type]


class AlarmQuery(Paged):
    """Which alarms."""

    level = Word("Only these.", LEVELS)
    state = Word("Only these.", STATES)
    open = Flag("Those still open, or those that are over.", attribute="is_open")
    rule = Text("Of this rule.", most=60, attribute="rule_id")
    item = Text("About this item, by its code.", most=40, attribute="item_code")
    unit = Text("About this unit.", most=40)
    region = Text("About units of this region.", most=12)
    person = Text("About this person, by user name.", most=60)
    case = Text("About this case.", most=60, attribute="case_no")
    since = Moment("Raised since.")
    until = Moment("Raised before.")


class AlarmMoveBody(Body):
    """Why."""

    reason = Text("What is said; it goes on record.", most=LONG, required=True)


class SuperviseBody(Body):
    """Why a supervision task is opened."""

    reason = Text("What is said; it goes on record.", most=LONG, load_default="")


class AlarmRuleChange(Body):
    """What is to be changed of an alarm rule."""

    name = Text("What it is called.", most=100)
    name_en = Text("Its English name.", most=100)
    level = Word("The card.", LEVELS)
    events = Names("The types of events it looks at.", most=40)
    condition = Text(
        "FEEL over the facts that `/supervision/rule-words` lists.", most=LONG, example="count >= 2"
    )
    item = Text("Only for this item; null for all.", most=40, allow_none=True)
    unit = Text("Only in this unit; null for all.", most=40, allow_none=True)
    supervise = YesNo("Whether it opens a supervision task at once.")
    enabled = YesNo("Whether it is in force.")


class AlarmRuleBody(AlarmRuleChange):
    """A new alarm rule."""

    name = Text("What it is called.", most=100, required=True)
    name_en = Text("Its English name.", most=100, load_default="")
    level = Word("The card.", LEVELS, required=True)
    events = Names("The types of events it looks at.", most=40, required=True)
    condition = Text("FEEL over the facts of the event.", most=LONG, required=True, example="count >= 2")


class EscalationRuleChange(Body):
    """What is to be changed of an escalation rule."""

    name = Text("What it is called.", most=100)
    name_en = Text("Its English name.", most=100)
    phase = Word("Before the end, on the last day, or after the end.", PHASES)
    value = Whole("How many units of the clock before, or working days after, the end.", least=0, most=1000)
    percent = Whole("How much of the limit before its end, if that is more than `value`.", least=0, most=100)
    every = Whole("Again after so many working days; 0 for once.", least=0, most=1000)
    clock = Text("The kind of clock, `*` for all, `task` for work outside of cases.", most=16)
    item = Text("Only for this item; null for all.", most=40, allow_none=True)
    unit = Text("Only in this unit; null for all.", most=40, allow_none=True)
    element = Text("Only at this step; null for all.", most=255, allow_none=True)
    to = Names("handler, unit_leader, branch_leader, supervisor, or user:… and group:….", most=20)
    channels = Names("message_box, email, sms.", most=3)
    act = Word("What it does beside telling.", ACTS, allow_none=True)
    act_to = Text("To whom the work is transferred.", most=120, allow_none=True)
    outcome = Text("The outcome it decides by itself.", most=60, allow_none=True)
    law = Text("The law that says so; it must be among the item's legal basis.", most=200, allow_none=True)
    article = Text("Its article.", most=60, allow_none=True)
    enabled = YesNo("Whether it is in force.")
    on_deadline = Word(
        "Only at steps whose `tb:deadline` in the diagram asks for this; null for all.",
        ON_DEADLINE,
        allow_none=True,
    )


class EscalationRuleBody(EscalationRuleChange):
    """A new escalation rule."""

    name = Text("What it is called.", most=100, required=True)
    name_en = Text("Its English name.", most=100, load_default="")
    phase = Word("Before the end, on the last day, or after the end.", PHASES, required=True)


class FiringQuery(Paged):
    """Which firings."""

    case = Text("About this case.", most=60, attribute="case_no")
    rule = Text("Of this rule.", most=160, attribute="rule_id")
    unit = Text("About this unit.", most=40)


class Scope(Query):
    """Where to look."""

    unit = Text("Only this unit.", most=40)
    item = Text("Only this item, by its code.", most=40)
    region = Text("Only units of this region.", most=12)
    person = Text("Only where this person has the work.", most=60)


class BoardQuery(Paged):
    """Which cases."""

    view = Word("Late, about to be late, or stuck.", VIEWS, load_default="late")
    unit = Text("Only this unit.", most=40)
    item = Text("Only this item, by its code.", most=40)
    region = Text("Only units of this region.", most=12)
    person = Text("Only where this person has the work.", most=60)


class StatisticsQuery(Query):
    """Over what the figures are taken."""

    by = Word("One row for each of these.", GROUPS, load_default="all")
    since = Day("From this day on; by default thirty days.", data_key="from")
    until = Day("Up to and with this day; by default today.", data_key="to")
    unit = Text("Only this unit.", most=40)
    item = Text("Only this item, by its code.", most=40)
    region = Text("Only units of this region.", most=12)


class HeatQuery(Query):
    """Over what the heat is taken."""

    since = Day("From this day on; by default thirty days.", data_key="from")
    until = Day("Up to and with this day; by default today.", data_key="to")


class AlarmRow(Answer):
    """An alarm in a list."""

    id = said.text("Identifies the alarm.")
    number = said.text("Its number 监察编号.")
    rule = said.thing("`{id, name, name_en}` as it was when the alarm was raised.")
    level = said.word("The card.", *LEVELS)
    state = said.word("How far its life has come.", *STATES)
    case_no = said.text("The case.")
    item = said.thing("`{code, name, name_en}`.")
    unit = said.text("The unit that answers for it.")
    unit_name = said.text("What the unit is called.", always=False)
    region = said.text("Its region.")
    element = said.text("The step.", null=True)
    person = said.text("Who answers for it.", null=True)
    person_name = said.text("Their name.", null=True, always=False)
    facts = said.thing("What the rule saw.")
    happened_at = said.moment("When the event was.")
    raised_at = said.moment("When the alarm was raised.")
    closed_at = said.moment("When it was lifted or upheld.", null=True)
    instance_id = said.text("Its supervision task.", null=True)


class Alarm(AlarmRow):
    """An alarm with its life."""

    operations = said.words("What the caller may do now.", always=False)
    steps = said.things("Each `{no, action, by, at, reason}`.", always=True)


class Rule(Answer):
    """A rule as it is in force."""

    id = said.text("Identifies the rule.")
    kind = said.word("What it is about.", "alarm", "escalation")
    source = said.word("Shipped, shipped and changed, made here, or the item's.", "default", "changed", "own")
    name = said.text("What it is called.")
    name_en = said.text("Its English name.")
    enabled = said.flag("Whether it is in force.")


class RuleWords(Answer):
    """What rules may say."""

    facts = said.things("Each `{name, zh, en}`: what a condition may speak of.", always=True)
    events = said.things("Each `{name, zh, en}`: the types of events there are.", always=True)
    levels = said.words("The cards.")
    phases = said.words("When an escalation rule speaks.")
    clocks = said.words("What it watches.")
    recipients = said.words("Whom it may tell by their part.")
    channels = said.words("By what it tells.")
    acts = said.words("What it may do.")


class Firing(Answer):
    """What an escalation rule did once."""

    rule = said.thing("`{id, name, name_en}`.")
    subject = said.text("The clock or task.")
    occurrence = said.text("Which moment of it.")
    at = said.moment("When.")
    case_no = said.text("The case.", null=True)
    instance_id = said.text("The process instance.", null=True)
    unit = said.text("The unit.")
    did = said.thing("Whom it told by what, what was not sent and why, and what it did.")


class BoardRow(Answer):
    """A case on the board."""

    case_no = said.text("The case.")
    item = said.thing("`{code, name, name_en}`.")
    unit = said.text("The unit.")
    unit_name = said.text("What the unit is called.")
    kind = said.text("The kind of clock; of stuck work, the step.")
    due = said.moment("When the limit ends.", null=True)
    days_left = said.number("In the clock's own unit, negative when late.", null=True)
    since = said.moment("Of stuck work, since when.", null=True)
    holders = said.things("Each `{step, step_en, person, name}`.", always=True)


class Board(Answer):
    """How many there are."""

    late = said.number("Limits passed.")
    near = said.number("Limits that end today or on the next working day.")
    stuck = said.number("Pieces of work nobody has touched for ten working days.")
    odd = said.number("Open alarms.")


class Statistics(Answer):
    """Figures."""

    measure = said.text("What is measured.")
    by = said.text("What each row is about.")
    since = said.text("The first day.")
    until = said.text("The last day.")
    items = said.things("One row per group and key.", always=True)


class Heat(Answer):
    """Where the time goes in one item."""

    item = said.thing("`{code, name, name_en}`.")
    since = said.text("The first day.")
    until = said.text("The last day.")
    xml = said.text("The item's diagram.")
    steps = said.things(
        "Each `{element, name, n, hours, mean_hours, late, late_rate, heat 0-5}`.", always=True
    )


class Workers(Answer):
    """How the workers are."""

    state = said.word("How they are.", "well", "alone", "late", "absent")
    alive = said.number("How many live.")
    behind_seconds = said.number("For how long the oldest due thing has been waiting.")
    items = said.things("Each `{worker, seen_at, alive}`.", always=True)

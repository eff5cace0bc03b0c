"""Tasks: the list, one task, and its completion."""

from __future__ import annotations

from marshmallow import fields

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Moment, Object, Text, Word, described

STATES = ("open", "claimed", "completed", "cancelled")
SORTS = ("created_at", "-created_at", "due", "-due", "priority", "-priority")


class TaskQuery(Paged):
    """Which tasks."""

    instance = Text("Only tasks of this process instance.")
    case = Text("Only tasks of this case number.")
    process = Text("Only tasks of this process.")
    element = Text("Only tasks of this element of the diagram.")
    assignee = Text("Only tasks this person holds.")
    candidate_user = Text("Only tasks this person may take.")
    candidate_group = Text("Only tasks this post, role or unit may take.")
    state = Word("Where they stand; absent for those still to do.", (*STATES, "unclaimed", "all"))
    due_before = Moment("Only tasks due before this time.")
    q = Text(
        "Words; a task is meant when it has all of them: in its step's name, its item's name, or among the terms of its"
        " case (the whole number or its last 4 to 12 characters, names, words of the form). A word that few cases are"
        " known by means their tasks, unless a step among the list's first 500 tasks is called so too; otherwise one page"
        " looks at 500 tasks of the list, so that it may be short, or empty, and still have a next_cursor.",
        most=100,
    )
    sort = Word("The order, - descends; absent for the oldest first.", SORTS)


class CompleteBody(Body):
    """How the work was done."""

    outcome = Text("One of the task's outcomes.", allow_none=True, example="approve")
    opinion = Text("The opinion that goes on record.", most=10_000, allow_none=True)
    variables = Object("Variables that become visible to the flow after the task.", allow_none=True)
    review_points = fields.List(
        Text("Id of a review point.", most=100),
        metadata=described("The review points that were ticked."),
    )


class TaskRow(Answer):
    """A piece of work for one person, or for any one of some people."""

    id = said.text("Identifies the task.")
    element = said.text("Id in the diagram.")
    name = said.text("Name in the diagram.", null=True)
    instance_id = said.text("The process instance it belongs to.")
    scope_id = said.text("The innermost subprocess or multi-instance execution, else the instance.")
    process = said.text("Key of the process.")
    case_no = said.text("The case it belongs to.", null=True)
    state = said.word("Where it stands.", *STATES)
    assignee = said.text("Who holds it.", null=True)
    candidates = said.thing("Who may take it: {users, groups} by name.")
    form = said.text("The key of its form.", null=True)
    due = said.moment("When it is due.", null=True)
    priority = said.number("0 to 100.", always=False)
    created_at = said.moment("When it was opened.")
    outcome = said.text("What it ended with.", null=True, always=False)
    opinion = said.text("The opinion given.", null=True, always=False)
    completed_by = said.text("Who completed it.", null=True, always=False)
    completed_at = said.moment("When it was completed.", null=True, always=False)
    on_behalf_of = said.text("For whom it was completed.", null=True, always=False)


class Task(TaskRow):
    """A task with what one needs to work on it; a finished one says how it ended."""

    form_schema = said.thing("The form (form-js).", null=True, always=False)
    field_access = said.thing("hidden, read or edit by field.", always=False)
    data = said.thing("What this person may read.", null=True, always=False)
    operations = said.words("What this person may do now.", always=False)
    outcomes = said.things("What the task can end with.")
    review_points = said.things("What is to be looked at.")
    correctable = said.things(
        "Fields of the application that `variables.fields_to_correct` may name, as `[{field, reason}]`."
    )
    returned = said.thing(
        "Why it came back: by, at, opinion, fields [{field, label, label_en, reason}].",
        null=True,
        always=False,
    )

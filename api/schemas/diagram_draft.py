"""Diagram drafts: what is sent, what they are, and what speaks against running them."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Flag, Text, Upload


class DiagramDraftForm(Body):
    """A diagram of any tool."""

    file = Upload("One BPMN 2.0 file.", required=True)
    name = Text("What to call the draft; absent for the name in the file.")


class DiagramDraftQuery(Paged):
    """Which drafts."""

    runnable = Flag("Only those that can (true) or cannot (false) be deployed.")


class DeployDiagramDraftBody(Body):
    """How to call the deployment."""

    name = Text("What to call it; absent for the draft's name.", allow_none=True)
    change_note = Text("Why it is made.", most=2000, allow_none=True)


class DiagramDraftLine(Answer):
    """A draft in a list."""

    id = said.text("Identifies the draft.")
    name = said.text("What it is called.")
    revision = said.number("Counts its changes from 1; its ETag.")
    runnable = said.flag("Whether it can be deployed; in a list, as it was found when it was saved.")
    created_by = said.text("Who brought it in.")
    created_at = said.moment("When.")
    updated_by = said.text("Who changed it last.")
    updated_at = said.moment("When.")
    deployment_id = said.text("The last deployment made of it.", null=True)
    deployed_revision = said.number("The revision that was deployed.", null=True)


class DiagramDraftProcess(Answer):
    """A process in a draft."""

    file = said.text("In which file.")
    key = said.text("Its id.")
    name = said.text("Its name.", null=True)
    executable = said.flag("Whether the diagram says that it is to be executed.")


class DiagramDraftProblem(Answer):
    """What speaks against running a draft."""

    file = said.text("In which file.", null=True)
    element = said.text("Id in the diagram; null for the file as a whole.", null=True)
    rule = said.text("A stable word for the rule.")
    message = said.text("What is wrong.")
    severity = said.word(
        "error keeps it from running, warning does not, info is about a process that is not to be executed.",
        *("error", "warning", "info"),
    )


class DiagramDraftFile(Answer):
    """A file of a draft."""

    path = said.text("Its name.")
    size = said.number("Its bytes.")
    sha256 = said.text("The hash of its bytes.")
    revision = said.number("The revision it was changed with.")


class DiagramDraft(DiagramDraftLine):
    """A draft."""

    processes = said.rows(DiagramDraftProcess, "The processes in it.")
    problems = said.rows(DiagramDraftProblem, "Everything that was found.")
    files = said.rows(DiagramDraftFile, "Its files.")

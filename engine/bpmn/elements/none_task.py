"""Plain and manual tasks: nobody and nothing is waited for, the token passes."""

from __future__ import annotations

from tongban.engine.bpmn.elements.activity import Activity


class NoneTask(Activity):
    """Done as soon as it begins; a manual task happens outside the system and is not tracked."""

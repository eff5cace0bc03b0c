"""Where instances, tasks and clocks stand, in the words their rows keep."""

from __future__ import annotations

#: An instance whose course is not at its end, and one whose course is.
INSTANCE_OPEN = ("running", "suspended", "incident")
INSTANCE_ENDED = ("completed", "terminated")
#: A task somebody still has to do: free for several, or in one person's hands.
TASK_OPEN = ("open", "claimed")
#: A clock that still counts.
CLOCK_LIVE = ("running", "paused", "expired")

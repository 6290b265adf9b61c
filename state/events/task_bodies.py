"""What people say of a task: a new one, or what is to be different about one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from state.events.columns import TeamRole
from state.events.planning.kinds import Phase, Priority, TaskStatus, WorkflowCategory
from state.events.when import FIRST_YEAR
from state.events.wire import LEFT_OUT, Body
from state.wizard.fields import LAST_YEAR, Text, wrong

_MOST_DEPENDENCIES = 200
Hours = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Dependencies = Annotated[list[UUID], Field(max_length=_MOST_DEPENDENCIES)]


def _plannable(moment: datetime) -> datetime:
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise wrong("date_out_of_range", f"Give a year from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    return moment


Deadline = Annotated[AwareDatetime, AfterValidator(_plannable)]


class NewTask(Body):
    """Without a status, a task that has something unfinished before it is `blocked`, any other `to_do`."""

    name: Annotated[str, Text(1, 200)]
    description: Annotated[str, Text(1, 1000)] | None = None
    phase: Phase
    workflow_category: WorkflowCategory
    priority: Priority = Priority.medium
    status: TaskStatus | None = None
    role: TeamRole | None = None
    assignee_id: UUID | None = None
    deadline: Deadline
    dependencies: Dependencies = Field(default_factory=list)
    estimated_hours: Hours | None = None
    actual_hours: Hours | None = None


class TaskPatch(Body):
    """What is left out stays; null clears what may be empty."""

    name: Annotated[str, Text(1, 200)] = LEFT_OUT
    description: Annotated[str, Text(1, 1000)] | None = None
    phase: Phase = LEFT_OUT
    workflow_category: WorkflowCategory = LEFT_OUT
    priority: Priority = LEFT_OUT
    status: TaskStatus = LEFT_OUT
    role: TeamRole | None = None
    assignee_id: UUID | None = None
    deadline: Deadline = LEFT_OUT
    dependencies: Dependencies = LEFT_OUT
    estimated_hours: Hours | None = None
    actual_hours: Hours | None = None

"""The tasks of an event: list, make, change, remove."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from server.dependencies import SeenVersion, Tx
from server.documentation import refusals
from state.events import programme, task_work
from state.events.planning.forecast import Forecast
from state.events.planning.kinds import Phase
from state.events.task_bodies import NewTask, TaskPatch
from state.events.task_work import Wanted
from state.events.views import TaskView

router = APIRouter(prefix="/events/{event_id}", tags=["tasks"])
Status = Literal["to_do", "in_progress", "blocked", "done", "cancelled", "overdue"]
_EXAMPLE = {
    "name": "Confirm the lighting plot",
    "phase": "creative_design",
    "workflow_category": "operations",
    "priority": "high",
    "deadline": "2027-05-20T18:00:00+02:00",
    "estimated_hours": 6,
}


class TaskList(BaseModel):
    """All tasks that match, by deadline."""

    tasks: list[TaskView]


class CreateTask(NewTask):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})


class ChangeTask(TaskPatch):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "done", "actual_hours": 5.5}]})


class TaskChanged(BaseModel):
    """`event_progress_updated` is the event's progress in percent if it moved; `unlocked` waited for this task."""

    success: Literal[True] = True
    task: TaskView
    event_progress_updated: int | None
    unlocked: list[UUID]


class Removed(BaseModel):
    success: Literal[True] = True


@router.get("/tasks", summary="List tasks", responses=refusals(404))
async def list_tasks(
    tx: Tx,
    event_id: UUID,
    phase: Phase | None = None,
    status: Annotated[Status | None, Query(description="overdue: open, and its deadline has passed.")] = None,
    assignee_id: UUID | None = None,
) -> TaskList:
    """Every task of the event, or those of one phase, status or person."""
    return TaskList(tasks=await task_work.listed(tx, event_id, Wanted(phase, status, assignee_id)))


@router.post("/tasks", status_code=201, summary="Add a task", responses=refusals(403, 404, 409, body=True))
async def create_task(tx: Tx, response: Response, event_id: UUID, body: CreateTask) -> TaskView:
    """A task that waits for unfinished ones starts as blocked, unless you say otherwise."""
    return _shown(await task_work.create(tx, event_id, body), response)


@router.get("/tasks/{task_id}", summary="Read a task", responses=refusals(404))
async def read_task(tx: Tx, response: Response, event_id: UUID, task_id: UUID) -> TaskView:
    """The ETag is its version."""
    return _shown(await task_work.get(tx, event_id, task_id), response)


@router.put("/tasks/{task_id}", summary="Change a task", responses=refusals(403, 404, 409, body=True))
@router.patch("/tasks/{task_id}", summary="Change a task", responses=refusals(403, 404, 409, body=True))
async def change_task(
    tx: Tx, response: Response, event_id: UUID, task_id: UUID, body: ChangeTask, seen: SeenVersion
) -> TaskChanged:
    """Some of its fields. What waited only for it goes from blocked to to_do when it is done or cancelled."""
    done = await task_work.change(tx, event_id, task_id, body, seen)
    return TaskChanged(task=_shown(done.task, response), event_progress_updated=done.progress, unlocked=done.unlocked)


@router.delete("/tasks/{task_id}", summary="Remove a task", responses=refusals(403, 404, 409))
async def remove_task(tx: Tx, event_id: UUID, task_id: UUID, seen: SeenVersion) -> Removed:
    """It no longer counts, and nothing waits for it."""
    await task_work.remove(tx, event_id, task_id, seen)
    return Removed()


@router.get("/forecast", summary="When the preparations will be done", responses=refusals(404))
async def read_forecast(tx: Tx, event_id: UUID) -> Forecast:
    """From the pace of the last weeks and the longest chain of tasks that wait for each other, in words and figures."""
    return await programme.foretold(tx, event_id)


def _shown(task: TaskView, response: Response) -> TaskView:
    response.headers["ETag"] = f'"{task.version}"'
    return task

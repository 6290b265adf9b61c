"""What a model is made to propose for an event's plan, and what comes of it."""

from __future__ import annotations

import json

from pydantic import SecretStr

from agent.models import ModelChoice
from server.jobs import tailored_tasks
from server.jobs.job import Means, Order
from state.events import task_work
from tests.fakes import gemini
from tests.telling import logged

MODEL = "gemini-2.5-flash"


def answer(fake, *tasks, text=None):
    """What the model says: these tasks, or this text; in two parts, as it streams."""
    said = json.dumps({"tasks": tasks}) if text is None else text
    fake.brain = lambda _: [{"text": part} for part in (said[:9], said[9:]) if part]


def choice(fake):
    return ModelChoice(f"google_genai:{MODEL}", SecretStr(gemini.KEY), fake.address)


async def done(means: Means, order: Order) -> dict:
    """What the job says of itself in the log; nobody's words are in there."""
    with logged() as logs:
        await tailored_tasks.run(means, order)
    assert gemini.KEY not in f"{logs}" and "says no" not in f"{logs}" and "Tortona" not in f"{logs}"
    [line] = [line for line in logs if line["event"] in {"tasks_tailored", "tasks_not_tailored"}]
    return dict(line)


async def plan(means: Means, order: Order) -> dict:
    """The event's tasks by name."""
    assert order.principal
    async with means.database.transaction(order.principal) as tx:
        tasks = await task_work.listed(tx, order.ids["event_id"], task_work.Wanted())
    return {task.name: task for task in tasks}

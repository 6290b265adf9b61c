"""Has a model propose what an event's plan lacks. Without a usable answer the templates' plan stands."""

from __future__ import annotations

import structlog

from agent.tailoring import Said, Tailor
from server.jobs.job import Means, Order
from state import model_usage
from state.errors import Conflict, Forbidden, NotFound
from state.events import tailored
from state.events.tailored import Asked, Joined
from state.values import Principal

log = structlog.get_logger(__name__)


class _NotAsked(Exception):
    """Nothing comes of it; the reason is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def run(means: Means, order: Order) -> None:
    event_id = str(order.ids["event_id"])
    try:
        joined = await _tailored(means, order)
    except _NotAsked as nothing:
        log.info("tasks_not_tailored", event_id=event_id, reason=nothing.reason)
    except Conflict as passed:
        log.info("tasks_not_tailored", event_id=event_id, reason=passed.code)
    except (NotFound, Forbidden):
        # The event is gone, or who made it may no longer edit it.
        log.info("tasks_not_tailored", event_id=event_id, reason="no_access")
    else:
        log.info("tasks_tailored", event_id=event_id, **vars(joined))


async def _tailored(means: Means, order: Order) -> Joined:
    principal, event_id = order.principal, order.ids["event_id"]
    assert principal
    if means.tailor is None:
        raise _NotAsked("no_model")
    async with means.database.transaction(principal) as tx:
        if means.budget and await model_usage.is_spent(tx, means.budget):
            raise _NotAsked("budget")
        asked = await tailored.to_ask(tx, event_id)
    said = await _said(means, means.tailor, principal, asked)
    async with means.database.transaction(principal) as tx:
        return await tailored.join(tx, event_id, asked.version, said.answer)


async def _said(means: Means, tailor: Tailor, principal: Principal, asked: Asked) -> Said:
    """Whatever comes is counted."""
    said = await tailor.propose(asked.question)
    if said.usage:
        async with means.database.transaction(principal) as tx:
            await model_usage.add(tx, said.usage)
    if said.reason:
        raise _NotAsked(said.reason)
    return said

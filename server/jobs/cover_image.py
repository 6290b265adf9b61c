"""Has an image model make the cover of an event nobody uploaded one for. Without it, the cover stays a drawing."""

from __future__ import annotations

import asyncio
from uuid import UUID

import structlog

from agent.cover_prompt import cover_prompt
from agent.prices import image_cost_micros
from server.jobs.job import Means, Order
from state import model_usage
from state.database import Transaction
from state.errors import Conflict, Forbidden, InvalidData, NotFound, Unavailable
from state.events import covers
from state.events.events import Event
from state.gateways.images import ImageModel, NoImage, Spent
from state.model_usage import Usage
from state.pictures.recoding import Recoded
from state.values import Principal

# What was paid for is not given up because the storage is away for a moment.
PAUSES = (0.5, 2.0, 8.0)

log = structlog.get_logger(__name__)


async def run(means: Means, order: Order) -> None:
    event_id, principal = order.ids["event_id"], order.principal
    assert principal
    if means.painter is None:
        log.info("cover_drawn", event_id=str(event_id), reason="no_model")
        return
    try:
        async with means.database.transaction(principal) as tx:
            event = await _to_paint(means, tx, event_id)
    except (NotFound, Forbidden, Conflict):
        # The event is gone or archived, or who published it no longer administers it.
        return
    if event is None:
        return
    made = await _made(means, means.painter, principal, event)
    if made is not None:
        await _hung(means, principal, event_id, made)


async def _to_paint(means: Means, tx: Transaction, event_id: UUID) -> Event | None:
    if means.budget and await model_usage.is_spent(tx, means.budget):
        log.info("cover_drawn", event_id=str(event_id), reason="budget")
        return None
    return await covers.to_paint(tx, event_id)


async def _made(means: Means, painter: ImageModel, principal: Principal, event: Event) -> Recoded | None:
    """Whatever comes is counted, and decoded like anybody's upload."""
    prompt = cover_prompt(event)
    told = {"event_id": str(event.id), "model": painter.model, "prompt_digest": prompt.digest}
    try:
        painted = await painter.paint(prompt.text)
    except NoImage as none:
        await _count(means, painter, principal, none.spent)
        log.info("cover_drawn", reason=none.reason.value, **told)
        return None
    await _count(means, painter, principal, painted.spent)
    try:
        return await means.gallery.recoder.recoded(painted.data)
    except InvalidData as refused:
        log.info("cover_drawn", reason=refused.errors[0].code, **told)
        return None


async def _count(means: Means, painter: ImageModel, principal: Principal, spent: Spent) -> None:
    if spent == Spent():
        return
    cost = image_cost_micros(painter.model, spent.images) if spent.images else None
    async with means.database.transaction(principal) as tx:
        await model_usage.add(tx, Usage(painter.model, spent.input_tokens, spent.output_tokens, cost))


async def _hung(means: Means, principal: Principal, event_id: UUID, made: Recoded) -> None:
    object_id = await _kept(means, principal, made)
    if object_id is None:
        log.error("cover_lost", event_id=str(event_id))
        return
    async with means.database.transaction(principal) as tx:
        is_shown = await covers.painted(tx, event_id, object_id)
    log.info("cover_made", event_id=str(event_id), shown=is_shown)


async def _kept(means: Means, principal: Principal, made: Recoded) -> UUID | None:
    for pause in (*PAUSES, None):
        try:
            return await means.gallery.keep(means.database, principal, made)
        except Unavailable:
            if pause is not None:
                await asyncio.sleep(pause)
    return None

"""`wizard publishing` and `wizard unpublish`: the way into a roll-out, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC
from uuid import UUID

from server import schema
from server.settings import Settings
from state import rollout
from state.database import Database, Transaction
from state.errors import FieldError, InvalidData
from state.events import publication
from state.events.publication import TakenDown, Which


def publishing(settings: Settings, on: bool | None, organization: UUID | None, everybody: bool) -> str:
    """Who may publish, a line each, once what was asked is done. Raises InvalidData for half a request."""
    whom = organization is not None, everybody
    if on is not None and sum(whom) != 1:
        raise _wrong("organization", "Say for whom: --organization ID, or --all.")
    if on is None and any(whom):
        raise _wrong("on", "Say --on or --off.")
    with schema.database_url(settings) as url:
        said = asyncio.run(_switched(url, on, organization))
    everyone = next((each.on for each in said if each.organization == rollout.EVERYBODY), None)
    default = settings.publishing if everyone is None else everyone
    lines = [f"Publishing is {_word(default)} for everybody{'' if everyone is not None else ' (PUBLISHING)'}."]
    single = [each for each in said if each.organization != rollout.EVERYBODY]
    lines += [f"{each.organization}  {_word(each.on)}  since {each.at:%Y-%m-%d %H:%M} UTC" for each in single]
    return "\n".join(lines)


def unpublish(settings: Settings, which: Which, rehearse: bool) -> str:
    """What was taken down, or would be, a line each. Raises InvalidData without any condition."""
    if which == Which():
        raise _wrong("event", "Say which: --event ID, --slug, --organization ID or --since TIME.")
    if which.since and which.since.tzinfo is None:
        which = replace(which, since=which.since.replace(tzinfo=UTC))
    with schema.database_url(settings) as url:
        taken = asyncio.run(_taken_down(url, which, rehearse))
    lines = [f"/e/{each.slug}  event {each.event_id}  organization {each.organization_id}" for each in taken]
    verb = "Would take down" if rehearse else "Took down"
    return "\n".join([f"{verb} {len(taken)} page{'' if len(taken) == 1 else 's'}.", *lines])


async def _switched(url: str, on: bool | None, organization: UUID | None) -> Sequence[rollout.Switch]:
    async with _service(url) as tx:
        if on is not None:
            await rollout.switch(tx, organization, on)
        return await rollout.switches(tx)


async def _taken_down(url: str, which: Which, rehearse: bool) -> Sequence[TakenDown]:
    async with _service(url) as tx:
        return await publication.take_down(tx, which, rehearse)


@asynccontextmanager
async def _service(url: str) -> AsyncIterator[Transaction]:
    database = Database(url, pool_size=1)
    try:
        async with database.service() as tx:
            yield tx
    finally:
        await database.close()


def _word(on: bool) -> str:
    return "on" if on else "off"


def _wrong(field: str, message: str) -> InvalidData:
    return InvalidData([FieldError(field, "incomplete", message)], message)

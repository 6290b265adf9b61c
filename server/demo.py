"""A demo organization: a user, a half-filled session, directories and an event; running it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from sqlalchemy import text
from sqlmodel import SQLModel, select

from server.signing import DEMO_ORGANIZATION, DEMO_USER
from state.database import Database, Transaction
from state.errors import NotFound
from state.events import directory, drafting
from state.events.designers import Designer, NewDesigner
from state.events.drafting import NewEvent
from state.events.events import Event
from state.events.sponsors import NewSponsor, Sponsor
from state.events.venues import NewVenue, Venue
from state.values import Principal
from state.wizard import sessions

SESSION_ID = "demo-milan-nights"
# The demo event lies so far ahead that its tasks have room.
_AHEAD = timedelta(days=90)

_DATA = {
    "organizerSetup": {
        "name": "Giulia Rossi",
        "email": "giulia@example.com",
        "role": "event_organizer",
        "organization": "Atelier Rossi",
    },
    "eventSetup": {"title": "Milan Nights", "type": "runway_show"},
}


async def seed(database: Database) -> bool:
    """Make what is not there yet, the session in whatever state it may be by now; True if anything was made."""
    async with database.transaction(Principal(DEMO_USER, DEMO_ORGANIZATION)) as tx:
        # Of two processes that start at once, the second finds what the first has made.
        await tx.execute(text("select pg_advisory_xact_lock(hashtextextended('demo', 0))"))
        return any([await _session(tx), await _event(tx, _read(), datetime.now(UTC).date())])


async def _session(tx: Transaction) -> bool:
    try:
        await sessions.get(tx, SESSION_ID)
    except NotFound:
        await sessions.create_or_resume(tx, SESSION_ID)
        for stage, data in _DATA.items():
            await sessions.save(tx, SESSION_ID, stage, data, source=sessions.Source.form)
        await sessions.complete(tx, SESSION_ID, "organizerSetup")
        return True
    return False


def _read() -> dict[str, Any]:
    return yaml.safe_load(files("server").joinpath("demo.yaml").read_text())


async def _event(tx: Transaction, demo: dict[str, Any], today: date) -> bool:
    """With the directories it is made from, once: whoever renames or archives it is not given another one."""
    if (await tx.execute(select(Event.id).where(Event.created_by == DEMO_USER))).first():
        return False
    sponsors = await _directory(tx, Sponsor, (NewSponsor(**each) for each in demo["sponsors"]), "company_name")
    designers = await _directory(tx, Designer, (NewDesigner(**each) for each in demo["designers"]), "name")
    venues = await _directory(tx, Venue, (NewVenue(**each) for each in demo["venues"]), "name")
    event = demo["event"]
    day = _next(today + _AHEAD, event.pop("month"), event.pop("day"))
    body = NewEvent(
        start_date=datetime.combine(day, time.fromisoformat(event.pop("start"))),
        end_date=datetime.combine(day, time.fromisoformat(event.pop("end"))),
        venue_id=venues[event.pop("venue")],
        sponsor_ids=[sponsors[name] for name in event.pop("sponsors")],
        designer_ids=[designers[name] for name in event.pop("designers")],
        budget_categories=[{"category": name, "budgeted_amount": sum_} for name, sum_ in event.pop("budget").items()],  # pyright: ignore[reportArgumentType]
        **event,
    )
    await drafting.create(tx, body)
    return True


async def _directory(tx: Transaction, kind: type[SQLModel], wanted: Iterable[Any], name: str) -> Mapping[str, UUID]:
    """The ids by name; whoever is in the directory already stays as he is."""
    columns: Any = kind
    query: Any = select(getattr(columns, name), columns.id).where(columns.deleted_at.is_(None))
    found: Any = await tx.execute(query)
    known: dict[str, UUID] = dict(found.tuples().all())
    for each in wanted:
        if getattr(each, name) not in known:
            made: Any = await directory.create(tx, kind, each.given())
            known[getattr(each, name)] = made.id
    return known


def _next(earliest: date, month: int, day: int) -> date:
    this_year = date(earliest.year, month, day)
    return this_year if this_year >= earliest else date(earliest.year + 1, month, day)

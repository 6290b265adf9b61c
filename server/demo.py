"""A demo organization with a user and a half-filled session; running it again changes nothing."""

from __future__ import annotations

from server.signing import DEMO_ORGANIZATION, DEMO_USER
from state.database import Database, Transaction
from state.errors import NotFound
from state.values import Principal
from state.wizard import sessions

SESSION_ID = "demo-milan-nights"

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
    """Make the demo session unless it is there already, in whatever state; True if it was made."""
    async with database.transaction(Principal(DEMO_USER, DEMO_ORGANIZATION)) as tx:
        if await _is_there(tx):
            return False
        await sessions.create_or_resume(tx, SESSION_ID)
        for stage, data in _DATA.items():
            await sessions.save(tx, SESSION_ID, stage, data, source=sessions.Source.form)
        await sessions.complete(tx, SESSION_ID, "organizerSetup")
        return True


async def _is_there(tx: Transaction) -> bool:
    try:
        await sessions.get(tx, SESSION_ID)
    except NotFound:
        return False
    return True

"""`wizard export` and `wizard erase`: what is held about one person, written out or brought to its end.

Erasing is a row of short transactions; broken off anywhere, it is finished by running it again.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from server import checkpoints, schema
from server.checkpoints import Saver
from server.covers.opening import opened_storage
from server.covers.sweeping import sweep
from server.settings import Settings
from state import outbox, persons
from state.database import Database
from state.gateways.storage import Storage


@dataclass
class Erased:
    """How much of each kind was deleted, emptied or changed; `titled` events still name the person in their title."""

    sessions: int = 0
    messages: int = 0
    actions: int = 0
    changes: int = 0
    events: int = 0
    teams: int = 0
    tasks: int = 0
    notifications: int = 0
    people: int = 0
    activity: int = 0
    jobs: int = 0
    files: int = 0
    titled: int = 0

    def __str__(self) -> str:
        told = (
            (self.sessions, "Deleted {} sessions with their transcripts, changes, checkpoints and run logs."),
            (self.messages, "Blanked {} messages in sessions of others."),
            (self.actions, "Emptied {} stored answers; their keys stay used."),
            (self.changes, "Took the person off {} changes in sessions of others."),
            (self.events, "Took the person off {} events; the events stay with their organization."),
            (self.teams, "Left {} teams."),
            (self.tasks, "Gave {} tasks back; nobody has them now."),
            (self.notifications, "Deleted {} notifications."),
            (self.people, "Deleted name and e-mail in {} organizations."),
            (self.activity, "Took the person off {} entries of activity."),
            (self.jobs, "Dropped {} waiting jobs and mails."),
            (self.files, "Deleted {} pictures that nothing shows any more."),
        )
        lines = [line.format(count) for count, line in told if count] or ["There was nothing to erase."]
        if self.titled:
            lines.append(f"Left as they are: {self.titled} events with the person's name in their title and address.")
        return "\n".join(lines)


def export(settings: Settings, user: UUID) -> str:
    """A JSON document; empty lists for somebody unknown."""
    with schema.database_url(settings) as url:
        return json.dumps(asyncio.run(_exported(url, user)), indent=2, ensure_ascii=False)


def erase(settings: Settings, user: UUID) -> str:
    """What was done, a sentence a line. Raises Busy when somebody is at a session of the person's: run it again."""
    with schema.database_url(settings) as url:
        return str(asyncio.run(_erased(url, opened_storage(settings), user)))


async def _exported(url: str, user: UUID) -> dict[str, object]:
    database = Database(url, 1)
    try:
        async with database.service() as tx:
            return await persons.exported(tx, user)
    finally:
        await database.close()


async def _erased(url: str, storage: Storage, user: UUID) -> Erased:
    database = Database(url, 1)
    try:
        async with checkpoints.opened(url, 1) as saver:
            return await erase_in(database, saver, storage, user)
    finally:
        await database.close()


async def erase_in(database: Database, saver: Saver, storage: Storage, user: UUID) -> Erased:
    done = Erased()
    async with database.service() as tx:
        done.jobs = await outbox.drop(tx, user)
        await persons.end_runs(tx, user)
    async with database.service() as tx:
        done.events, done.titled = await persons.leave_events(tx, user)
    while await _batch(database, saver, user, done):
        pass
    async with database.service() as tx:
        traces = await persons.erase_traces(tx, user)
    return replace(done, **asdict(traces), files=await sweep(database, storage))


async def _batch(database: Database, saver: Saver, user: UUID, done: Erased) -> bool:
    """Whether there was any. Checkpoints go first: should the rest fail, the sessions are found again."""
    async with database.service() as tx:
        sessions = await persons.locked(tx, user)
        await saver.delete_threads(sessions)
        deleted, redacted = await persons.erase(tx, user, sessions)
    done.sessions += deleted
    done.messages += redacted
    return bool(sessions)

"""What a person is told of while he follows an event: his notifications, on all of his live feeds.

They have no numbers: each is told once by this process, from the moment his first stream begins. What came while he
followed nothing, he reads at the notifications' own route.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from server.feed import frames
from server.feed.looks import Watched
from server.feed.stream import Stream, message
from state.database import Database
from state.events import notifications

# Notifications bear the time their transaction began, so one may appear behind another that is already told.
KEPT = timedelta(minutes=10)


class Inbox(Watched):
    """`seen` is what need not be told: what there was before."""

    __slots__ = ("_database", "_seen", "streams")
    # When the listener is back, everybody is looked for; a thousand people are too many to do that often.
    poll_seconds = 300.0

    def __init__(self, database: Database, seen: Collection[UUID]) -> None:
        super().__init__()
        self._database, self._seen = database, seen
        self.streams: set[Stream] = set()

    async def look(self) -> None:
        if not (reader := next(iter(self.streams), None)):
            return
        async with self._database.transaction(reader.caller) as tx:
            found = await notifications.recent(tx, KEPT)
        for told in (message(frames.notification(each)) for each in found if each.id not in self._seen):
            for stream in tuple(self.streams):
                stream.push(told)
        self._seen = tuple(each.id for each in found)

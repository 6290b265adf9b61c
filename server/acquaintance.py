"""Whom this process has written down lately, so that a person costs no statement a request."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from server.auth import Caller
from state.database import Database
from state.errors import StateError
from state.events import people
from state.events.people import Introduced

_SECONDS = 3600
_MOST = 10_000

log = structlog.get_logger(__name__)


class Acquaintances:
    """Bounded: who has not been here for longest is forgotten first, and written down once more when he comes back."""

    def __init__(self, database: Database, most: int = _MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._most, self._clock = database, most, clock
        self._met: OrderedDict[tuple[UUID, UUID], tuple[str | None, str | None, float]] = OrderedDict()

    async def meet(self, caller: Caller) -> None:
        """Write him down if what his token says is new, or an hour old. What fails is tried again the next time."""
        now = self._clock()
        if not self._knows(caller, now) and not await self._noted(caller):
            return
        who = (caller.user_id, caller.organization_id)
        self._met.setdefault(who, (caller.name, caller.email, now))
        self._met.move_to_end(who)
        if len(self._met) > self._most:
            self._met.popitem(last=False)

    async def _noted(self, caller: Caller) -> bool:
        who = (caller.user_id, caller.organization_id)
        self._met.pop(who, None)
        try:
            async with self._database.transaction(Introduced(*who, caller.name, caller.email)) as tx:
                await people.introduce(tx)
        except (StateError, DBAPIError) as error:
            log.warning("person_not_noted", error=type(error).__name__)
            return False
        return True

    def _knows(self, caller: Caller, now: float) -> bool:
        name, email, since = self._met.get((caller.user_id, caller.organization_id), (None, None, None))
        return since is not None and now - since < _SECONDS and (name, email) == (caller.name, caller.email)

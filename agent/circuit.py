"""When a failing model is left alone, and when it is tried again. One per process; it knows of no user."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST_REST_SECONDS = 20.0
LONGEST_REST_SECONDS = 300.0
# A call that failed after all its tries is enough to open; one that broke off once in mid-answer is not.
OPENS_AT = 2


@dataclass
class Circuit:
    """Closed, resting, or trying one call out. Each rest is twice as long as the one before, until a call works."""

    clock: Callable[[], float] = time.monotonic
    _strikes: int = field(default=0, init=False)
    _rests: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)
    _trying: bool = field(default=False, init=False)

    def admits(self) -> bool:
        """Whether this call may go to the model. After a rest only one may, until it has ended."""
        if self._strikes < OPENS_AT:
            return True
        if self._trying or self.clock() < self._until:
            return False
        self._trying = True
        return True

    def worked(self) -> None:
        self._strikes = self._rests = 0
        self._trying = False

    def failed(self, strikes: int) -> None:
        """Calls that began before the rest and fail during it do not make it longer."""
        self._strikes += strikes
        if self._strikes < OPENS_AT or self.clock() < self._until:
            return
        self._trying = False
        self._until = self.clock() + min(FIRST_REST_SECONDS * 2**self._rests, LONGEST_REST_SECONDS)
        self._rests += 1

    def gave_up(self) -> None:
        """A call ended without telling anything, such as one that was cancelled."""
        self._trying = False

"""One event as a process follows it: one look at its log serves all its streams.

Everybody who sees an event sees the same rows of its log, so whoever follows it may lend his name for a look. The look
also says who still sees the event, and who of them all of it; everybody else is let go before anything of it is handed
over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

from server.feed.frames import Numbered, joined
from server.feed.looks import Watched
from server.feed.stream import End, Stream, message
from state.errors import NotFound
from state.events.access import Readers
from state.values import Principal

# So many changes are read at a time.
PAGE = 200
# The next frames after a number, at most a page, in the name of somebody; and who may be told. Raises NotFound for one
# who sees nothing.
Read = Callable[[Principal, UUID, int], Awaitable[tuple[Sequence[Numbered], Readers]]]


class Followed(Watched):
    """`seq` is what has been read and handed to every stream here."""

    __slots__ = ("_event", "_read", "seq", "streams")

    def __init__(self, event: UUID, seq: int, read: Read) -> None:
        super().__init__()
        self._event, self.seq, self._read = event, seq, read
        self.streams: set[Stream] = set()

    async def look(self) -> None:
        while self.streams:
            reader = next(iter(self.streams)).caller
            try:
                told, readers = await self._read(reader, self._event, self.seq)
            except NotFound:
                self._let_go(stream for stream in self.streams if stream.caller == reader)
                continue
            self._let_go(stream for stream in self.streams if not readers.include(stream.caller))
            if told:
                self._tell(told, readers)
            if len(told) < PAGE:
                return

    def _let_go(self, lost: Iterable[Stream]) -> None:
        for stream in list(lost):
            self.streams.discard(stream)
            stream.end(End.access_lost)

    def _tell(self, told: Sequence[Numbered], readers: Readers) -> None:
        """Serialised once: almost all streams stand at the same number and get the same bytes."""
        before, self.seq = self.seq, told[-1].seq
        all_of_it = {whole: message(joined(told, whole)) for whole in (True, False)}
        for stream in tuple(self.streams):
            whole = readers.see_all(stream.caller)
            # One that came with a newer cursor than this look began with has some of it already.
            at, stream.seq = stream.seq, max(stream.seq, self.seq)
            if at == before:
                stream.push(all_of_it[whole])
            elif missing := [each for each in told if each.seq > at]:
                stream.push(message(joined(missing, whole)))

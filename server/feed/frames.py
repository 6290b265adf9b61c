"""The frames of the live feed, as bytes: each is made once, whoever follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from server.feed import records
from server.feed.cursors import Beginning, cursor
from server.feed.records import Around
from state.events.activity import Change
from state.events.notifications import Notification

PING = b": ping\n\n"


class Numbered(NamedTuple):
    """A frame and the number of the change it brings a reader to; `guarded` is for readers who do not see all."""

    seq: int
    data: bytes
    guarded: bytes

    def told(self, whole: bool) -> bytes:
        return self.data if whole else self.guarded


def joined(told: Iterable[Numbered], whole: bool) -> bytes:
    """For a reader who sees all, or does not."""
    return b"".join(each.told(whole) for each in told)


def opening(event: UUID, begins: Beginning) -> bytes:
    """What every stream begins with: the cursor it goes on from. Without an event nothing is dispatched; by the SSE
    standard the id counts all the same, so that a reader who has not been told anything yet can resume."""
    if begins.is_reset:
        return reset(event, begins.seq)
    return b": following\nid: %b\n\n" % cursor(event, begins.seq).encode()


def changes(event: UUID, rows: Iterable[Change], seq: int, around: Around) -> Iterator[Numbered]:
    """The frames of what follows number `seq`. Where the log has lost what comes next, its reader has to look anew."""
    for row in rows:
        before = b"" if row.seq == seq + 1 else reset(event, row.seq - 1)
        told = before + _change(event, row, around)
        is_guarded = row.table_name in records.GUARDED
        yield Numbered(
            row.seq, told, before + _change(event, row, replace(around, whole=False)) if is_guarded else told
        )
        seq = row.seq


def reset(event: UUID, seq: int) -> bytes:
    return _frame("reset", {}, cursor(event, seq))


def notification(told: Notification) -> bytes:
    """Without an id: it is no part of the event's numbers."""
    data = {name: getattr(told, name) for name in ("id", "kind", "event_id", "task_id", "created_at")}
    return _frame("notification", data)


def closed(reason: str) -> bytes:
    return _frame("closed", {"reason": reason})


def _change(event: UUID, row: Change, around: Around) -> bytes:
    data = {
        "table": row.table_name,
        "type": row.change,
        "record": None if row.record is None else records.record(row.table_name, row.record, around),
        "old": None if row.change == "INSERT" else {"id": row.record_id},
        "user_id": row.user_id,
        "at": row.created_at,
    }
    return _frame("change", data, cursor(event, row.seq))


def _frame(name: str, data: dict[str, Any], id_: str | None = None) -> bytes:
    # orjson escapes line breaks, so the data is one line.
    line = orjson.dumps(data, default=float, option=orjson.OPT_UTC_Z)
    return b"%bevent: %b\ndata: %b\n\n" % (f"id: {id_}\n".encode() if id_ else b"", name.encode(), line)

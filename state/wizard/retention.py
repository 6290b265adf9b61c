"""What is kept no longer: words after 30 days, sessions 90 days after they expired, notifications after 90 days and
what was counted after 400; a batch at a time, as the service.

`redactable` and `deletable` lock the sessions they name until the transaction ends, so that their checkpoints can be
deleted before `redact` and `delete` let anybody see them again. All of it is safe to run again, and at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from state.database import Transaction

REDACTED = "[REDACTED]"
# Few enough for a batch to be over in moments.
SESSIONS, MESSAGES, MARKS = 50, 500, 500

_EXPIRE = text("select app.expire_sessions(:most)")
_REDACTABLE = text("select app.lock_redactable(:most)")
_REDACT = text("select app.redact_sessions(:sessions, :blank)")
_DELETABLE = text("select app.lock_deletable(:most)")
_DELETE = text("select app.delete_sessions(:sessions)")
_FORGET_NOTIFICATIONS = text("select app.forget_notifications(:most)")
_FORGET_ANALYTICS = text("select app.forget_analytics(:most)")


async def expire(tx: Transaction, most: int = MARKS) -> int:
    """Mark sessions past their time as expired, and so inactive; how many."""
    return (await tx.execute(_EXPIRE, {"most": most})).scalar_one()


async def redactable(tx: Transaction, most: int = MESSAGES) -> Sequence[UUID]:
    """Sessions nobody talks in with messages past their time, those of the `most` oldest such messages."""
    return list((await tx.execute(_REDACTABLE, {"most": most})).scalars())


async def redact(tx: Transaction, sessions: Sequence[UUID]) -> int:
    """Blank every message of theirs past its time, and what their runs logged and left open; how many messages."""
    return (await tx.execute(_REDACT, {"sessions": list(sessions), "blank": REDACTED})).scalar_one()


async def deletable(tx: Transaction, most: int = SESSIONS) -> Sequence[UUID]:
    """Sessions that expired 90 days ago or earlier."""
    return list((await tx.execute(_DELETABLE, {"most": most})).scalars())


async def delete(tx: Transaction, sessions: Sequence[UUID]) -> int:
    """Delete them with all that belongs to them but stored answers, which outlive them; how many there were."""
    return (await tx.execute(_DELETE, {"sessions": list(sessions)})).scalar_one()


async def forget_notifications(tx: Transaction, most: int = MARKS) -> int:
    """Delete those of 90 days ago or earlier, read or not; how many."""
    return (await tx.execute(_FORGET_NOTIFICATIONS, {"most": most})).scalar_one()


async def forget_analytics(tx: Transaction, most: int = MARKS) -> int:
    """Delete what was counted 400 days ago or earlier; how many entries."""
    return (await tx.execute(_FORGET_ANALYTICS, {"most": most})).scalar_one()

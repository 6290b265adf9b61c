"""What is forgotten, and when: a message is blanked 30 days after it was said, with the checkpoint that holds it.

Both operations run as the service role, whose policy shows it expired messages only.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, null, update
from sqlmodel import col, select

from state.database import Transaction
from state.wizard.interactions import WizardInteraction

REDACTED = "[REDACTED]"
_DUE = (col(WizardInteraction.expires_at) <= func.now(), col(WizardInteraction.redacted_at).is_(None))


async def expired(tx: Transaction) -> Sequence[UUID]:
    """Sessions with messages past their time: what their checkpoints remember has to go too."""
    return list((await tx.execute(select(WizardInteraction.wizard_session_id).where(*_DUE).distinct())).scalars())


async def redact(tx: Transaction) -> int:
    """Blank every message past its time; how many there were. Safe to run again at any time."""
    blanked = update(WizardInteraction).where(*_DUE).values(text=REDACTED, tool_calls=null(), redacted_at=func.now())
    return len((await tx.execute(blanked.returning(col(WizardInteraction.id)))).all())

"""Answers of idempotent requests: claimed, made and stored in the transaction of the effect itself.

A key belongs to one tenant, user and route. The same key with the same body gets the stored status and bytes again;
with another body it is refused; while the first request is still open it is Busy. A failed request stores nothing.
Of a person who was erased the key alone is kept: what was done with it is not done again.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel, select

from state.database import Transaction
from state.errors import Busy, Conflict, FieldError, InvalidData
from state.wizard.record import moment_column


class WizardAction(SQLModel, table=True):
    __tablename__ = "wizard_actions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id", "action_name", "idempotency_key", name="wizard_actions_key"),
        Index("wizard_actions_by_session", "wizard_session_id"),
        ForeignKeyConstraint(
            ["wizard_session_id", "organization_id"],
            ["wizard_sessions.id", "wizard_sessions.organization_id"],
            name="wizard_actions_session_fkey",
            ondelete="SET NULL (wizard_session_id)",
        ),
        CheckConstraint("execution_time_ms >= 0"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organization_id: UUID
    user_id: UUID
    wizard_session_id: UUID | None = None
    action_name: str = Field(sa_type=Text)
    idempotency_key: str = Field(sa_type=Text)
    request_hash: str = Field(sa_type=Text)
    response_status: int
    response_body: str = Field(sa_type=Text)
    execution_time_ms: int
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_column=moment_column())


@dataclass(frozen=True)
class Answer:
    """A response as it was, or will be, sent: status, exact body, and whether it is a replay."""

    status: int
    body: str
    session: UUID | None = None
    replayed: bool = False


class KeyReused(InvalidData):
    """The same key came with another body."""

    code = "idempotency_key_reused"


class BadKey(InvalidData):
    """The key is not 1 to 255 visible ASCII characters."""

    code = "bad_idempotency_key"


async def once(
    tx: Transaction, action: str, key: str | None, body: Any, effect: Callable[[], Awaitable[Answer]]
) -> Answer:
    """Run `effect` once per key; without a key, run it.

    Raises Busy, KeyReused, BadKey, or Conflict if the answer was erased.
    """
    if key is None:
        return await effect()
    if not re.fullmatch(r"[!-~]{1,255}", key):
        raise BadKey([FieldError("Idempotency-Key", BadKey.code, "Give 1 to 255 visible ASCII characters.")])
    await _claim(tx, action, key)
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if stored := await _stored(tx, action, key):
        return _replay(stored, digest)
    started = time.perf_counter()
    answer = await effect()
    tx.add(_row(tx, action, key, digest, answer, started))
    return answer


async def _claim(tx: Transaction, action: str, key: str) -> None:
    """The lock lives as long as the transaction: a second caller is told to come back, not made to wait."""
    scope = f"{tx.principal.organization_id}:{tx.principal.user_id}:{action}:{key}"
    taken = await tx.execute(text("select pg_try_advisory_xact_lock(hashtextextended(:scope, 0))"), {"scope": scope})
    if not taken.scalar_one():
        raise Busy("A request with this Idempotency-Key is still being worked on.", "request_in_flight")


async def _stored(tx: Transaction, action: str, key: str) -> WizardAction | None:
    query = select(WizardAction).where(WizardAction.action_name == action, WizardAction.idempotency_key == key)
    return (await tx.execute(query)).scalar_one_or_none()


def _replay(stored: WizardAction, digest: str) -> Answer:
    if not stored.response_body:
        raise Conflict("What this key stands for was done, and its answer has been erased.", "answer_erased")
    if stored.request_hash != digest:
        message = "This key was used with another body; use a new key for a new request."
        raise KeyReused([FieldError("Idempotency-Key", KeyReused.code, message)])
    return Answer(stored.response_status, stored.response_body, stored.wizard_session_id, replayed=True)


def _row(tx: Transaction, action: str, key: str, digest: str, answer: Answer, started: float) -> WizardAction:
    return WizardAction(
        organization_id=tx.principal.organization_id,
        user_id=tx.principal.user_id,
        wizard_session_id=answer.session,
        action_name=action,
        idempotency_key=key,
        request_hash=digest,
        response_status=answer.status,
        response_body=answer.body,
        execution_time_ms=round((time.perf_counter() - started) * 1000),
    )

"""Answers of idempotent requests: claimed, made and stored in the transaction of the effect itself.

A key belongs to one tenant, user and route. The same key with the same body gets the stored status, headers and bytes
again; with another body it is refused; while the first request is still open it is Busy. A failed request stores
nothing. Of a person who was erased, and of a setup that was deleted, the key alone is kept: what was done with it is
not done again.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from state.database import Transaction
from state.errors import Busy, Conflict, FieldError, InvalidData
from state.wizard.record import json_column, moment_column

_CLAIM = text("select * from app.claim_answer(:scope, :key)")
_KEEP = text("""
insert into wizard_actions (organization_id, user_id, wizard_session_id, action_name, idempotency_key, request_hash,
  response_status, response_body, response_headers, execution_time_ms, event_level)
values (app.organization_id(), app.uid(), :session, :scope, :key, :digest, :status, :body, cast(:headers as jsonb),
  :took, :level)""")


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
    response_headers: dict[str, str] = Field(default_factory=dict, sa_column=json_column())
    execution_time_ms: int
    event_level: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_column=moment_column())


@dataclass(frozen=True)
class Answer:
    """A response as it was, or will be, sent: status, exact body, headers that belong to it, the row of the session it
    is about, whether it is a replay, and the name of the level that what it tells took at its event, if any."""

    status: int
    body: str
    session: UUID | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False
    level: str | None = None


@dataclass(frozen=True)
class Keyed:
    """A request that may come again: what its key counts for (a route), the key, and a digest of what was asked."""

    scope: str
    key: str
    digest: str


class KeyReused(InvalidData):
    """The same key came with another body."""

    code = "idempotency_key_reused"


class BadKey(InvalidData):
    """The key is not 1 to 255 visible ASCII characters."""

    code = "bad_idempotency_key"


def keyed(scope: str, key: str, asked: bytes) -> Keyed:
    """`asked` is what must be the same the next time, spelled in one way only. Raises BadKey."""
    if not re.fullmatch(r"[!-~]{1,255}", key):
        raise BadKey([FieldError("Idempotency-Key", BadKey.code, "Give 1 to 255 visible ASCII characters.")])
    return Keyed(scope, key, hashlib.sha256(asked).hexdigest())


async def once(tx: Transaction, request: Keyed | None, effect: Callable[[], Awaitable[Answer]]) -> Answer:
    """Run `effect` once per key; without a key, run it. Raises what `claimed` raises."""
    if request is None:
        return await effect()
    if stored := await claimed(tx, request):
        return stored
    began = time.perf_counter()
    answer = await effect()
    await keep(tx, request, answer, began)
    return answer


async def claimed(tx: Transaction, request: Keyed) -> Answer | None:
    """The stored answer, or None: then this transaction alone may make it, and `keep` it, until its end.

    Raises Busy while another one is at it, which is told to come back and not made to wait; KeyReused; and Conflict if
    the answer was erased.
    """
    stored = (await tx.execute(_CLAIM, {"scope": request.scope, "key": request.key})).one()
    if not stored.taken:
        raise Busy("A request with this Idempotency-Key is still being worked on.", "request_in_flight")
    if stored.request_hash is None:
        return None
    if not stored.request_hash:
        raise Conflict("What this key stands for was done, and its answer has been erased.", "answer_erased")
    if stored.request_hash != request.digest:
        message = "This key was used with another body; use a new key for a new request."
        raise KeyReused([FieldError("Idempotency-Key", KeyReused.code, message)])
    session, headers = stored.wizard_session_id, stored.response_headers
    return Answer(stored.response_status, stored.response_body, session, headers, True, stored.event_level)


async def keep(tx: Transaction, request: Keyed, answer: Answer, began: float) -> None:
    """Store the answer with what the transaction does; `began` is when that began, by time.perf_counter."""
    values = {
        "session": answer.session,
        "scope": request.scope,
        "key": request.key,
        "digest": request.digest,
        "status": answer.status,
        "body": answer.body,
        "headers": json.dumps(dict(answer.headers)),
        "took": round((time.perf_counter() - began) * 1000),
        "level": answer.level,
    }
    await tx.execute(_KEEP, values)

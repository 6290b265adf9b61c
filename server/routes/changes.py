"""The history of a session's data, and taking changes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from server.dependencies import Tx
from server.documentation import refusals
from server.idempotency import OnceRoute
from server.routes.sessions import SessionId
from state.wizard import changes, sessions
from state.wizard.changes import WizardChange
from state.wizard.starting_over import start_over
from state.wizard.view import SessionView, view

router = APIRouter(prefix="/wizard/sessions", tags=["wizard sessions"], route_class=OnceRoute)


class ChangeView(BaseModel):
    """One accepted change: each field with its value before and after, null where there was none.

    Changes of one act (starting over, an import) share `group_id` and are taken back together.
    """

    id: UUID
    revision: int
    stage: str
    fields: dict[str, dict[str, Any]] = Field(examples=[{"title": {"from": None, "to": "Milan Nights"}}])
    source: Literal["chat", "form", "import", "undo"]
    user_id: UUID
    at: datetime
    undoable: bool
    group_id: UUID | None


class ChangeList(BaseModel):
    """Newest first."""

    changes: list[ChangeView]


class Undo(BaseModel):
    """Without `to` the newest change; with it everything down to and including that change. A group goes as a whole."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}]})

    to: UUID | None = None


class Undone(BaseModel):
    session: SessionView
    undone: list[UUID]


class StartedOver(BaseModel):
    """The emptied session, and the changes that emptied it, newest first: one undo takes all of them back."""

    session: SessionView
    changes: list[UUID]


@router.get("/{session_id}/changes", summary="List what changed", responses=refusals(404))
async def list_changes(tx: Tx, session_id: SessionId) -> ChangeList:
    """Every accepted change of the session's data, whoever made it, by chat or by form."""
    row = await sessions.get(tx, session_id)
    return ChangeList(changes=[_shown(change, undoable) for change, undoable in await changes.history(tx, row.id)])


@router.post("/{session_id}/undo", summary="Take back changes", responses=refusals(404, 409, body=True))
async def undo(tx: Tx, session_id: SessionId, body: Undo | None = None) -> Undone:
    """Take back the newest change that still stands, or all down to `to`; again goes further back."""
    row, undone = await sessions.undo(tx, session_id, body.to if body else None)
    return Undone(session=view(row), undone=undone)


@router.post("/{session_id}/start-over", summary="Start over", responses=refusals(404, 409))
async def start_session_over(tx: Tx, session_id: SessionId) -> StartedOver:
    """Clear the data of all stages and go back to the first. One undo brings everything back, except consent."""
    row, changed = await start_over(tx, session_id, sessions.Source.form)
    return StartedOver(session=view(row), changes=changed)


def _shown(change: WizardChange, undoable: bool) -> ChangeView:
    return ChangeView(at=change.created_at, undoable=undoable, **change.model_dump(exclude={"created_at"}))

"""Wizard sessions by form: create or resume, read, save a draft, complete, go to, abandon."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from server.dependencies import SeenRevision, Tx
from server.documentation import STAGE_EXAMPLES, refusals
from server.idempotency import OnceRoute
from state.errors import NotFound
from state.wizard import sessions
from state.wizard.fields import wrong
from state.wizard.record import WizardSession
from state.wizard.stages import resolve
from state.wizard.view import SessionView, view

router = APIRouter(prefix="/wizard/sessions", tags=["wizard sessions"], route_class=OnceRoute)

SessionId = Annotated[str, Path(description="The session's id; in the chat it is the thread's id.")]
StageName = Annotated[str, Path(description="Id of a stage; GET /wizard/stages lists them.")]
Status = Literal["in_progress", "completed", "abandoned", "expired"]


def _known(stage: str) -> str:
    try:
        return resolve(stage).id
    except NotFound as unknown:
        raise wrong(unknown.code, unknown.message) from None


class NewSession(BaseModel):
    """Without an id the server chooses one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"session_id": "milan-nights-2027"}, {}]})

    session_id: str | None = Field(
        None, description="1 to 255 of A-Z a-z 0-9 . _ ~ : @ -", examples=["milan-nights-2027"]
    )


class Completion(BaseModel):
    """`skip` leaves an optional stage as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}, {"skip": True}]})

    skip: bool = False


class Destination(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"stage": "eventSetup"}]})

    stage: Annotated[str, AfterValidator(_known)] = Field(description="A finished stage or the first unfinished one.")


class SessionList(BaseModel):
    """One page of sessions, newest first; `total` counts all that match."""

    sessions: list[SessionView]
    total: int
    page: int
    pages: int


@router.post(
    "",
    status_code=201,
    summary="Create or resume a session",
    responses={200: {"model": SessionView, "description": "The session was there and goes on."}}
    | refusals(409, body=True),
)
async def create_session(tx: Tx, response: Response, body: NewSession | None = None) -> SessionView:
    """Make the caller's session of this id, or resume it; an expired one comes back to life."""
    row, created = await sessions.create_or_resume(tx, body.session_id if body else None)
    response.status_code = 201 if created else 200
    response.headers["Location"] = f"/api/v1/wizard/sessions/{row.session_id}"
    return _shown(row, response)


@router.get("", summary="List sessions", responses=refusals())
async def list_sessions(
    tx: Tx,
    status: Status | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SessionList:
    """The sessions of the caller's organization, newest first."""
    rows, total = await sessions.listed(tx, status, page, limit)
    return SessionList(sessions=[view(row) for row in rows], total=total, page=page, pages=-(-total // limit))


@router.get("/{session_id}", summary="Read a session", responses=refusals(404))
async def read_session(tx: Tx, response: Response, session_id: SessionId) -> SessionView:
    """The session with its stages, what is missing and what contradicts. The ETag is its revision."""
    return _shown(await sessions.get(tx, session_id), response)


@router.patch("/{session_id}/stages/{stage}", summary="Save part of a stage", responses=refusals(404, 409, body=True))
async def save_stage(
    tx: Tx,
    response: Response,
    session_id: SessionId,
    stage: StageName,
    patch: Annotated[dict[str, Any], Body(openapi_examples=STAGE_EXAMPLES)],
    seen: SeenRevision,
) -> SessionView:
    """Merge these fields into any stage, all or none of them. Objects merge, lists are replaced, null clears."""
    saved = await sessions.save(tx, session_id, stage, patch, source=sessions.Source.form, seen_revision=seen)
    return _shown(saved.session, response)


@router.post(
    "/{session_id}/stages/{stage}/complete", summary="Complete or skip a stage", responses=refusals(404, 409, body=True)
)
async def complete_stage(
    tx: Tx, response: Response, session_id: SessionId, stage: StageName, body: Completion | None = None
) -> SessionView:
    """Judge the whole stage and move on; the next stage is the first incomplete one."""
    done = sessions.skip if body and body.skip else sessions.complete
    return _shown(await done(tx, session_id, stage), response)


@router.post("/{session_id}/stage", summary="Go to a stage", responses=refusals(404, 409, body=True))
async def go_to_stage(tx: Tx, response: Response, session_id: SessionId, body: Destination) -> SessionView:
    """Make a finished stage, or the first unfinished one, current."""
    return _shown(await sessions.go_to(tx, session_id, body.stage), response)


@router.delete("/{session_id}", summary="Abandon a session", responses=refusals(404, 409))
async def abandon_session(tx: Tx, response: Response, session_id: SessionId) -> SessionView:
    """Give a session up; its id cannot be used again. Doing it twice is no error."""
    return _shown(await sessions.abandon(tx, session_id), response)


def _shown(row: WizardSession, response: Response) -> SessionView:
    response.headers["ETag"] = f'"{row.revision}"'
    return view(row)

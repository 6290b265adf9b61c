"""CopilotKit's runtime protocol: a CopilotKit frontend connects straight to this server (runtimeUrl /copilotkit)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Annotated, Any

from ag_ui.core import RunAgentInput
from fastapi import APIRouter, Path, Query, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sse_starlette import EventSourceResponse

from server import auth, resources
from server.agui import connect, sse
from server.agui.copilotkit import (
    AGENT,
    INFO,
    Envelope,
    Stopped,
    Thread,
    ThreadChange,
    ThreadList,
    cursor_of,
    place_of,
    thread_of,
)
from server.dependencies import Caller, Resources, Tx
from server.documentation import refusals
from server.routes import agui
from server.routes.agui import EVENTS
from state.errors import FieldError, InvalidData, NotFound
from state.wizard import sessions, threads

router = APIRouter(prefix="/copilotkit", tags=["copilotkit"])
Agent = Annotated[str, Path(description=f"The agent's name; there is one, `{AGENT}`.")]


def _known(agent: str) -> None:
    if agent != AGENT:
        raise NotFound(f"There is no such agent; the one there is is called {AGENT}.", "agent_not_found")


@router.get("/info", summary="What the runtime offers", responses=refusals())
async def info(_: Caller) -> dict[str, Any]:
    """Asked by CopilotKit's client when a page loads, and again after failures."""
    return INFO


@router.post(
    "/agent/{agent}/run",
    summary="Run a turn of the conversation",
    response_class=EventSourceResponse,
    responses=EVENTS | refusals(404, 409, body=True),
)
async def run(agent: Agent, request: RunAgentInput, caller: Caller, held: Resources) -> EventSourceResponse:
    """The same as POST /agui."""
    _known(agent)
    return await agui.run(request, caller, held)


@router.post(
    "/agent/{agent}/connect",
    summary="Join a thread",
    response_class=EventSourceResponse,
    responses=EVENTS | refusals(404, body=True),
)
async def join(agent: Agent, request: RunAgentInput, caller: Caller, held: Resources) -> EventSourceResponse:
    """Messages, state, an open approval; then what a run that is on is telling, wherever it runs.

    Writes nothing. A thread that is unknown, or another organization's, is an empty stream.
    """
    _known(agent)
    joined = await connect.join(held.database, caller, request.thread_id)
    if joined is None:
        frames = _nothing()
    else:
        frames = connect.follow(held.runs, held.listener, caller, joined, request.run_id)
    return sse.response(frames, held.runs, caller.expires_at, held.settings.sse_ping_seconds)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


@router.post("/agent/{agent}/stop/{thread_id}", summary="Stop the run of a thread", responses=refusals(404))
async def stop(agent: Agent, thread_id: str, caller: Caller, held: Resources) -> Stopped:
    """End the run that is on; what was said and saved stays. Its stream ends well, and the thread is free."""
    _known(agent)
    async with held.database.transaction(caller) as tx:
        session = (await sessions.get(tx, thread_id)).id
    if await held.runs.stop(caller, session):
        return Stopped(stopped=True, message="The answer was stopped.")
    return Stopped(stopped=False, message="Nothing is being answered on this thread.")


@router.get("/threads", summary="List threads", responses=refusals())
async def list_threads(
    tx: Tx,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    with_archived: Annotated[bool, Query(alias="includeArchived")] = False,
) -> ThreadList:
    """The caller's own threads, the one last touched first. CopilotKit asks for them with useThreads."""
    rows, place = await threads.listed(tx, limit, place_of(cursor), with_archived=with_archived)
    return ThreadList(threads=[thread_of(row) for row in rows], nextCursor=cursor_of(place))


@router.patch("/threads/{thread_id}", summary="Rename a thread", responses=refusals(404, body=True))
async def change_thread(tx: Tx, thread_id: str, change: ThreadChange) -> Thread:
    """Give a thread another name, or take it out of the archive."""
    row = await sessions.get(tx, thread_id)
    if change.name is not None:
        row = await threads.rename(tx, thread_id, change.name)
    if change.archived is not None:
        row = await threads.archive(tx, thread_id, change.archived)
    return thread_of(row)


@router.post("/threads/{thread_id}/archive", summary="Archive a thread", responses=refusals(404))
async def archive_thread(tx: Tx, thread_id: str) -> Thread:
    """Keep a thread out of the list; nothing else changes."""
    return thread_of(await threads.archive(tx, thread_id, True))


@router.delete("/threads/{thread_id}", summary="Delete a thread", responses=refusals(404, 409))
async def delete_thread(tx: Tx, thread_id: str) -> Thread:
    """Give the setup up; its id cannot be used again. A published one can only be archived."""
    return thread_of(await threads.delete(tx, thread_id))


@router.post(
    "",
    summary="The same calls through one address",
    response_model=None,
    responses=EVENTS | refusals(404, 409, body=True),
)
async def single(envelope: Envelope, caller: Caller, held: Resources) -> Response:
    """`method` is info, agent/run, agent/connect or agent/stop; `params` name agent and thread, `body` is the run's."""
    return await _METHODS[envelope.method](envelope, caller, held)


Call = Callable[[Envelope, auth.Caller, resources.Resources], Awaitable[Response]]


async def _info(_: Envelope, caller: auth.Caller, __: resources.Resources) -> Response:
    return JSONResponse(await info(caller))


async def _run(envelope: Envelope, caller: auth.Caller, held: resources.Resources) -> Response:
    return await run(envelope.params.agentId, _input(envelope), caller, held)


async def _join(envelope: Envelope, caller: auth.Caller, held: resources.Resources) -> Response:
    return await join(envelope.params.agentId, _input(envelope), caller, held)


async def _stop(envelope: Envelope, caller: auth.Caller, held: resources.Resources) -> Response:
    if (thread := envelope.params.threadId) is None:
        raise InvalidData([FieldError("params.threadId", "missing", "Say which thread to stop.")])
    return JSONResponse((await stop(envelope.params.agentId, thread, caller, held)).model_dump())


_METHODS: Mapping[str, Call] = {"info": _info, "agent/run": _run, "agent/connect": _join, "agent/stop": _stop}


def _input(envelope: Envelope) -> RunAgentInput:
    try:
        return RunAgentInput.model_validate(envelope.body or {})
    except ValidationError as error:
        found = [{**each, "loc": ("body", "body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from None

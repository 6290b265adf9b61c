"""Joining a thread: its messages and state as they are, then whatever its run is telling, from any process.

While a run is on, the snapshot shows the thread as it was when the run began, and the run's own events follow from the
first: together they are exact, whenever somebody joins. Joining writes nothing and may be repeated.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.messages import is_lost, rebuilt
from server.agui.accept import open_interrupts
from server.agui.frames import Frame, encoded, frame
from server.agui.runs import ACTED, RunKeeper
from server.agui.translate import outcome
from server.live import Listener
from state import run_events, runs
from state.database import Database
from state.errors import NotFound, Unavailable
from state.run_events import NEWS, Batch
from state.runs import Run
from state.values import Principal
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.view import SessionView, view

# More would only slow the page down; the transcript's own route reads all of it.
MOST_MESSAGES = 1_000
# How often a follower looks by itself, should no notification come.
_LOOK_SECONDS = 2.0
# A run that is over for so long has its last events in the log by now, or its process died.
_PATIENCE_SECONDS = 3 * _LOOK_SECONDS
_AGAIN = "My last answer was cut off. What you told me is saved; please send your message again."
_END = "\n\n"


@dataclass(frozen=True)
class Joined:
    """A thread as somebody joins it; `is_live` while its newest run is on."""

    session: SessionView
    messages: list[AnyMessage]
    run: Run | None
    is_live: bool
    has_acted: bool

    @property
    def waiting(self) -> set[str]:
        """The calls that have no answer yet: the page's own, and the one a person is to decide about.

        While a run is on, its events tell the answers to the last message's calls.
        """
        if self.run is None:
            return set()
        asked = {interrupt["toolCallId"] for interrupt in open_interrupts(self.run)}
        last = next((each for each in reversed(self.messages) if isinstance(each, AIMessage)), None)
        told = {str(call["id"]) for call in last.tool_calls} if last and self.is_live else set()
        return asked | told | {call["id"] for call in self.run.open_calls}


async def join(database: Database, principal: Principal, thread_id: str) -> Joined | None:
    """None for a thread that the caller cannot see. All of it is of one moment: a run may end or begin meanwhile."""
    async with database.transaction(principal, of_one_moment=True) as tx:
        try:
            row = await sessions.get(tx, thread_id)
        except NotFound:
            return None
        last = await runs.newest(tx, row.id)
        is_live = last is not None and await runs.is_alive(tx, last.id)
        upto = last.after_interaction if last and is_live else None
        told = await interactions.newest(tx, row.id, MOST_MESSAGES, upto)
        return Joined(view(row), rebuilt(told), last, is_live, _has_acted(told, last))


def _has_acted(told: Sequence[WizardInteraction], last: Run | None) -> bool:
    """Whether something came of the newest run's message before it ended."""
    since = last.after_interaction if last else 0
    return any(_is_deed(row.text) for row in told if row.role == "tool" and (row.id or 0) > since)


def _is_deed(outcome: str) -> bool:
    """Whether a tool's outcome is neither a refusal nor a save of nothing."""
    try:
        body = json.loads(outcome)
    except ValueError:
        return False
    return isinstance(body, dict) and "error" not in body and bool(body.get("saved", True))


async def follow(
    keeper: RunKeeper, listener: Listener, principal: Principal, joined: Joined, run_id: str
) -> AsyncIterator[bytes]:
    """The stream of one who joined. `run_id` is his own; while a run is on, its own id is told instead."""
    if joined.run is None or not joined.is_live:
        yield encoded([*_opening(joined, run_id), *_state(joined), _closing(joined, run_id)])
        return
    yield encoded(_opening(joined, joined.run.client_run_id))
    # Number 0 is RUN_STARTED, which has just been told.
    if driven := keeper.driven.get(joined.run.id):
        stream = driven.live.follow(1)
    else:
        stream = _elsewhere(keeper, listener, principal, joined.run.id)
    async for frames in stream:
        yield frames


def _cut_off(has_acted: bool) -> Frame:
    return frame("RUN_ERROR", message=ACTED if has_acted else _AGAIN, code="run_lost")


def _opening(joined: Joined, run_id: str) -> list[Frame]:
    told = list(wire_messages(joined.messages, joined.waiting))
    started = frame("RUN_STARTED", threadId=joined.session.session_id, runId=run_id)
    return [started, frame("MESSAGES_SNAPSHOT", messages=told)]


def _state(joined: Joined) -> list[Frame]:
    return [frame("STATE_SNAPSHOT", snapshot={"session": joined.session.model_dump(mode="json")})]


def _closing(joined: Joined, run_id: str) -> Frame:
    """How things stand: an approval that is open, an answer that was cut off, or nothing."""
    # Its lease may have run out without anybody having taken notice yet.
    if joined.run and joined.run.status in ("failed", "running"):
        return _cut_off(joined.has_acted)
    ended = outcome(open_interrupts(joined.run))
    return frame("RUN_FINISHED", threadId=joined.session.session_id, runId=run_id, outcome=ended)


async def _elsewhere(keeper: RunKeeper, listener: Listener, principal: Principal, run: UUID) -> AsyncIterator[bytes]:
    """The events of a run that another process drives, as its log grows."""
    following, over_since, now = 1, None, asyncio.get_running_loop().time
    async with listener.news(NEWS, str(run)) as news:
        while True:
            news.clear()
            with suppress(Unavailable):
                async with keeper.database.transaction(principal) as tx:
                    batches = await run_events.after(tx, run, following)
                    is_on = bool(batches) or await runs.is_alive(tx, run)
                over_since = None if is_on else over_since or now()
                if _has_gap(batches, following) or (over_since and now() - over_since > _PATIENCE_SECONDS):
                    yield encoded([_cut_off(has_acted=False)])
                    return
                if batches:
                    yield _from(batches, following)
                    following = batches[-1].last + 1
                    if batches[-1].ends:
                        return
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), _LOOK_SECONDS)


def _has_gap(batches: list[Batch], following: int) -> bool:
    """Whether the log lacks what comes next: it drops what it cannot hold while Postgres is away."""
    for batch in batches:
        if batch.first > following:
            return True
        following = batch.last + 1
    return False


def _from(batches: list[Batch], following: int) -> bytes:
    """What the batches hold from frame number `following` on."""
    frames = "".join(batch.frames for batch in batches)
    return frames.split(_END, following - batches[0].first)[-1].encode()


def wire_messages(messages: Iterable[AnyMessage], waiting: set[str]) -> Iterable[dict[str, Any]]:
    """Messages as AG-UI has them. A call that waits has no answer yet, so none is told."""
    for message in messages:
        told: dict[str, Any] = {"id": str(message.id)}
        if isinstance(message, HumanMessage):
            yield told | {"role": "user", "content": str(message.text)}
        elif isinstance(message, AIMessage):
            yield told | {"role": "assistant"} | _said(message)
        elif isinstance(message, ToolMessage) and not (message.tool_call_id in waiting and is_lost(message)):
            yield told | {"role": "tool", "toolCallId": message.tool_call_id, "content": str(message.text)}


def _said(message: AIMessage) -> dict[str, Any]:
    calls = [
        {
            "id": call["id"],
            "type": "function",
            "function": {"name": call["name"], "arguments": json.dumps(call["args"], ensure_ascii=False)},
        }
        for call in message.tool_calls
    ]
    return ({"content": str(message.text)} if message.text else {}) | ({"toolCalls": calls} if calls else {})

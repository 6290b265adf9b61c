"""The life of a run: accepted and written down, driven apart from the request that asked for it, followed by readers.

Closing the connection ends the reading, not the run. Its events are numbered and logged, so that any process can follow
it. The ledger says "ended" before the client does, so that the next message never meets a busy thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from ag_ui.core import RunAgentInput
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StreamMode

from agent.faults import ModelFault
from server.agui.accept import Accepted, accept
from server.agui.event_log import EventLog
from server.agui.leases import Leases
from server.agui.live_run import LiveRun
from server.agui.page import left_open
from server.agui.translate import Translation
from server.keeping import kept_up
from state import runs
from state.database import Database
from state.errors import StateError, Unavailable
from state.payments.onboarding import Payments
from state.runs import Ending
from state.values import Principal
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.publishing import ATTEMPT, Attempt
from tools.context import TurnContext

log = structlog.get_logger()
_MODES: list[StreamMode] = ["messages", "updates", "custom"]
# 25 model calls with their tool and advance steps, and some air.
_MOST_STEPS = 100
_SORRY = "Something went wrong on our side. What you told me is saved; please send your message again."
_RESTART = "The server is restarting. What you told me is saved; please send your message again in a moment."
_FULL = "Very many people are talking to me right now. Please send your message again in a moment."
# Sent again, an "undo" would undo twice.
ACTED = "My answer broke off, but what you asked for is done and saved. Just go on."
_ELSEWHERE = "This conversation was continued elsewhere."
DRAIN_SECONDS = 5.0
# How long whoever stops a run waits to see it stopped.
_STOP_SECONDS = 2.0

Refusal = tuple[str, str]
# Why a run was ended before its own end, and what its stream says then; a run that a person stopped ends well.
_CUT: Mapping[str, Refusal | None] = {
    "stop": None,
    "restart": (_RESTART, "stopped"),
    "loss": (_ELSEWHERE, "run_superseded"),
}


@dataclass
class Driven:
    """A run of this process: what it was asked, what came of it so far, and why it was cut short, if it was."""

    principal: Principal
    accepted: Accepted
    translation: Translation
    live: LiveRun
    work: asyncio.Task[None] | None = None
    cut: str | None = None

    def end_early(self, why: str) -> None:
        if self.cut is None and self.work and not self.work.done():
            self.cut = why
            self.work.cancel()

    def ending(self, refusal: Refusal | None) -> Ending:
        if refusal:
            return Ending("failed")
        if self.cut:
            return Ending("stopped")
        if self.translation.interrupts:
            return Ending("interrupted", self.translation.interrupts)
        names = self.accepted.page.names
        return Ending("finished", open_calls=left_open(self.translation.unanswered, names))


class RunKeeper:
    """All runs of this process. `opened` keeps their leases and their log."""

    def __init__(  # noqa: PLR0913  what the server lends to every run
        self,
        database: Database,
        graph: CompiledStateGraph[Any, TurnContext, Any, Any],
        public_url: str,
        lease_seconds: float,
        at_once: int = 60,
        publishing: Attempt = ATTEMPT,
        payments: Payments | None = None,
    ) -> None:
        self.database = database
        self.graph = graph
        self.public_url = public_url
        self.at_once = at_once
        self.publishing = publishing
        self.payments = payments
        self.log = EventLog(database)
        self.leases = Leases(database, timedelta(seconds=lease_seconds), self._stop, self._lose)
        self.driven: dict[UUID, Driven] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepting = 0
        self._closing = False
        self._leaving: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[RunKeeper]:
        """Runs that are on when this ends get a moment to end by themselves; their last events are logged."""
        try:
            async with kept_up("leases", self.leases.run), kept_up("event log", self.log.run):
                try:
                    yield self
                finally:
                    await self.close()
        finally:
            await self.log.close()

    async def start(self, principal: Principal, request: RunAgentInput) -> LiveRun:
        """Accept and begin. Raises what accept raises; after that the stream tells everything."""
        if self._closing:
            raise Unavailable(_RESTART)
        if len(self.driven) + self._accepting >= self.at_once:
            # Refused at once: beyond what a process can carry, every answer would become slow, and then fail.
            raise Unavailable(_FULL, retry_after=2)
        self._accepting += 1
        try:
            async with self.database.transaction(principal) as tx:
                accepted = await accept(tx, request, self.leases.lease)
        finally:
            self._accepting -= 1
        snapshot = accepted.snapshot.model_dump(mode="json")
        translation = Translation(
            accepted.snapshot.session_id, request.run_id, snapshot, accepted.errors, accepted.abandoned
        )
        if accepted.run is None:
            translation.interrupts = accepted.pending
            live = LiveRun()
            live.end([*translation.begin(), *translation.finish()])
            return live
        run = Driven(principal, accepted, translation, LiveRun(self.log.sink(accepted.run)))
        self._begin(accepted.run, run)
        return run.live

    def _begin(self, run_id: UUID, run: Driven) -> None:
        run.live.put(run.translation.begin())
        self.leases.hold(run_id)
        self.driven[run_id] = run
        task = asyncio.create_task(self._drive(run_id, run), name=f"run-{run_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, principal: Principal, session: UUID) -> bool:
        """End the run of this thread, wherever it is driven; False if none is on. Afterwards the thread is free."""
        async with self.database.transaction(principal) as tx:
            run = await runs.ask_to_stop(tx, session)
        if run is None:
            return False
        self._stop(run)
        await self._ended(principal, run)
        return True

    async def _ended(self, principal: Principal, run: UUID) -> None:
        """Wait until the ledger says so, but not for ever: from a process that hangs or died the thread is taken."""
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            async with self.database.transaction(principal) as tx:
                if not await runs.is_alive(tx, run):
                    return
            await asyncio.sleep(0.05)
        async with self.database.transaction(principal) as tx:
            await runs.end(tx, run, Ending("stopped"))

    def _stop(self, run: UUID) -> None:
        if driven := self.driven.get(run):
            driven.end_early("stop")

    def _lose(self, run: UUID) -> None:
        self.leases.let_go(run)
        if driven := self.driven.get(run):
            driven.end_early("loss")

    def leave(self) -> None:
        """The server has been told to end: begin to end the runs while their readers still listen."""
        if not self._closing:
            self._leaving = asyncio.create_task(self.close())

    async def close(self) -> None:
        """Let runs end by themselves for a moment, then end them; their threads stay usable."""
        self._closing = True
        if not self._tasks:
            return
        _, pending = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        for run in list(self.driven.values()):
            run.end_early("restart")
        await asyncio.gather(*pending, return_exceptions=True)

    async def _drive(self, run_id: UUID, run: Driven) -> None:
        """Run, write the end down, tell the readers: exactly one terminal event, whatever happened."""
        refusal: Refusal | None = (_SORRY, "internal")
        try:
            refusal = await self._refusal(run_id, run)
            if run.cut:
                # An approval that came up while the run was being stopped is in no ledger: nobody could answer it.
                run.translation.interrupts = []
            self.leases.let_go(run_id)
            if not await self._end(run_id, run, run.ending(refusal)):
                refusal = refusal or (_SORRY, "internal")
        finally:
            self.leases.let_go(run_id)
            told = _in_words(refusal, run.translation.has_acted)
            run.live.end(run.translation.fail(*told) if told else run.translation.finish())
            self.driven.pop(run_id, None)

    async def _refusal(self, run_id: UUID, run: Driven) -> Refusal | None:
        """The one door where every failure of a run becomes a sentence and a code; None when there was none."""
        run.work = asyncio.create_task(self._run(run_id, run))
        try:
            await run.work
            return None
        except asyncio.CancelledError:
            return _CUT[run.cut] if run.cut else (_RESTART, "stopped")
        except StateError as error:
            log.warning("run_refused", run=str(run_id), code=error.code)
            return error.message, error.code
        except ModelFault as fault:
            log.warning("run_broke_off", run=str(run_id), kind=fault.kind.value, status=fault.status)
            return fault.treatment.words, f"model_{fault.kind}"
        except Exception:
            log.exception("run_failed", run=str(run_id))
            return _SORRY, "internal"

    async def _run(self, run_id: UUID, run: Driven) -> None:
        accepted = run.accepted
        context = TurnContext(
            self.database,
            run.principal,
            accepted.session,
            run_id,
            self.public_url,
            accepted.snapshot,
            accepted.spoken,
            accepted.page,
            self.publishing,
            self.payments,
        )
        # The saver is told the run, too: one that lost its thread may write no checkpoint either.
        config: Any = {
            "configurable": {"thread_id": str(accepted.session), "run": str(run_id)},
            "recursion_limit": _MOST_STEPS,
        }
        stream = self.graph.astream(
            accepted.graph_input, config, context=context, stream_mode=list(_MODES), durability="exit"
        )
        async for mode, data in stream:
            run.live.put(run.translation.take(mode, data))

    async def _end(self, run_id: UUID, run: Driven, ending: Ending) -> bool:
        """Whether the ledger says so now; if it cannot be written, the lease runs out by itself."""
        try:
            async with self.database.transaction(run.principal) as tx:
                if ending.status == "stopped":
                    await self._keep_partial(tx, run)
                return await runs.end(tx, run_id, ending)
        except StateError as error:
            log.warning("run_end_unrecorded", run=str(run_id), code=error.code)
            return False

    async def _keep_partial(self, tx: Any, run: Driven) -> None:
        """What was said until the person stopped it is what he has read: it stays in the conversation."""
        if (partial := run.translation.partial) is None:
            return
        row = await sessions.get(tx, run.accepted.session)
        message_id, text = partial
        stage = run.translation.step or row.current_stage
        message = WizardInteraction(message_id=message_id, role="assistant", stage=stage, text=text)
        await interactions.record(tx, row, message)


def _in_words(refusal: Refusal | None, has_acted: bool) -> Refusal | None:
    """What to do about it depends on whether the message has been acted on already."""
    asks_again = refusal and (refusal[1] in ("internal", "stopped") or refusal[1].startswith("model_"))
    return (ACTED, refusal[1]) if refusal and asks_again and has_acted else refusal

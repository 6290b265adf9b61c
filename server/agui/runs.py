"""The life of a run: accepted and written down, driven apart from the request that asked for it, followed by readers.

Closing the connection ends the reading, not the run. The lease in the ledger is renewed while it runs; a run that
loses it stops. The ledger says "ended" before the client does, so that the next message never meets a busy thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from ag_ui.core import RunAgentInput
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import StreamMode

from agent.faults import ModelFault
from server.agui.accept import Accepted, accept
from server.agui.translate import Translation
from state import runs
from state.database import Database
from state.errors import StateError, Unavailable
from state.values import Principal
from tools.context import TurnContext

log = structlog.get_logger()
_MODES: list[StreamMode] = ["messages", "updates", "custom"]
# 25 model calls with their tool and advance steps, and some air.
_MOST_STEPS = 100
_SORRY = "Something went wrong on our side. What you told me is saved; please send your message again."
_RESTART = "The server is restarting. What you told me is saved; please send your message again in a moment."
DRAIN_SECONDS = 5.0


@dataclass
class LiveRun:
    """The frames of one run as they come, for any number of readers."""

    frames: list[bytes] = field(default_factory=list)
    done: bool = False
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def put(self, data: bytes, *, last: bool = False) -> None:
        if data:
            self.frames.append(data)
        self.done = self.done or last
        async with self._news:
            self._news.notify_all()

    async def follow(self) -> AsyncIterator[bytes]:
        """Every frame from the first on, merged as far as the reader is behind."""
        seen = 0
        while True:
            async with self._news:
                while not self.done and len(self.frames) == seen:
                    await self._news.wait()
            batch, seen = self.frames[seen:], len(self.frames)
            if batch:
                yield b"".join(batch)
            if self.done and seen == len(self.frames):
                return


class RunKeeper:
    """All runs of this process."""

    def __init__(
        self,
        database: Database,
        graph: CompiledStateGraph[Any, TurnContext, Any, Any],
        public_url: str,
        lease_seconds: float,
    ) -> None:
        self.database = database
        self.graph = graph
        self.public_url = public_url
        self.lease = timedelta(seconds=lease_seconds)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._leaving: asyncio.Task[None] | None = None

    async def start(self, principal: Principal, request: RunAgentInput) -> LiveRun:
        """Accept and begin. Raises what accept raises; after that the stream tells everything."""
        if self._closing:
            raise Unavailable(_RESTART)
        async with self.database.transaction(principal) as tx:
            accepted = await accept(tx, request, self.lease)
        live = LiveRun()
        snapshot = accepted.snapshot.model_dump(mode="json")
        translation = Translation(accepted.snapshot.session_id, request.run_id, snapshot, accepted.errors)
        await live.put(translation.begin())
        if accepted.run is None:
            translation.interrupts = accepted.pending
            await live.put(translation.finish(), last=True)
            return live
        task = asyncio.create_task(self._drive(principal, accepted, translation, live), name=f"run-{accepted.run}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return live

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
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _drive(self, principal: Principal, accepted: Accepted, translation: Translation, live: LiveRun) -> None:
        """Run, write the end down, tell the readers: exactly one terminal event, whatever happened."""
        refusal: tuple[str, str] | None = (_SORRY, "internal")
        try:
            refusal = await self._refusal(principal, accepted, translation, live)
            status = "failed" if refusal else "interrupted" if translation.interrupts else "finished"
            if not await self._end(principal, accepted, status, translation):
                refusal = refusal or (_SORRY, "internal")
        finally:
            await live.put(translation.fail(*refusal) if refusal else translation.finish(), last=True)

    async def _refusal(
        self, principal: Principal, accepted: Accepted, translation: Translation, live: LiveRun
    ) -> tuple[str, str] | None:
        """The one door where every failure of a run becomes a sentence and a code; None when there was none."""
        try:
            await self._with_lease(principal, accepted, translation, live)
            return None
        except asyncio.CancelledError:
            return _RESTART, "stopped"
        except StateError as error:
            log.warning("run_refused", run=str(accepted.run), code=error.code)
            return error.message, error.code
        except ModelFault as fault:
            log.warning("run_broke_off", run=str(accepted.run), kind=fault.kind.value, status=fault.status)
            return fault.treatment.words, f"model_{fault.kind}"
        except Exception:
            log.exception("run_failed", run=str(accepted.run))
            return _SORRY, "internal"

    async def _with_lease(
        self, principal: Principal, accepted: Accepted, translation: Translation, live: LiveRun
    ) -> None:
        keeping = asyncio.create_task(self._keep_lease(principal, accepted))
        running = asyncio.create_task(self._run(principal, accepted, translation, live))
        try:
            await asyncio.wait({keeping, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running
            else:
                await keeping
        finally:
            for task in (keeping, running):
                task.cancel()
            await asyncio.gather(keeping, running, return_exceptions=True)

    async def _run(self, principal: Principal, accepted: Accepted, translation: Translation, live: LiveRun) -> None:
        assert accepted.run is not None
        context = TurnContext(
            self.database, principal, accepted.session, accepted.run, self.public_url, accepted.spoken
        )
        config: Any = {"configurable": {"thread_id": str(accepted.session)}, "recursion_limit": _MOST_STEPS}
        stream = self.graph.astream(
            accepted.graph_input,
            config,
            context=context,
            stream_mode=list(_MODES),
            durability="exit",
        )
        async for mode, data in stream:
            await live.put(translation.take(mode, data))

    async def _keep_lease(self, principal: Principal, accepted: Accepted) -> None:
        """Runs until the lease is lost. A moment without Postgres is survived as long as the lease lasts."""
        assert accepted.run is not None
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            with suppress(Unavailable):
                async with self.database.transaction(principal) as tx:
                    if not await runs.renew(tx, accepted.run, self.lease):
                        raise StateError("This conversation was continued elsewhere.", "run_superseded")

    async def _end(self, principal: Principal, accepted: Accepted, status: str, translation: Translation) -> bool:
        """Whether the ledger says so now; if it cannot be written, the lease runs out by itself."""
        assert accepted.run is not None
        try:
            async with self.database.transaction(principal) as tx:
                interrupts = translation.interrupts if status == "interrupted" else []
                return await runs.end(tx, accepted.run, status, interrupts)
        except StateError as error:
            log.warning("run_end_unrecorded", run=str(accepted.run), code=error.code)
            return False

"""One run's wire, and a thread's, beside ag-ui-langgraph for the same graph (wire_graph.py).

P1 is ag-ui-langgraph's FastAPI endpoint with its defaults, P1n the same without RAW events, ours is Translation,
LiveRun and the SSE response, F is `graph.astream` with nobody listening: what no server can go below. Each is a process
of its own with the same libraries and a checkpointer in memory; the client is this process. "async" and "exit" say when
LangGraph checkpoints: the adapter knows async only, exit is set from outside for a fair comparison.

Variants take turns within a round; a figure is the median over the rounds. CPU is the server process's own.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import uuid4

import httpx

from benchmarks.tables import Goal, goals, number, table
from benchmarks.wire_client import Server, Variant, serving, snapshot_of_messages

ROUNDS, RUNS, AT_ONCE, PACED = 5, 6, 10, 3
TOKEN_SECONDS = 0.01
EARLY, LATE = 5, 200
P1, P1N = Variant("P1, async", "P1", "async"), Variant("P1n, async", "P1n", "async")
P1N_EXIT, OURS = Variant("P1n, exit", "P1n", "exit"), Variant("ours, exit", "ours", "exit")
FLOOR, OURS_ASYNC = Variant("F, exit", "F", "exit"), Variant("ours, async", "ours", "async")
FLOOR_ASYNC = Variant("F, async", "F", "async")
VARIANTS = (P1, P1N, P1N_EXIT, OURS, OURS_ASYNC, FLOOR, FLOOR_ASYNC)
_MEASURES = ("paced bytes", "paced cpu ms", "bytes", "events", "cpu ms", "runs/s", "first ms", "checkpoints")


@dataclass
class Figures:
    """What was measured of one variant, a value for each round."""

    measured: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, **values: float) -> None:
        for name, value in values.items():
            self.measured[name.replace("_", " ")].append(value)

    def __getitem__(self, name: str) -> float:
        return median(self.measured[name])

    def row(self) -> list[str]:
        return [number(self[name]) if name in self.measured else "-" for name in _MEASURES]


async def measure(python: Path) -> str:
    """Markdown: the figures, and the goals they meet or miss."""
    async with AsyncExitStack() as stack:
        servers: dict[Variant, Server] = {}
        for each in VARIANTS:
            address = stack.enter_context(serving(python, each))
            servers[each] = Server(await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=120)))
        figures = await _rounds(servers)
        threads = {each: await _thread(servers[each]) for each in (P1N, OURS)}
    return _report(figures, threads)


async def _rounds(servers: dict[Variant, Server]) -> dict[Variant, Figures]:
    figures = {variant: Figures() for variant in servers}
    for variant, server in servers.items():
        await (server.floor(RUNS) if variant.server == "F" else _one_after_the_other(server, Figures()))
    for round_ in range(ROUNDS):
        turned = VARIANTS[round_ % len(VARIANTS) :] + VARIANTS[: round_ % len(VARIANTS)]
        for variant in turned:
            await _round(variant, servers[variant], figures[variant])
    return figures


async def _round(variant: Variant, server: Server, figures: Figures) -> None:
    if variant.server == "F":
        before = await server.costs()
        await server.floor(RUNS)
        after = await server.costs()
        figures.note(
            cpu_ms=(after.cpu - before.cpu) * 1000 / RUNS, checkpoints=(after.checkpoints - before.checkpoints) / RUNS
        )
        return
    await _one_after_the_other(server, figures)
    await _at_once(server, figures)
    await _paced(server, figures)


async def _one_after_the_other(server: Server, figures: Figures) -> None:
    before = await server.costs()
    streamed = [await server.run() for _ in range(RUNS)]
    after = await server.costs()
    figures.note(
        cpu_ms=(after.cpu - before.cpu) * 1000 / RUNS,
        checkpoints=(after.checkpoints - before.checkpoints) / RUNS,
        first_ms=median(each.first_word for each in streamed) * 1000,
        bytes=median(len(each.body) for each in streamed),
        events=median(each.events for each in streamed),
    )


async def _at_once(server: Server, figures: Figures) -> None:
    begun = time.perf_counter()
    await asyncio.gather(*(server.run() for _ in range(2 * AT_ONCE)))
    figures.measured["runs/s"].append(2 * AT_ONCE / (time.perf_counter() - begun))


async def _paced(server: Server, figures: Figures) -> None:
    """The model at its own pace: deltas come less close together than from a model without latency."""
    await server.pace(TOKEN_SECONDS)
    before = await server.costs()
    streamed = await asyncio.gather(*(server.run() for _ in range(PACED)))
    after = await server.costs()
    figures.note(
        paced_bytes=median(len(each.body) for each in streamed), paced_cpu_ms=(after.cpu - before.cpu) * 1000 / PACED
    )
    await server.pace(0)


async def _thread(server: Server) -> dict[int, int]:
    """Bytes of turns EARLY and LATE of one thread. The client holds what the last snapshot of messages told it."""
    thread_id, history, sizes = str(uuid4()), [], {}
    for turn in range(1, LATE + 1):
        streamed = await server.run(thread_id, history)
        history = snapshot_of_messages(streamed.body)
        if turn in (EARLY, LATE):
            sizes[turn] = len(streamed.body)
    return sizes


def _report(figures: dict[Variant, Figures], threads: dict[Variant, dict[int, int]]) -> str:
    rows = [[variant.name, *figures[variant].row()] for variant in VARIANTS]
    turns = [[variant.name, number(sizes[EARLY]), number(sizes[LATE])] for variant, sizes in threads.items()]
    return "\n".join(
        [
            "### One run's wire\n",
            goals(_goals(figures, threads)),
            table(["variant", *_MEASURES], rows),
            table(["one thread, bytes of", f"turn {EARLY}", f"turn {LATE}"], turns),
        ]
    )


def _goals(figures: dict[Variant, Figures], threads: dict[Variant, dict[int, int]]) -> list[Goal]:
    ours, floor, p1, p1n = (figures[each] for each in (OURS, FLOOR, P1, P1N_EXIT))
    other, other_floor, other_peer = (figures[each] for each in (OURS_ASYNC, FLOOR_ASYNC, P1N))
    paced, paced_cpu = "paced bytes", "paced cpu ms"
    return [
        Goal("paced bytes / P1", ours[paced] / p1[paced], 1 / 25, 1 / 60),
        Goal("paced bytes / P1n", ours[paced] / p1n[paced], 1 / 2.2, 1 / 5),
        Goal("paced CPU / P1n, both exit", ours[paced_cpu] / p1n[paced_cpu], 0.55, 0.35),
        Goal("CPU / P1n, both exit", ours["cpu ms"] / p1n["cpu ms"], 0.55, 0.35),
        Goal("CPU / P1n, both async", other["cpu ms"] / other_peer["cpu ms"], 0.55, 0.35),
        Goal("CPU / F, both exit", ours["cpu ms"] / floor["cpu ms"], 1.6),
        Goal("CPU / F, both async", other["cpu ms"] / other_floor["cpu ms"], 1.6),
        Goal("first text token / P1n, both exit", ours["first ms"] / p1n["first ms"], 0.6),
        Goal(f"bytes of turn {LATE} / turn {EARLY}", threads[OURS][LATE] / threads[OURS][EARLY], 1.05),
        Goal(f"bytes of turn {LATE} / P1n", threads[OURS][LATE] / threads[P1N][LATE], 1 / 30),
    ]

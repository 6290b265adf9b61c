"""`make bench`: every benchmark, one after the other, as Markdown on standard output."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import feed, plenty, publishing, streams, threads, wire

_ALL = ("wire", "threads", "publishing", "plenty", "streams", "feed")


def main(
    peer: Annotated[Path, typer.Option(help="Python of the environment that requirements/bench.txt describes.")],
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(_ALL)}; may be repeated.")] = None,
    count: Annotated[list[int] | None, typer.Option(help="Streams at once; may be repeated.", max=300)] = None,
) -> None:
    counts = tuple(count or streams.COUNTS)
    benchmarks: dict[str, Callable[[], Awaitable[str]]] = {
        "wire": lambda: wire.measure(peer),
        "threads": threads.measure,
        "plenty": plenty.measure,
        "publishing": publishing.measure,
        "streams": lambda: streams.measure(counts),
        "feed": lambda: feed.measure(feed.READERS),
    }
    for name in only or _ALL:
        print(f"{_circumstances()}\n\n{asyncio.run(_run(benchmarks[name]))}", flush=True)


async def _run(benchmark: Callable[[], Awaitable[str]]) -> str:
    return await benchmark()


def _circumstances() -> str:
    """Under which the figures below came to be; where the load is above the cores, others were measured too."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    typer.run(main)

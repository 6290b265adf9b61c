"""A live feed as it is mostly written, a queue and an EventSourceResponse for each reader.

`python -m benchmarks.feed_peer` serves it; POST /change/{feed} tells everybody on this feed of its body. No token, no
database: only the telling.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections import defaultdict
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI, Request
from sse_starlette import EventSourceResponse

app = FastAPI()
_readers: dict[str, set[asyncio.Queue[dict[str, object]]]] = defaultdict(set)


@app.get("/feed/{feed}")
async def follow(feed: str) -> EventSourceResponse:
    async def told() -> AsyncIterator[dict[str, str]]:
        queue: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        _readers[feed].add(queue)
        try:
            yield {"comment": "following"}
            while True:
                change = await queue.get()
                yield {"id": str(change["seq"]), "event": "change", "data": json.dumps(change["data"])}
        finally:
            _readers[feed].discard(queue)

    return EventSourceResponse(told(), sep="\n")


@app.post("/change/{feed}")
async def change(feed: str, request: Request) -> None:
    given = await request.json()
    for queue in _readers[feed]:
        queue.put_nowait(given)


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"Ready on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, loop="uvloop")).run(sockets=[listener])


if __name__ == "__main__":
    main()

"""One variant of wire.py in a process of its own: `python -m benchmarks.wire_server <variant> <durability>`.

POST /agui runs the graph, POST /floor runs it without telling anybody, POST /pause sets the model's pace, GET /costs
tells this process's CPU seconds and how many checkpoints it holds. Every variant checkpoints into memory.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import uvicorn
from ag_ui.core import RunAgentInput
from fastapi import FastAPI
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Durability, StreamMode
from sse_starlette import EventSourceResponse

from benchmarks.wire_graph import ScriptedModel, build, fresh_session

Graph = CompiledStateGraph[Any, Any, Any, Any]
_MODES: list[StreamMode] = ["messages", "updates", "custom"]
# LangGraph's own key: the adapter has no option for it, but hands `configurable` through.
_DURABILITY_KEY = "__pregel_durability"


def peer(app: FastAPI, graph: Graph, durability: Durability, *, raw: bool) -> None:
    """ag-ui-langgraph's own endpoint. Only the environment of requirements/bench.txt has it."""
    from ag_ui_langgraph import (  # pyright: ignore[reportMissingImports]
        LangGraphAgent,
        add_langgraph_fastapi_endpoint,
    )

    config = {} if durability == "async" else {"configurable": {_DURABILITY_KEY: durability}}
    agent = LangGraphAgent(name="wizard", graph=graph, emit_raw_events=raw, config=config)
    add_langgraph_fastapi_endpoint(app, agent, "/agui")


def ours(app: FastAPI, graph: Graph, durability: Durability) -> None:
    """Our translation, pace and response; what a run's ledger and transcript cost, threads.py measures."""
    from server.agui import sse
    from server.agui.live_run import LiveRun
    from server.agui.runs import RunKeeper
    from server.agui.translate import Translation

    sessions: dict[str, Any] = {}
    tasks: set[asyncio.Task[None]] = set()

    async def drive(request: RunAgentInput, translation: Translation, live: LiveRun) -> None:
        config: Any = {"configurable": {"thread_id": request.thread_id}}
        said = request.messages[-1]
        given = {"messages": [HumanMessage(str(said.content), id=said.id)]}
        stream = graph.astream(given, config, stream_mode=_MODES, durability=durability)
        async for mode, data in stream:
            live.put(translation.take(mode, data))
        live.end(translation.finish())
        sessions[request.thread_id] = translation.session

    @app.post("/agui")
    async def run(request: RunAgentInput) -> EventSourceResponse:
        session = sessions.get(request.thread_id) or fresh_session()
        translation, live = Translation(request.thread_id, request.run_id, session), LiveRun()
        live.put(translation.begin())
        task = asyncio.create_task(drive(request, translation, live))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return sse.response(live.follow(), cast(RunKeeper, None), time.time() + 3600, 15)


def floor(app: FastAPI, graph: Graph, durability: Durability) -> None:
    @app.post("/floor")
    async def run(runs: int) -> None:
        for _ in range(runs):
            config: Any = {"configurable": {"thread_id": str(uuid4())}}
            given = {"messages": [HumanMessage("I am Anna", id=str(uuid4()))]}
            async for _ in graph.astream(given, config, stream_mode=_MODES, durability=durability):
                pass


VARIANTS: dict[str, Callable[[FastAPI, Graph, Durability], None]] = {
    "P1": lambda app, graph, durability: peer(app, graph, durability, raw=True),
    "P1n": lambda app, graph, durability: peer(app, graph, durability, raw=False),
    "ours": ours,
    "F": floor,
}


def application(variant: str, durability: Durability) -> FastAPI:
    app, model, saver = FastAPI(), ScriptedModel(), InMemorySaver()
    VARIANTS[variant](app, build(model, saver), durability)

    @app.post("/pause")
    def pace(seconds: float) -> None:
        model.pause = seconds

    @app.get("/costs")
    def costs() -> dict[str, float]:
        held = sum(len(checkpoints) for spaces in saver.storage.values() for checkpoints in spaces.values())
        return {"cpu": time.process_time(), "checkpoints": held}

    return app


def main(variant: str, durability: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"Ready on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(application(variant, cast(Durability, durability)), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])

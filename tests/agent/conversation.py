"""Drives the real graph through the real run keeper, and checks every frame on its way against AG-UI's own schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jsonpatch
import orjson
from ag_ui.core import Event, RunAgentInput
from pydantic import TypeAdapter

from server.agui.runs import RunKeeper
from state.values import Principal

_EVENT: TypeAdapter[Any] = TypeAdapter(Event)
_ENDS = {"RUN_FINISHED", "RUN_ERROR"}


def frames(wire: bytes) -> list[dict[str, Any]]:
    """The events of a stream; frames must be separated by LF LF and hold one data line each."""
    assert b"\r" not in wire
    blocks = [block for block in wire.split(b"\n\n") if block and not block.startswith(b":")]
    assert all(block.startswith(b"data: ") and b"\n" not in block for block in blocks)
    return [orjson.loads(block.removeprefix(b"data: ")) for block in blocks]


def legal(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same events, once they have been held against the schema and the grammar of both client generations."""
    for event in events:
        _EVENT.validate_python(event)
        assert None not in event.values(), event
    assert events[0]["type"] == "RUN_STARTED" and [e["type"] for e in events].count("RUN_STARTED") == 1
    assert [e["type"] in _ENDS for e in events].index(True) == len(events) - 1
    assert [e["type"] for e in events].count("STATE_SNAPSHOT") == 1
    list(_open_ids(events))
    return events


def legal_join(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for the stream of one who joined: its second event is the messages."""
    assert events[1]["type"] == "MESSAGES_SNAPSHOT"
    for message in events[1]["messages"]:
        assert None not in message.values(), message
    return legal(events)


def _open_ids(events: list[dict[str, Any]]) -> Iterator[None]:
    opened: set[tuple[str, str]] = set()
    starts = {"TEXT_MESSAGE_START": "messageId", "TOOL_CALL_START": "toolCallId", "STEP_STARTED": "stepName"}
    inside = {"TEXT_MESSAGE_CONTENT": "TEXT_MESSAGE_START", "TOOL_CALL_ARGS": "TOOL_CALL_START"}
    ends = {
        "TEXT_MESSAGE_END": "TEXT_MESSAGE_START",
        "TOOL_CALL_END": "TOOL_CALL_START",
        "STEP_FINISHED": "STEP_STARTED",
    }
    ever: set[str] = set()
    for event in events:
        kind = event["type"]
        if kind in starts:
            key = (kind, event[starts[kind]])
            assert key not in opened, event
            if kind == "TOOL_CALL_START":
                assert key[1] not in ever, "tool call ids are unique"
                ever.add(key[1])
            opened.add(key)
        elif kind in inside:
            assert (inside[kind], event[starts[inside[kind]]]) in opened, event
        elif kind in ends:
            opened.remove((ends[kind], event[starts[ends[kind]]]))
        yield
    assert opened == set()


@dataclass
class Run:
    """What one run told."""

    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "".join(e["delta"] for e in self.events if e["type"] == "TEXT_MESSAGE_CONTENT").strip()

    @property
    def error(self) -> dict[str, Any] | None:
        return self.events[-1] if self.events[-1]["type"] == "RUN_ERROR" else None

    @property
    def interrupts(self) -> list[dict[str, Any]]:
        return self.events[-1].get("outcome", {}).get("interrupts", [])

    @property
    def tools(self) -> list[str]:
        return [e["toolCallName"] for e in self.events if e["type"] == "TOOL_CALL_START"]

    @property
    def results(self) -> list[Any]:
        return [e["content"] for e in self.events if e["type"] == "TOOL_CALL_RESULT"]

    @property
    def session(self) -> dict[str, Any]:
        """The shared state after all deltas."""
        state: dict[str, Any] = {}
        for event in self.events:
            if event["type"] == "STATE_SNAPSHOT":
                state = event["snapshot"]
            elif event["type"] == "STATE_DELTA":
                state = jsonpatch.apply_patch(state, event["delta"])
        return state["session"]


@dataclass
class Conversation:
    """One user on one thread."""

    keeper: RunKeeper
    principal: Principal
    thread_id: str = field(default_factory=lambda: str(uuid4()))

    async def say(self, text: str, **members: Any) -> Run:
        return await self.run(messages=[{"id": str(uuid4()), "role": "user", "content": text}], **members)

    async def answer(self, interrupt_id: str, payload: Any = None, status: str = "resolved", **members: Any) -> Run:
        entry = {"interruptId": interrupt_id, "status": status} | ({"payload": payload} if payload is not None else {})
        return await self.run(**({"messages": [], "resume": [entry]} | members))

    async def run(self, **members: Any) -> Run:
        live = await self.keeper.start(self.principal, self.request(**members))
        return Run(legal(frames(b"".join([part async for part in live.follow()]))))

    def request(self, **members: Any) -> RunAgentInput:
        body = {
            "threadId": self.thread_id,
            "runId": str(uuid4()),
            "messages": [],
            "state": {},
            "tools": [],
            "context": [],
        }
        return RunAgentInput.model_validate(body | {"forwardedProps": {}} | members)

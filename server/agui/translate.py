"""A run of the graph as AG-UI events on the wire: small, legal for both client generations, without internals.

Frames end in a blank line of LFs; absent members are left out, never null; everything opened is closed before the one
terminal event (source: protocol notes of AG-UI 0.0.59 and 1.0).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from langchain_core.messages import AIMessageChunk, ToolMessage
from langgraph.types import Interrupt

from state.wizard.stages import STAGES

_STEPS = {stage.id for stage in STAGES}
_ANSWER = {
    "type": "object",
    "properties": {"confirmed": {"type": "boolean"}, "terms_accepted": {"type": "boolean"}},
    "required": ["confirmed", "terms_accepted"],
}


def frame(kind: str, **members: Any) -> bytes:
    return b"data: " + orjson.dumps({"type": kind} | members) + b"\n\n"


def wire_interrupt(interrupt: Interrupt) -> dict[str, Any]:
    """An interrupt as RUN_FINISHED.outcome carries it and the ledger keeps it."""
    asked = interrupt.value
    return {
        "id": interrupt.id,
        "reason": asked["reason"],
        "message": asked["message"],
        "toolCallId": asked["tool_call_id"],
        "responseSchema": _ANSWER,
        "metadata": asked["metadata"],
    }


def delta(old: Any, new: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """RFC 6902 operations from `old` to `new`; lists are replaced whole."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield {"op": "replace", "path": path, "value": new}
        return
    for name in old.keys() - new.keys():
        yield {"op": "remove", "path": f"{path}/{_pointer(name)}"}
    for name, value in new.items():
        if name in old:
            yield from delta(old[name], value, f"{path}/{_pointer(name)}")
        else:
            yield {"op": "add", "path": f"{path}/{_pointer(name)}", "value": value}


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


@dataclass
class Translation:
    """One run's stream so far: what is open, which session the client knows, which interrupts came up."""

    thread_id: str
    run_id: str
    session: Mapping[str, Any]
    errors: list[dict[str, str]] = field(default_factory=list)
    interrupts: list[dict[str, Any]] = field(default_factory=list)
    _text: str | None = None
    _step: str | None = None
    _calls: dict[int, str] = field(default_factory=dict)

    def begin(self) -> bytes:
        started = frame("RUN_STARTED", threadId=self.thread_id, runId=self.run_id)
        shared = {"session": self.session} | ({"errors": self.errors} if self.errors else {})
        return started + frame("STATE_SNAPSHOT", snapshot=shared)

    def take(self, mode: str, data: Any) -> bytes:
        """The frames for one item of `graph.astream(stream_mode=["messages", "updates", "custom"])`."""
        return b"".join(_READERS[mode](self, data))

    def finish(self) -> bytes:
        outcome = {"type": "interrupt", "interrupts": self.interrupts} if self.interrupts else {"type": "success"}
        finished = frame("RUN_FINISHED", threadId=self.thread_id, runId=self.run_id, outcome=outcome)
        return b"".join(self._close()) + finished

    def fail(self, message: str, code: str) -> bytes:
        return b"".join(self._close()) + frame("RUN_ERROR", message=message, code=code)

    def _messages(self, data: tuple[Any, Mapping[str, Any]]) -> Iterator[bytes]:
        chunk, meta = data
        if not isinstance(chunk, AIMessageChunk):
            return
        yield from self._enter(meta["langgraph_node"])
        if chunk.text:
            yield from self._say(str(chunk.id), str(chunk.text))
        for call in chunk.tool_call_chunks:
            yield from self._call(str(chunk.id), call)

    def _say(self, message_id: str, text: str) -> Iterator[bytes]:
        if self._text != message_id:
            yield from self._close_text()
            self._text = message_id
            yield frame("TEXT_MESSAGE_START", messageId=message_id, role="assistant")
        yield frame("TEXT_MESSAGE_CONTENT", messageId=message_id, delta=text)

    def _call(self, message_id: str, call: Any) -> Iterator[bytes]:
        index = call["index"] or 0
        if call["id"] and call["id"] not in self._calls.values():
            self._calls[index] = call["id"]
            yield frame("TOOL_CALL_START", toolCallId=call["id"], toolCallName=call["name"], parentMessageId=message_id)
        if call["args"] and index in self._calls:
            yield frame("TOOL_CALL_ARGS", toolCallId=self._calls[index], delta=call["args"])

    def _updates(self, data: Mapping[str, Any]) -> Iterator[bytes]:
        yield from self._close_text()
        yield from self._close_calls()
        for node, updates in data.items():
            if node == "__interrupt__":
                self.interrupts += [wire_interrupt(interrupt) for interrupt in updates]
                continue
            for message in _tool_messages(updates):
                yield frame(
                    "TOOL_CALL_RESULT",
                    messageId=str(message.id),
                    toolCallId=message.tool_call_id,
                    content=str(message.content),
                    role="tool",
                )

    def _custom(self, data: Mapping[str, Any]) -> Iterator[bytes]:
        # Parallel tools report in any order after they commit; the client must never go back to an older revision.
        if data["session"]["revision"] < self.session["revision"]:
            return
        if operations := list(delta(self.session, data["session"], "/session")):
            self.session = data["session"]
            yield frame("STATE_DELTA", delta=operations)

    def _enter(self, node: str) -> Iterator[bytes]:
        if node == self._step or node not in _STEPS:
            return
        yield from self._close()
        self._step = node
        yield frame("STEP_STARTED", stepName=node)

    def _close(self) -> Iterator[bytes]:
        yield from self._close_text()
        yield from self._close_calls()
        if self._step:
            yield frame("STEP_FINISHED", stepName=self._step)
        self._step = None

    def _close_text(self) -> Iterator[bytes]:
        if self._text:
            yield frame("TEXT_MESSAGE_END", messageId=self._text)
        self._text = None

    def _close_calls(self) -> Iterator[bytes]:
        for call_id in self._calls.values():
            yield frame("TOOL_CALL_END", toolCallId=call_id)
        self._calls.clear()


_READERS: Mapping[str, Any] = {
    "messages": Translation._messages,
    "updates": Translation._updates,
    "custom": Translation._custom,
}


def _tool_messages(updates: Any) -> Iterable[ToolMessage]:
    for update in updates if isinstance(updates, list) else [updates]:
        messages = update.get("messages", ()) if isinstance(update, Mapping) else ()
        listed: Sequence[Any] = messages if isinstance(messages, list | tuple) else ()
        yield from (message for message in listed if isinstance(message, ToolMessage))

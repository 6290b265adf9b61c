"""A run of the graph as AG-UI events, without internals: everything opened is closed before the one terminal event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessageChunk, ToolMessage
from langgraph.types import Interrupt

from agent.replies import storable
from server.agui.frames import Frame, frame
from state.wizard.publish_steps import STEPS, Progress
from state.wizard.stages import STAGES

_STEPS = {stage.id for stage in STAGES}
_ANSWER = {
    "type": "object",
    "properties": {"confirmed": {"type": "boolean"}, "terms_accepted": {"type": "boolean"}},
    "required": ["confirmed", "terms_accepted"],
}


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


def outcome(interrupts: Collection[dict[str, Any]]) -> dict[str, Any]:
    """How RUN_FINISHED says that a run waits for a person, or that it does not."""
    return {"type": "interrupt", "interrupts": list(interrupts)} if interrupts else {"type": "success"}


def tool_result(message: ToolMessage) -> Frame:
    return frame(
        "TOOL_CALL_RESULT",
        messageId=str(message.id),
        toolCallId=message.tool_call_id,
        content=str(message.content),
        role="tool",
    )


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
    """One run's stream so far: what is open, which session the client knows, which interrupts came up.

    `unanswered` holds the names of the calls, by id, that have no result yet; `abandoned` are results the run begins
    with; `has_acted` once something was saved.
    """

    thread_id: str
    run_id: str
    session: Mapping[str, Any]
    errors: list[dict[str, str]] = field(default_factory=list)
    abandoned: Sequence[ToolMessage] = ()
    interrupts: list[dict[str, Any]] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)
    step: str | None = None
    has_acted: bool = False
    _text: str | None = None
    _said: str = ""
    _calls: dict[int, str] = field(default_factory=dict)
    _steps: dict[str, str] = field(default_factory=dict)

    def begin(self) -> list[Frame]:
        shared = {"session": self.session} | ({"errors": self.errors} if self.errors else {})
        started = frame("RUN_STARTED", threadId=self.thread_id, runId=self.run_id)
        return [started, frame("STATE_SNAPSHOT", snapshot=shared), *map(tool_result, self.abandoned)]

    def take(self, mode: str, data: Any) -> list[Frame]:
        """The frames for one item of `graph.astream(stream_mode=["messages", "updates", "custom"])`."""
        return list(_READERS[mode](self, data))

    def finish(self) -> list[Frame]:
        ended = {"threadId": self.thread_id, "runId": self.run_id, "outcome": outcome(self.interrupts)}
        return [*self._close(), frame("RUN_FINISHED", **ended)]

    def fail(self, message: str, code: str) -> list[Frame]:
        return [*self._close(), frame("RUN_ERROR", message=message, code=code)]

    @property
    def partial(self) -> tuple[str, str] | None:
        """The message that is being said, as far as it was said: its id and its words."""
        return (self._text, self._said) if self._text and self._said.strip() else None

    def _messages(self, data: tuple[Any, Mapping[str, Any]]) -> Iterator[Frame]:
        chunk, meta = data
        if not isinstance(chunk, AIMessageChunk):
            return
        yield from self._enter(meta["langgraph_node"])
        if text := storable(str(chunk.text)):
            yield from self._say(str(chunk.id), text)
        for call in chunk.tool_call_chunks:
            yield from self._call(str(chunk.id), storable(dict(call)))

    def _say(self, message_id: str, text: str) -> Iterator[Frame]:
        if self._text != message_id:
            yield from self._close_text()
            self._text, self._said = message_id, ""
            yield frame("TEXT_MESSAGE_START", messageId=message_id, role="assistant")
        self._said += text
        yield frame("TEXT_MESSAGE_CONTENT", messageId=message_id, delta=text)

    def _call(self, message_id: str, call: Any) -> Iterator[Frame]:
        index = call["index"] or 0
        if call["id"] and call["id"] not in self._calls.values():
            self._calls[index] = call["id"]
            self.unanswered[call["id"]] = call["name"]
            yield frame("TOOL_CALL_START", toolCallId=call["id"], toolCallName=call["name"], parentMessageId=message_id)
        if call["args"] and index in self._calls:
            yield frame("TOOL_CALL_ARGS", toolCallId=self._calls[index], delta=call["args"])

    def _updates(self, data: Mapping[str, Any]) -> Iterator[Frame]:
        yield from self._close_text()
        yield from self._close_calls()
        for node, updates in data.items():
            if node == "__interrupt__":
                self.interrupts += [wire_interrupt(interrupt) for interrupt in updates]
                continue
            for message in _tool_messages(updates):
                self.unanswered.pop(message.tool_call_id, None)
                yield tool_result(message)

    def _custom(self, data: Mapping[str, Any]) -> Iterator[Frame]:
        if progress := data.get("publishing"):
            yield self._publishing(progress)
            return
        # Parallel tools report in any order after they commit; the client must never go back to an older revision.
        if data["session"]["revision"] < self.session["revision"]:
            return
        self.has_acted = self.has_acted or data["session"]["revision"] > self.session["revision"]
        if operations := list(delta(self.session, data["session"], "/session")):
            self.session = data["session"]
            yield frame("STATE_DELTA", delta=operations)

    def _publishing(self, progress: Progress) -> Frame:
        """A part of the shared state of its own: `session` stays what REST answers, and old pages look past it."""
        self._steps[progress.step.id] = progress.status
        steps = [{"id": each.id, "title": each.title, "status": self._steps.get(each.id, "waiting")} for each in STEPS]
        return frame("STATE_DELTA", delta=[{"op": "add", "path": "/publishing", "value": {"steps": steps}}])

    def _enter(self, node: str) -> Iterator[Frame]:
        if node == self.step or node not in _STEPS:
            return
        yield from self._close()
        self.step = node
        yield frame("STEP_STARTED", stepName=node)

    def _close(self) -> Iterator[Frame]:
        yield from self._close_text()
        yield from self._close_calls()
        if self.step:
            yield frame("STEP_FINISHED", stepName=self.step)
        self.step = None

    def _close_text(self) -> Iterator[Frame]:
        if self._text:
            yield frame("TEXT_MESSAGE_END", messageId=self._text)
        self._text = None

    def _close_calls(self) -> Iterator[Frame]:
        for call_id in self._calls.values():
            yield frame("TOOL_CALL_END", toolCallId=call_id)
        self._calls.clear()


_READERS: Mapping[str, Callable[[Translation, Any], Iterable[Frame]]] = {
    "messages": Translation._messages,
    "updates": Translation._updates,
    "custom": Translation._custom,
}


def _tool_messages(updates: Any) -> Iterable[ToolMessage]:
    for update in updates if isinstance(updates, list) else [updates]:
        messages = update.get("messages", ()) if isinstance(update, Mapping) else ()
        listed: Sequence[Any] = messages if isinstance(messages, list | tuple) else ()
        yield from (message for message in listed if isinstance(message, ToolMessage))

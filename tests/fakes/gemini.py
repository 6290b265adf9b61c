"""A server that speaks Gemini's streaming wire, refuses what Gemini refuses, and fails in every way on demand."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.fakes import gemini_brain
from tests.fakes.gemini_rules import breaches

KEY = "a-key-nobody-may-see"
_PATH = re.compile(r"/v1beta/models/([A-Za-z0-9._-]+):streamGenerateContent\?alt=sse")
_REASONS = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}
Brain = Callable[[dict[str, Any]], list[dict[str, Any]]]


@dataclass
class Failure:
    """`kind` is a status, or a name of FAILURES; `visible`: after some words of the answer have been sent."""

    kind: int | str
    visible: bool = False
    retry_delay: float | None = None


@dataclass
class FakeGemini:
    """`plan` holds what the next calls come to: a failure, or None for an answer; an empty plan means answers.

    `pause` is how many seconds pass after each part of an answer.
    """

    brain: Brain = gemini_brain.parts
    requests: list[dict[str, Any]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    plan: deque[Failure | None] = field(default_factory=deque)
    call_id: str | None = None
    pause: float = 0
    left: int = 0
    answering: int = 0
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, kind: int | str, *, times: int = 1, **details: Any) -> None:
        self.plan.extend([Failure(kind, **details)] * times)

    def open(self) -> None:
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    def close(self) -> None:
        """Connections are refused from now on, until it is opened again."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=2**24)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path, headers, body = await _request(reader)
        asked = _PATH.fullmatch(path)
        assert asked, path
        self.requests.append(body)
        self.sizes.append(int(headers["content-length"]))
        self.headers.append(headers)
        if wrong := breaches(body) + ([] if headers.get("x-goog-api-key") == KEY else ["no key"]):
            self.illegal += [f"request {len(self.requests)}: {why}" for why in wrong]
            return await _refuse(writer, Failure(400))
        failure = self.plan.popleft() if self.plan else None
        if failure and isinstance(failure.kind, int):
            return await _refuse(writer, failure)
        gone = asyncio.ensure_future(self._notice(reader))
        self.answering += 1
        try:
            await _send(writer, self._stream(asked[1], body, failure), gone)
        finally:
            self.answering -= 1
            gone.cancel()

    async def _notice(self, reader: asyncio.StreamReader) -> None:
        """Ends when the caller closes the connection."""
        if await reader.read(1) == b"":
            self.left += 1

    async def _stream(self, model: str, body: dict[str, Any], failure: Failure | None) -> AsyncIterator[bytes]:
        if failure is None:
            for chunk in self._chunks(body):
                yield _event(chunk | {"modelVersion": model})
                await asyncio.sleep(self.pause)
            return
        if failure.visible:
            yield _event(_candidate([{"text": "Well, "}]))
        async for part in FAILURES[str(failure.kind)]():
            yield part

    def _chunks(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        said, asked = self.brain(body), len(orjson.dumps(body)) // 4
        for index, part in enumerate(said):
            if self.call_id and "functionCall" in part:
                part["functionCall"]["id"] = self.call_id
            chunk = _candidate([part], "STOP" if index == len(said) - 1 else None)
            usage = {"promptTokenCount": asked, "candidatesTokenCount": index + 1}
            yield chunk | {"usageMetadata": usage | {"totalTokenCount": asked + index + 1}}


@contextmanager
def serving(**options: Any) -> Iterator[FakeGemini]:
    fake = FakeGemini(**options)
    thread = threading.Thread(target=fake._loop.run_forever, daemon=True)
    thread.start()
    fake.open()
    try:
        yield fake
    finally:
        fake.close()
        fake._loop.call_soon_threadsafe(fake._loop.stop)
        thread.join()


class _Cut(Exception):
    """The connection is to break here."""


async def _cut() -> AsyncIterator[bytes]:
    # What was written before is to arrive.
    await asyncio.sleep(0.02)
    raise _Cut
    yield b""


async def _ended() -> AsyncIterator[bytes]:
    yield b""


async def _silent() -> AsyncIterator[bytes]:
    await asyncio.sleep(60)
    yield b""


def _dribbling(part: dict[str, Any]) -> Callable[[], AsyncIterator[bytes]]:
    async def dribble() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield _event(_candidate([part]))
            await asyncio.sleep(0.02)

    return dribble


def _saying(*chunks: dict[str, Any] | bytes) -> Callable[[], AsyncIterator[bytes]]:
    async def say() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk if isinstance(chunk, bytes) else _event(chunk)

    return say


def _candidate(parts: list[dict[str, Any]], finish: str | None = None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish:
        # Ratings come along; they hold enums once parsed, which no checkpoint takes.
        candidate |= {
            "finishReason": finish,
            "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}],
        }
    return {"candidates": [candidate], "modelVersion": "gemini-2.5-flash", "responseId": "r"}


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(chunk) + b"\r\n\r\n"


def _error(status: int, failure: Failure | None = None) -> dict[str, Any]:
    reason = _REASONS.get(status, "UNAVAILABLE")
    said: dict[str, Any] = {"code": status, "message": f"gemini says no to {KEY}", "status": reason}
    if failure and failure.retry_delay is not None:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        said["details"] = [{"@type": kind, "retryDelay": f"{failure.retry_delay:g}s"}]
    return {"error": said}


FAILURES: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    "stalled": _silent,
    "slow thoughts": _dribbling({"text": "hm", "thought": True}),
    "slow words": _dribbling({"text": "and "}),
    "error object": _saying(_error(503)),
    "half an object": _saying(b'data: {"candidates": [{"con\r\n\r\n'),
    "another shape": _saying(b'data: {"candidates": [{"content": {"parts": [{"functionCall": 7}]}}]}\r\n\r\n'),
    "connection cut": _cut,
    "no finish": _ended,
    "no candidates": _saying({"usageMetadata": {"promptTokenCount": 4, "totalTokenCount": 4}}),
    "nothing": _saying(_candidate([], "STOP")),
    "thoughts only": _saying(_candidate([{"text": "hm", "thought": True}]), _candidate([], "STOP")),
    "prompt blocked": _saying({"promptFeedback": {"blockReason": "SAFETY"}}),
    "SAFETY": _saying(_candidate([], "SAFETY")),
    "MALFORMED_FUNCTION_CALL": _saying(_candidate([], "MALFORMED_FUNCTION_CALL")),
    "call without name": _saying(_candidate([{"functionCall": {"args": {}}}], "STOP")),
    "MAX_TOKENS": _saying(_candidate([], "MAX_TOKENS")),
}


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], dict[str, Any]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    return head[0].split(" ")[1], headers, orjson.loads(body)


async def _refuse(writer: asyncio.StreamWriter, failure: Failure) -> None:
    assert isinstance(failure.kind, int)
    body = orjson.dumps(_error(failure.kind, failure))
    head = f"HTTP/1.1 {failure.kind} No\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
    await writer.drain()


async def _send(writer: asyncio.StreamWriter, stream: AsyncIterator[bytes], gone: asyncio.Future[None]) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n")
    writer.write(b"Connection: close\r\n\r\n")
    await writer.drain()
    sending = asyncio.ensure_future(_chunked(writer, stream))
    await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
    if not sending.done():
        sending.cancel()
    elif isinstance(sending.exception(), _Cut):
        writer.transport.abort()


async def _chunked(writer: asyncio.StreamWriter, stream: AsyncIterator[bytes]) -> None:
    async for part in stream:
        if part:
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()

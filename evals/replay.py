"""Replies of the hosted model, kept by what was asked: an unchanged prompt costs nothing, and a run can be repeated
without a network. It stands between the model's HTTP client and the service, so everything behind it is the product.

What changes from run to run without meaning (ids, the moment of now) is left out of the digest; the epoch is in it, so
that repetitions stay independent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import httpx
import orjson

from agent.prices import DEAREST, price_of

_VARYING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|call_[0-9a-f]{32}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)"
    # The end of a page's address, made of the session's id.
    r"|(?<=-)[0-9a-f]{8}(?=\\?\")"
)
_HEADERS = {"content-type": "text/event-stream"}


class Mode(StrEnum):
    """auto: recorded where there is a record, else live and recorded; replay: never live; record: always live."""

    auto = "auto"
    replay = "replay"
    record = "record"


@dataclass
class Meter:
    """What the live replies of a run have cost so far, and how many were not asked for at all."""

    budget_micros: int | None = None
    micros: float = 0
    live: int = 0
    replayed: int = 0
    unrecorded: int = 0

    @property
    def is_spent(self) -> bool:
        return self.budget_micros is not None and self.micros >= self.budget_micros

    def count(self, model: str, reply: str) -> None:
        """Models of unknown price count at the dearest known one."""
        price = price_of(model) or DEAREST
        into, out = tokens_of(reply)
        self.live += 1
        self.micros += into * price.input + out * price.output


@dataclass(frozen=True)
class Records:
    """Where replies are kept, how they are used, and who counts."""

    folder: Path
    mode: Mode = Mode.auto
    meter: Meter = field(default_factory=Meter)

    def at(self, epoch: int) -> Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]:
        return lambda live: Recorded(live, self, epoch)


class Recorded(httpx.AsyncBaseTransport):
    """Answers from the records, or live within the budget. What cannot be answered is a refusal of the service's kind,
    so that the conversation breaks off and is not judged."""

    def __init__(self, live: httpx.AsyncBaseTransport, records: Records, epoch: int) -> None:
        self.live, self.records, self.epoch = live, records, epoch

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = (await request.aread()).decode()
        path, meter = self.records.folder / _name(request.url.path, body, self.epoch), self.records.meter
        if self.records.mode is not Mode.record and path.exists():
            meter.replayed += 1
            return httpx.Response(200, headers=_HEADERS, content=orjson.loads(path.read_bytes())["reply"].encode())
        if self.records.mode is Mode.replay:
            meter.unrecorded += 1
            return _refusal(400, "FAILED_PRECONDITION", "no reply is recorded for this request")
        if meter.is_spent:
            return _refusal(403, "PERMISSION_DENIED", "the budget of this run is spent")
        # Compressed bytes would have to be kept with their encoding.
        request.headers["accept-encoding"] = "identity"
        response = await self.live.handle_async_request(request)
        if response.status_code == 200 and isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Recording(response.stream, path, _model(request.url.path), meter)
        return response

    async def aclose(self) -> None:
        await self.live.aclose()


class _Recording(httpx.AsyncByteStream):
    """Passes a reply on as it comes, and keeps it once it has come to its proper end."""

    def __init__(self, stream: httpx.AsyncByteStream, path: Path, model: str, meter: Meter) -> None:
        self.stream, self.path, self.model, self.meter = stream, path, model, meter

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts: list[bytes] = []
        async for part in self.stream:
            parts.append(part)
            yield part
        reply = b"".join(parts).decode(errors="replace")
        self.meter.count(self.model, reply)
        # A reply that broke off must not break off for ever.
        if '"finishReason"' in reply:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            fresh.write_bytes(orjson.dumps({"model": self.model, "reply": reply}))
            fresh.replace(self.path)

    async def aclose(self) -> None:
        await self.stream.aclose()


def digest(path: str, body: str, epoch: int) -> str:
    """Of what was asked; ids count by the order they come in."""
    seen: dict[str, str] = {}
    settled = _VARYING.sub(lambda found: seen.setdefault(found[0], f"#{len(seen)}"), body)
    return hashlib.sha256(f"{epoch}\n{path}\n{settled}".encode()).hexdigest()


def tokens_of(reply: str) -> tuple[int, int]:
    """Tokens in and out, as the last count in the stream says; thoughts count as output."""
    counts = [orjson.loads(each) for each in re.findall(r'"usageMetadata":\s*(\{[^{}]*\})', reply)]
    if not counts:
        return 0, 0
    last = counts[-1]
    return last.get("promptTokenCount", 0), last.get("candidatesTokenCount", 0) + last.get("thoughtsTokenCount", 0)


def _name(path: str, body: str, epoch: int) -> str:
    name = digest(path, body, epoch)
    return f"{name[:2]}/{name}.json"


def _model(path: str) -> str:
    return path.rpartition("/")[2].partition(":")[0]


def _refusal(status: int, reason: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": status, "message": message, "status": reason}})

"""The hosted model at a fake of its service, as the graph gets it, without waiting between tries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from pydantic import SecretStr

from agent import gemini
from agent.circuit import Circuit
from agent.fallback import FallbackModel
from agent.gemini import GeminiModel
from agent.guided.model import GuidedModel
from tests.fakes.gemini import KEY, FakeGemini

MODEL = "gemini-2.5-flash"
# Kinds of failure by when they can strike: before the first visible token, or amid an answer. The slow ones take time.
BEFORE = [400, 403, 404, 429, 500, 503, "unreachable", "stalled", "slow thoughts", "error object", "half an object"]
BEFORE += ["connection cut", "no candidates", "thoughts only", "prompt blocked", "SAFETY", "MALFORMED_FUNCTION_CALL"]
BEFORE += ["MAX_TOKENS"]
AMID = ["stalled", "slow words", "error object", "half an object", "connection cut", "no finish", "SAFETY"]
AMID += ["MALFORMED_FUNCTION_CALL", "MAX_TOKENS"]
SLOW = {"stalled", "slow thoughts", "slow words"}


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def connected(fake: FakeGemini, limit: float = 30, model: str = MODEL) -> AsyncIterator[GeminiModel]:
    """The pauses between tries are written down in `waited`, not waited for."""
    made = gemini.connected(model, SecretStr(KEY), fake.address, limit)
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    made.pause = note
    made.metadata = {"waited": waited}
    yield made
    await made.aclose()


def with_guided(primary: Any, clock: Callable[[], float] | None = None) -> FallbackModel:
    return FallbackModel(primary=primary, guided=GuidedModel(), circuit=Circuit(clock) if clock else Circuit())


async def reply(model: Any, messages: list[BaseMessage], **kwargs: Any) -> AIMessageChunk:
    """All chunks of one reply put together."""
    whole: Any = None
    async for chunk in model.astream(messages, **kwargs):
        whole = chunk if whole is None else whole + chunk
    return whole

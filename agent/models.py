"""Which model answers: guided, or the hosted one with guided behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from agent.fallback import FallbackModel
from agent.guided.model import GuidedModel

GUIDED, HOSTED = "guided", "google_genai:"


@dataclass(frozen=True)
class ModelChoice:
    """`name` is guided or google_genai:<model>; without a key the second is served by guided mode, too.

    `base_url` None is Google's own; `timeout` is the longest time one reply may take, in seconds.
    """

    name: str = GUIDED
    key: SecretStr | None = None
    base_url: str | None = None
    timeout: float = 60


@asynccontextmanager
async def opened(choice: ModelChoice) -> AsyncIterator[BaseChatModel]:
    """The model, for all runs of this process; its connections are closed afterwards."""
    if not choice.name.startswith(HOSTED):
        yield GuidedModel()
        return
    if choice.key is None:
        yield FallbackModel(primary=None, guided=GuidedModel())
        return
    from agent import gemini

    hosted = gemini.connected(choice.name.removeprefix(HOSTED), choice.key, choice.base_url, choice.timeout)
    try:
        yield FallbackModel(primary=hosted, guided=GuidedModel())
    finally:
        await hosted.aclose()

"""The model that is measured. A hosted one stands alone here: guided mode in its place would hide what it cannot do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable, RunnableBinding

from agent.asynchronous import AsynchronousModel
from agent.guided.model import GuidedModel
from agent.models import GUIDED, HOSTED, ModelChoice
from agent.replies import with_own_ids
from evals.replay import Records


class NoModel(Exception):
    """The model cannot be asked; the message says what is missing."""


class Alone(AsynchronousModel):
    """The hosted model with ids of our own for its calls, as in the product, and nobody to step in for it."""

    hosted: BaseChatModel

    @property
    def _llm_type(self) -> str:
        return "alone"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        bound = self.hosted.bind_tools(tools)
        return self.bind(for_hosted=bound.kwargs if isinstance(bound, RunnableBinding) else {}, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        # _astream, not astream: a run of its own would tell every token to the graph a second time.
        async for chunk in self.hosted._astream(messages, **kwargs.get("for_hosted", {})):
            assert isinstance(chunk.message, AIMessageChunk)
            chunk.message = with_own_ids(chunk.message)
            yield chunk


@asynccontextmanager
async def opened(choice: ModelChoice, records: Records, epochs: int) -> AsyncIterator[list[BaseChatModel]]:
    """The model for each epoch, in order. Raises NoModel without a key."""
    if choice.name == GUIDED:
        yield [GuidedModel()] * epochs
        return
    if choice.key is None:
        raise NoModel(f"GOOGLE_API_KEY is needed for {choice.name}; MODEL=guided needs none.")
    from agent import gemini

    async with AsyncExitStack() as stack:
        models: list[BaseChatModel] = []
        for epoch in range(1, epochs + 1):
            name = choice.name.removeprefix(HOSTED)
            hosted = gemini.connected(name, choice.key, choice.base_url, choice.timeout, records.at(epoch))
            stack.push_async_callback(hosted.aclose)
            models.append(Alone(hosted=hosted))
        yield models

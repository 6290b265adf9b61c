"""The hosted model with guided mode behind it: who answers this call, and one friendly sentence when that changes.

Shared by all runs of a process: it holds a circuit, and nothing of any conversation.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import structlog
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable, RunnableBinding
from pydantic import Field

from agent.asynchronous import AsynchronousModel
from agent.circuit import OPENS_AT, Circuit
from agent.faults import ModelFault
from agent.replies import with_own_ids

log = structlog.get_logger()

# In additional_kwargs of a reply by guided mode in the model's place: why. It tells that the person has been told.
STANDING_IN = "standing_in"
SENTENCES: Mapping[str, str] = {
    "fault": "I cannot think quite as freely as usual right now, so I keep my answers simple for a moment. "
    "Everything you tell me is saved.",
    "budget": "Today's allowance for free conversation is used up, so I keep my answers simple until tomorrow. "
    "Everything you tell me is saved.",
    "no_key": "Free conversation is not set up on this server, so I keep my answers simple. "
    "Everything you tell me is saved.",
}


class FallbackModel(AsynchronousModel):
    """`primary` (None: no key is set) unless it rests, fails before its first visible token, or may cost no more.

    Called with over_budget=True, it does not ask the primary at all.
    """

    primary: BaseChatModel | None
    guided: BaseChatModel
    circuit: Circuit = Field(default_factory=Circuit)

    @property
    def _llm_type(self) -> str:
        return "fallback"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """Each model declares tools in its own way."""
        bound = {"for_primary": _bound(self.primary, tools), "for_guided": _bound(self.guided, tools)}
        return self.bind(**bound, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        reason = "no_key" if self.primary is None else "budget" if kwargs.get("over_budget") else "fault"
        if self.primary and reason == "fault" and self.circuit.admits():
            async with aclosing(self._from_primary(self.primary, messages, kwargs.get("for_primary", {}))) as reply:
                began = False
                async for chunk in reply:
                    began = True
                    yield chunk
                if began:
                    return
        async for chunk in self._from_guided(messages, reason, kwargs.get("for_guided", {})):
            yield chunk

    async def _from_primary(
        self, model: BaseChatModel, messages: list[BaseMessage], bound: Mapping[str, Any]
    ) -> AsyncGenerator[ChatGenerationChunk, None]:
        """Its reply; nothing at all if it failed before the first token. Raises ModelFault if it failed later."""
        began = ended = False
        try:
            # _astream, not astream: a run of its own would tell every token to the graph a second time.
            async with aclosing(model._astream(messages, **bound)) as reply:  # pyright: ignore[reportArgumentType]
                async for chunk in reply:
                    began = True
                    assert isinstance(chunk.message, AIMessageChunk)
                    chunk.message = with_own_ids(chunk.message)
                    yield chunk
            self.circuit.worked()
            ended = True
        except ModelFault as fault:
            ended = True
            self._note(fault, began)
            if began:
                raise
        finally:
            if not ended:
                self.circuit.gave_up()

    def _note(self, fault: ModelFault, began: bool) -> None:
        log.warning("model_fault", kind=fault.kind.value, status=fault.status, visible=began)
        if fault.treatment.of_service:
            self.circuit.failed(1 if began else OPENS_AT)
        else:
            self.circuit.worked()

    async def _from_guided(
        self, messages: list[BaseMessage], reason: str, bound: Mapping[str, Any]
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Guided mode's reply; first a sentence that says so, unless the reply before was guided's for that reason."""
        sentence = "" if _told(messages, reason) else SENTENCES[reason]
        yield ChatGenerationChunk(message=AIMessageChunk(content=sentence, additional_kwargs={STANDING_IN: reason}))
        gap = "\n\n" if sentence else ""
        async for chunk in self.guided._astream(messages, **bound):
            assert isinstance(chunk.message, AIMessageChunk)
            # One message, so one id: that of the run, which whoever called this gives it.
            chunk.message.id = None
            if gap and chunk.message.text:
                chunk.message.content, gap = f"{gap}{chunk.message.text}", ""
            yield chunk


def _bound(model: BaseChatModel | None, tools: Sequence[Any]) -> Mapping[str, Any]:
    binding = model.bind_tools(tools) if model else None
    return binding.kwargs if isinstance(binding, RunnableBinding) else {}


def _told(messages: Sequence[BaseMessage], reason: str) -> bool:
    last = next((message for message in reversed(messages) if isinstance(message, AIMessage)), None)
    return last is not None and last.additional_kwargs.get(STANDING_IN) == reason

"""The guided chat model: LangChain's interface round a pure function from what is known and was said to a reply."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from uuid import uuid4

import orjson
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agent.guided.reply import Reply, respond

MODEL_NAME = "guided"


class GuidedModel(BaseChatModel):
    """Deterministic: the same messages and tools give the same words and calls. Costs nothing, waits for nothing."""

    @property
    def _llm_type(self) -> str:
        return MODEL_NAME

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        names = [tool.name if isinstance(tool, BaseTool) else str(tool["name"]) for tool in tools]
        return self.bind(offered=names, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        reply = respond(messages, kwargs.get("offered", ()))
        return ChatResult(generations=[ChatGeneration(message=_message(reply))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from _chunks(respond(messages, kwargs.get("offered", ())))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(respond(messages, kwargs.get("offered", ()))):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def _message(reply: Reply) -> AIMessage:
    calls = [
        {"name": call.name, "args": dict(call.args), "id": _call_id(), "type": "tool_call"} for call in reply.calls
    ]
    return AIMessage(
        reply.text,
        id=str(uuid4()),
        tool_calls=calls,
        additional_kwargs=reply.remembered(),
        response_metadata={"model_name": MODEL_NAME},
    )


def _chunks(reply: Reply) -> Iterator[ChatGenerationChunk]:
    """Words, then whole calls, then what was asked: the order a hosted model streams in."""
    message_id = str(uuid4())
    for words in re.findall(r"\s*\S+(?:\s+$)?", reply.text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=words, id=message_id))
    for index, call in enumerate(reply.calls):
        chunk = tool_call_chunk(name=call.name, args=orjson.dumps(call.args).decode(), id=_call_id(), index=index)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", id=message_id, tool_call_chunks=[chunk]))
    last = AIMessageChunk(
        content="",
        id=message_id,
        additional_kwargs=reply.remembered(),
        response_metadata={"model_name": MODEL_NAME},
        chunk_position="last",
    )
    yield ChatGenerationChunk(message=last)


def _call_id() -> str:
    return f"call_{uuid4().hex}"

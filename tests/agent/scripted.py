"""A model that says what the test wrote down, over LangChain's real streaming interface."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from uuid import uuid4

import orjson
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

Script = Callable[[Sequence[BaseMessage], Sequence[str]], "AIMessage | Exception"]


def call(name: str, /, **args: Any) -> dict[str, Any]:
    return {"name": name, "args": args, "id": f"call_{uuid4().hex}", "type": "tool_call"}


class ScriptedModel(BaseChatModel):
    """`script` gets the messages and the names of the offered tools, and gives the reply (or the failure)."""

    script: Script
    pause: Callable[[], Any] | None = None

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(offered=[tool.name for tool in tools], **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        reply = self.script(messages, kwargs.get("offered", ()))
        if isinstance(reply, Exception):
            raise reply
        return ChatResult(generations=[ChatGeneration(message=reply)])

    async def _astream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        if self.pause:
            await self.pause()
        reply = self.script(messages, kwargs.get("offered", ()))
        if isinstance(reply, Exception):
            raise reply
        message_id = str(uuid4())
        for word in str(reply.text).split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(f"{word} " if reply.text else "", id=message_id))
        for index, made in enumerate(reply.tool_calls):
            args = orjson.dumps(made["args"]).decode()
            half = len(args) // 2
            first = tool_call_chunk(name=made["name"], args=args[:half], id=made["id"], index=index)
            rest = tool_call_chunk(name=None, args=args[half:], id=None, index=index)
            for part in (first, rest):
                yield ChatGenerationChunk(message=AIMessageChunk("", id=message_id, tool_call_chunks=[part]))
        yield ChatGenerationChunk(message=AIMessageChunk("", id=message_id, chunk_position="last"))

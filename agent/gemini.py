"""Gemini over langchain-google-genai and an httpx client of our own: one reply per call, or one ModelFault.

Importing this takes more than a second; only agent.models does, when it is asked for.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx
from google.genai import Client
from google.genai.errors import APIError
from google.genai.types import FunctionDeclaration, HttpOptions, Tool
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError
from pydantic import Field, SecretStr

from agent.asynchronous import AsynchronousModel
from agent.faults import Kind, ModelFault
from agent.gemini_replies import Heard, fault_of, tidied
from agent.history import legal

MOST_TRIES = 3
CONNECT_SECONDS = 5.0
# Silence for this share of the time limit is a stalled connection: enough is left to try once more.
SILENCE_SHARE = 0.45
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.3, 4.0
# What the libraries raise on answers of the wrong shape; asyncio's own and our faults are no part of it.
_THEIRS = (
    APIError,
    ChatGoogleGenerativeAIError,
    httpx.HTTPError,
    httpx.StreamError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)

Pause = Callable[[float], Awaitable[None]]
Edge = httpx.AsyncBaseTransport


@dataclass(frozen=True)
class Patience:
    """How often a reply is asked for, after which faults again, and how much of the time limit may pass in silence."""

    tries: int = MOST_TRIES
    after: frozenset[Kind] = frozenset(Kind)
    silence: float = SILENCE_SHARE


PATIENCE = Patience()


class GeminiModel(AsynchronousModel):
    """Streams a reply, or raises ModelFault. Before its first visible token it tries as often as `patience` says."""

    model: str
    chat: Any
    http: Any
    limit: float
    patience: Patience = PATIENCE
    pause: Pause = Field(default=asyncio.sleep)

    @property
    def _llm_type(self) -> str:
        return "gemini"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """Schemas go as they are: langchain-google-genai's own conversion makes a free object a string."""
        functions = [convert_to_openai_tool(tool)["function"] for tool in tools]
        return self.bind(tools=[Tool(function_declarations=[_declared(each) for each in functions])], **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """Nothing is yielded before the first visible token. The time limit is for all tries together."""
        sent = legal(messages)
        deadline = asyncio.get_running_loop().time() + self.limit
        for rest in range(self.patience.tries - 1, -1, -1):
            began = False
            try:
                async with aclosing(self._reply(sent, deadline, **kwargs)) as reply:
                    async for chunk in reply:
                        began = True
                        yield chunk
                return
            except ModelFault as fault:
                pause = _pause(fault, self.patience.tries - 1 - rest) if fault.kind in self.patience.after else None
                if began or not rest or pause is None or asyncio.get_running_loop().time() + pause >= deadline:
                    raise
            await self.pause(pause)

    async def _reply(
        self, messages: Sequence[Any], deadline: float, **kwargs: Any
    ) -> AsyncGenerator[ChatGenerationChunk, None]:
        """One try. What comes before the first visible token is held back until it has come."""
        heard = Heard()
        held: list[ChatGenerationChunk] = []
        # _astream, not astream: a run of its own would tell every token to the graph a second time.
        async with aclosing(self.chat._astream(list(messages), **kwargs)) as stream:
            while (chunk := await _next(stream, deadline)) is not None:
                heard.take(chunk)
                held.append(tidied(chunk))
                if heard.visible:
                    for one in held:
                        yield one
                    held.clear()
        heard.check()
        metadata = {"model_name": self.model, "finish_reason": heard.finish}
        last = AIMessageChunk(content="", response_metadata=metadata, chunk_position="last")
        yield ChatGenerationChunk(message=last)

    async def aclose(self) -> None:
        await self.http.aclose()


async def _next(stream: AsyncIterator[ChatGenerationChunk], deadline: float) -> ChatGenerationChunk | None:
    """The next chunk, None at the end. Raised outside the handlers, a fault drags no library's error along."""
    try:
        # Round one step, not round the stream: a limit that strikes while the reader works would cancel the reader.
        async with asyncio.timeout_at(deadline):
            return await anext(stream, None)
    except TimeoutError:
        fault = ModelFault(Kind.too_slow)
    except _THEIRS as error:
        fault = fault_of(error)
    raise fault


def _pause(fault: ModelFault, tries: int) -> float | None:
    """How long to wait before the next try; None if there is to be none."""
    if not fault.treatment.again:
        return None
    if fault.retry_after is not None:
        return fault.retry_after if fault.retry_after <= LONGEST_PAUSE_SECONDS else None
    return FIRST_PAUSE_SECONDS * 3**tries * random.uniform(0.7, 1.3)


def _declared(function: dict[str, Any]) -> FunctionDeclaration:
    parameters = function["parameters"]
    schema = parameters if parameters.get("properties") else None
    return FunctionDeclaration(
        name=function["name"], description=function["description"], parameters_json_schema=schema
    )


class _Transport(httpx.AsyncHTTPTransport):
    """Sets the time limits of each request: the library passes one number for connecting and reading, or none."""

    def __init__(self, limit: float, silence_share: float) -> None:
        super().__init__(limits=httpx.Limits(max_connections=None, max_keepalive_connections=50))
        silence = limit * silence_share
        self.timeout = httpx.Timeout(silence, connect=min(CONNECT_SECONDS, silence)).as_dict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = self.timeout
        return await super().handle_async_request(request)


def connected(
    model: str,
    key: SecretStr,
    base_url: str | None,
    limit: float,
    through: Callable[[Edge], Edge] = lambda edge: edge,
    patience: Patience = PATIENCE,
) -> GeminiModel:
    """The model `model` at `base_url` (None: Google's own); to be closed with `aclose`.

    `through` may put something between us and the service, such as a record of its replies.
    """
    # Their warnings quote what the service said, and name it.
    for noisy in ("langchain_google_genai", "google_genai", "google.genai"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    http = httpx.AsyncClient(transport=through(_Transport(limit, patience.silence)))
    chat = ChatGoogleGenerativeAI(model=model, google_api_key=key, vertexai=False, max_retries=1)
    # With a client of ours aiohttp is never used, nor what the environment says of Vertex and httpx2.
    options = HttpOptions(base_url=base_url, httpx_async_client=http)
    chat.client = Client(api_key=key.get_secret_value(), vertexai=False, http_options=options)
    return GeminiModel(model=model, chat=chat, http=http, limit=limit, patience=patience)

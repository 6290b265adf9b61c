"""What Gemini's replies and failures mean: the fault behind each error and each way to finish, and chunks tidied up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from google.genai.errors import APIError
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from agent.faults import Kind, ModelFault
from agent.messages import SIGNATURES

# Sent back with the message, it tells the library that thought signatures in it are its own.
PROVIDER = "google_genai"

_BY_STATUS: Mapping[int, Kind] = {
    401: Kind.denied,
    403: Kind.denied,
    404: Kind.not_found,
    408: Kind.overloaded,
    429: Kind.rate_limited,
    500: Kind.server_error,
}
_BY_ERROR: tuple[tuple[type[Exception], Kind], ...] = (
    (httpx.ConnectError, Kind.unreachable),
    (httpx.ConnectTimeout, Kind.unreachable),
    (httpx.PoolTimeout, Kind.unreachable),
    (httpx.TimeoutException, Kind.stalled),
    (httpx.HTTPError, Kind.cut_off),
    (httpx.StreamError, Kind.cut_off),
)
_BY_FINISH: Mapping[str, Kind] = {
    "MAX_TOKENS": Kind.too_long,
    "SAFETY": Kind.blocked,
    "RECITATION": Kind.blocked,
    "LANGUAGE": Kind.blocked,
    "BLOCKLIST": Kind.blocked,
    "PROHIBITED_CONTENT": Kind.blocked,
    "SPII": Kind.blocked,
    "IMAGE_SAFETY": Kind.blocked,
    "MALFORMED_FUNCTION_CALL": Kind.malformed_call,
    "MALFORMED_RESPONSE": Kind.malformed_call,
    "UNEXPECTED_TOOL_CALL": Kind.malformed_call,
    "TOO_MANY_TOOL_CALLS": Kind.malformed_call,
    "MISSING_THOUGHT_SIGNATURE": Kind.malformed_call,
}
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")


def fault_of(error: Exception) -> ModelFault:
    """The fault that an error of the libraries stands for; one of no known type is an answer nobody can read."""
    answer = next((one for one in (error, error.__cause__) if isinstance(one, APIError)), None)
    if answer is not None:
        return _refusal(answer)
    kind = next((kind for wanted, kind in _BY_ERROR if isinstance(error, wanted)), Kind.garbled)
    return ModelFault(kind)


def _refusal(answer: APIError) -> ModelFault:
    status = answer.code if isinstance(answer.code, int) else None
    # An error within a stream comes with the stream; one instead of it, with the HTTP response.
    if not isinstance(answer.response, httpx.Response):
        return ModelFault(Kind.error_in_stream, status, _retry_after(answer, {}))
    # Google answers a wrong key with 400.
    if status == 400 and "API_KEY_INVALID" in str(answer.details):
        return ModelFault(Kind.denied, status)
    kind = _BY_STATUS.get(status or 0, Kind.overloaded if (status or 0) > 500 else Kind.refused)
    return ModelFault(kind, status, _retry_after(answer, answer.response.headers))


def _retry_after(answer: APIError, headers: Mapping[str, str]) -> float | None:
    """Seconds from google.rpc.RetryInfo in the body, else from the Retry-After header."""
    details = answer.details if isinstance(answer.details, dict) else {}
    error = details.get("error")
    listed = error.get("details") if isinstance(error, dict) else None
    said = [one.get("retryDelay") for one in listed or () if isinstance(one, dict)]
    found = (_SECONDS.fullmatch(str(each)) for each in [*said, headers.get("retry-after")] if each)
    return next((float(match[1]) for match in found if match), None)


@dataclass
class Heard:
    """What a reply has brought so far, and at its end whether that is a reply."""

    visible: bool = False
    thought: bool = False
    finish: str | None = None
    blocked: bool = False

    def take(self, chunk: ChatGenerationChunk) -> None:
        """Raises ModelFault for a call without a name: nobody could carry it out."""
        message, info = chunk.message, chunk.generation_info or {}
        assert isinstance(message, AIMessageChunk)
        if any(not call["name"] for call in message.tool_call_chunks):
            raise ModelFault(Kind.malformed_call)
        self.visible = self.visible or bool(str(message.text).strip() or message.tool_call_chunks)
        self.thought = self.thought or (bool(message.content) and not message.text)
        self.finish = info.get("finish_reason") or self.finish
        feedback = message.response_metadata.get("prompt_feedback") or {}
        self.blocked = self.blocked or bool(feedback.get("block_reason"))

    def check(self) -> None:
        """Raises ModelFault unless the reply came to its end and there is something in it."""
        if self.blocked:
            raise ModelFault(Kind.blocked)
        if kind := _BY_FINISH.get(self.finish or ""):
            raise ModelFault(kind)
        if not self.visible:
            raise ModelFault(Kind.thoughts_only if self.thought else Kind.empty)
        if self.finish is None:
            raise ModelFault(Kind.cut_off)


def tidied(chunk: ChatGenerationChunk) -> ChatGenerationChunk:
    """Only what is sent back or stored: merged over chunks, the rest becomes nonsense or does not fit a checkpoint."""
    message = chunk.message
    assert isinstance(message, AIMessageChunk)
    signatures: dict[str, Any] = message.additional_kwargs.get(SIGNATURES) or {}
    kept = AIMessageChunk(
        content=message.content,
        additional_kwargs={SIGNATURES: signatures} if signatures else {},
        response_metadata={"model_provider": PROVIDER},
        tool_call_chunks=message.tool_call_chunks,
        usage_metadata=message.usage_metadata,
    )
    return ChatGenerationChunk(message=kept)

"""One picture by an image model of Gemini's, by HTTP. Whatever else comes than a picture is NoImage, with its reason.

Nothing of what the service says goes on from here: it may quote the prompt. The key goes in a header, never in an
address.
"""

from __future__ import annotations

import asyncio
import binascii
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx
from pydantic import SecretStr

GOOGLE = "https://generativelanguage.googleapis.com"
# For the whole of a call, from the connection to the last byte.
LONGEST_SECONDS = 20.0
MOST_BYTES = 16 * 2**20
_PREDICTING = "imagen-"
_SHAPE = "16:9"


class Reason(StrEnum):
    refused = "refused"
    empty = "empty"
    garbled = "garbled"
    slow = "slow"
    too_large = "too_large"
    rate_limited = "rate_limited"
    denied = "denied"
    unavailable = "unavailable"


@dataclass(frozen=True)
class Spent:
    """What a call used up, as far as the service says; `images` is how many pictures it gave."""

    images: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class NoImage(Exception):
    """There is no picture; `spent` may have been paid all the same."""

    def __init__(self, reason: Reason, spent: Spent = Spent()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.spent = spent


@dataclass(frozen=True)
class Painted:
    """A file as the service sent it: to be taken for a picture by nobody who has not decoded it."""

    data: bytes
    spent: Spent


@dataclass(frozen=True)
class ImageModel:
    """`model` at `base_url`: Imagen models predict, all others generate content."""

    model: str
    key: SecretStr
    base_url: str = GOOGLE
    longest: float = LONGEST_SECONDS

    async def paint(self, prompt: str) -> Painted:
        """Raises NoImage."""
        predicts = self.model.startswith(_PREDICTING)
        try:
            async with asyncio.timeout(self.longest):
                answer = await self._asked(*(_prediction(prompt) if predicts else _generation(prompt)))
        except (TimeoutError, httpx.TimeoutException):
            raise NoImage(Reason.slow) from None
        except (httpx.HTTPError, httpx.StreamError):
            raise NoImage(Reason.unavailable) from None
        return _predicted(answer) if predicts else _generated(answer)

    async def _asked(self, method: str, body: Mapping[str, Any]) -> dict[str, Any]:
        address = f"{self.base_url}/v1beta/models/{self.model}:{method}"
        headers = {"x-goog-api-key": self.key.get_secret_value()}
        async with (
            httpx.AsyncClient(timeout=self.longest) as http,
            http.stream("POST", address, json=body, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise NoImage(_REFUSALS.get(response.status_code, Reason.unavailable))
            return _object(await _read(response))


_REFUSALS: Mapping[int, Reason] = {
    400: Reason.refused,
    401: Reason.denied,
    403: Reason.denied,
    404: Reason.denied,
    429: Reason.rate_limited,
}


def _prediction(prompt: str) -> tuple[str, dict[str, Any]]:
    # Imagen draws nobody unless it is told that it may; a cover needs nobody.
    asked = {"sampleCount": 1, "aspectRatio": _SHAPE, "personGeneration": "dont_allow"}
    return "predict", {"instances": [{"prompt": prompt}], "parameters": asked}


def _generation(prompt: str) -> tuple[str, dict[str, Any]]:
    asked = {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": _SHAPE}, "candidateCount": 1}
    return "generateContent", {"contents": [{"role": "user", "parts": [{"text": prompt}]}], "generationConfig": asked}


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise NoImage(Reason.too_large)
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NoImage(Reason.garbled) from None
    if not isinstance(document, dict):
        raise NoImage(Reason.garbled)
    return document


def _predicted(answer: Mapping[str, Any]) -> Painted:
    """Imagen leaves out what its filters hold back, or says why in place of it."""
    found = list(_dicts(answer.get("predictions")))
    sent = next((each["bytesBase64Encoded"] for each in found if "bytesBase64Encoded" in each), None)
    if sent is None:
        filtered = any("raiFilteredReason" in each for each in found)
        raise NoImage(Reason.refused if filtered else Reason.empty)
    return _painted(sent, Spent(images=1))


def _generated(answer: Mapping[str, Any]) -> Painted:
    candidates = list(_dicts(answer.get("candidates")))
    parts = [part for each in candidates for part in _dicts(_dict(each.get("content")).get("parts"))]
    sent = next((each["data"] for part in parts if "data" in (each := _dict(part.get("inlineData")))), None)
    spent = _spent(_dict(answer.get("usageMetadata")), 0 if sent is None else 1)
    if sent is None:
        finishes = {each.get("finishReason") for each in candidates}
        refused = bool(_dict(answer.get("promptFeedback")).get("blockReason")) or bool(finishes - {"STOP", None})
        raise NoImage(Reason.refused if refused else Reason.empty, spent)
    return _painted(sent, spent)


def _painted(sent: object, spent: Spent) -> Painted:
    try:
        data = b64decode(sent, validate=True) if isinstance(sent, str) else b""
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise NoImage(Reason.garbled, spent)
    return Painted(data, spent)


def _spent(usage: Mapping[str, Any], images: int) -> Spent:
    counts = [usage.get(name) for name in ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")]
    given, made, thought = (count if isinstance(count, int) and 0 <= count < 10**9 else 0 for count in counts)
    return Spent(images, given, made + thought)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> Iterator[Mapping[str, Any]]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())

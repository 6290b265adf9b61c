"""Decoding in a process of its own: it knows no secret, has little memory and little time, and may die of a file."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from state.errors import FieldError, InvalidData, TooLarge, Unavailable, WrongType
from state.pictures.recoding import LEAST_SIDE, MOST_PIXELS, Recoded

MOST_BYTES = 5 * 2**20
LONGEST_SECONDS = 15
_CHILD = (sys.executable, "-I", "-m", "state.pictures.recoding")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_MESSAGES = {
    "too_many_pixels": f"Give a picture of at most {MOST_PIXELS // 1_000_000} megapixels.",
    "too_small": f"Give a picture of at least {LEAST_SIDE} by {LEAST_SIDE} pixels.",
    "unreadable": "This file cannot be read as a picture; save it anew as JPEG, PNG or WebP.",
}


@dataclass(frozen=True)
class Recoder:
    """Of all uploads of a process few are decoded at a time, some wait, and more are asked to come back."""

    at_once: int = 2
    waiting: int = 12
    _turns: asyncio.Semaphore = field(init=False)
    _there: list[None] = field(default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_turns", asyncio.Semaphore(self.at_once))

    async def recoded(self, data: bytes) -> Recoded:
        """Raises TooLarge, WrongType, InvalidData, each naming the field `file`; Unavailable when too many wait."""
        if len(data) > MOST_BYTES:
            raise too_large()
        if not _looks_right(data):
            raise WrongType([FieldError("file", "wrong_type", "Give a JPEG, PNG or WebP picture.")])
        if len(self._there) >= self.at_once + self.waiting:
            raise Unavailable("Many pictures are being uploaded just now. Please try again.")
        self._there.append(None)
        try:
            async with self._turns:
                return await asyncio.to_thread(_recoded, data)
        finally:
            self._there.pop()


def too_large() -> TooLarge:
    message = f"Give a file of at most {MOST_BYTES // 2**20} MB."
    return TooLarge([FieldError("file", "too_large", message)], "This picture is too large.")


def _looks_right(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _recoded(data: bytes) -> Recoded:
    try:
        ended = subprocess.run(
            _CHILD,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused("unreadable") from None
    head, _, files = ended.stdout.partition(b"\n")
    told: dict[str, Any] = json.loads(head) if ended.returncode == 0 else {"refused": "unreadable"}
    if "refused" in told:
        raise _refused(told["refused"])
    return Recoded(files[: told["share"]], files[told["share"] :], told["width"], told["height"])


def _refused(code: str) -> InvalidData:
    return InvalidData([FieldError("file", code, _MESSAGES[code])], "This picture cannot be used.")

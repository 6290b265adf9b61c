"""A server that speaks the wire of Gemini's image models, and refuses, stalls or sends nonsense as a test wants."""

from __future__ import annotations

import json
import re
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.threaded import Quiet, listening

KEY = "a-key-nobody-may-see"
_PATH = re.compile(r"/v1beta/models/([A-Za-z0-9._-]+):(predict|generateContent)")
_USAGE = {"promptTokenCount": 120, "candidatesTokenCount": 1290, "totalTokenCount": 1410}


@dataclass
class FakeImages:
    """`picture` is what it draws; `kind` is a status, a name of ODD, or None: it answers as it should.

    Bytes of `trickle` come one by one, a second apart.
    """

    picture: bytes = b""
    kind: int | str | None = None
    pause: float = 0
    port: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, method: str) -> tuple[int, bytes]:
        if isinstance(self.kind, int):
            said = {"error": {"code": self.kind, "message": f"no to {KEY} and to your prompt", "status": "NO"}}
            return self.kind, json.dumps(said).encode()
        if self.kind in ODD:
            return 200, ODD[self.kind]
        sent = b64encode(self.picture).decode()
        body = REFUSED[self.kind][method] if self.kind in REFUSED else _drawn(sent)[method]
        return 200, json.dumps(body).encode()


def _drawn(sent: str) -> dict[str, Any]:
    part = {"inlineData": {"mimeType": "image/png", "data": sent}}
    candidate = {"content": {"role": "model", "parts": [{"text": "Here it is."}, part]}, "finishReason": "STOP"}
    return {
        "predict": {"predictions": [{"mimeType": "image/png", "bytesBase64Encoded": sent}]},
        "generateContent": {"candidates": [candidate], "usageMetadata": _USAGE},
    }


REFUSED: dict[str, dict[str, Any]] = {
    "refused": {
        "predict": {"predictions": [{"raiFilteredReason": "It shows what your prompt says."}]},
        "generateContent": {"candidates": [{"finishReason": "IMAGE_SAFETY"}], "usageMetadata": {}},
    },
    "prompt blocked": {
        "predict": {"predictions": [{"raiFilteredReason": "no"}]},
        "generateContent": {"promptFeedback": {"blockReason": "SAFETY"}},
    },
    "none": {
        "predict": {},
        "generateContent": {"candidates": [{"content": {"parts": [{"text": "No."}]}, "finishReason": "STOP"}]},
    },
    "no base64": {
        "predict": {"predictions": [{"bytesBase64Encoded": "§§§"}]},
        "generateContent": {"candidates": [{"content": {"parts": [{"inlineData": {"data": 7}}]}}]},
    },
    "other shapes": {
        "predict": {"predictions": [[1], "x", None]},
        "generateContent": {"candidates": [{"content": [1]}, 7], "usageMetadata": [], "promptFeedback": "x"},
    },
}
ODD = {
    "no JSON": b"<html>",
    "a list": b"[]",
    "deep": b"[" * 200_000,
    "huge": b'{"predictions": "' + b"A" * (17 * 2**20) + b'"}',
}


@contextmanager
def serving(picture: bytes) -> Iterator[FakeImages]:
    fake = FakeImages(picture)

    class Handler(Quiet):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked = _PATH.fullmatch(self.path)
            if asked is None or self.headers.get("x-goog-api-key") != KEY:
                fake.wrong.append(self.path)
                self.send_error(404)
                return
            fake.requests.append(body)
            fake.models.append(asked[1])
            status, said = fake.answer(asked[2])
            time.sleep(fake.pause)
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.trickle(said) if fake.kind == "trickle" else self.give(said)

        def trickle(self, said: bytes) -> None:
            for at in range(len(said)):
                self.give(said[at : at + 1])
                time.sleep(0.05)

        def give(self, said: bytes) -> None:
            try:
                self.wfile.write(said)
            except OSError:
                self.close_connection = True

    with listening(Handler) as fake.port:
        yield fake

"""A real `wizard serve` in a process of its own, and a client on one thread of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.agent.conversation import Run, frames, legal
from tests.server.processes import Process, address_of, forked
from tests.server.running import SECRET, token


@dataclass
class Server:
    """One running server process and its address."""

    process: Process
    address: str

    def kill(self) -> None:
        """kill -9, as an out-of-memory killer would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(database_url: str, data_dir: Path, **environment: str) -> Iterator[Server]:
    given = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir), "JWT_SECRET": SECRET, "PORT": "0"}
    with forked("serve", log=None, **given | environment) as process:
        yield Server(process, address_of(process))


@dataclass
class Talker:
    """One user on one thread, at whichever server is up."""

    address: str
    user: UUID = field(default_factory=uuid4)
    thread_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {token(self.user)}"}

    def body(self, text: str | None = None, **members: Any) -> dict[str, Any]:
        messages = [{"id": str(uuid4()), "role": "user", "content": text}] if text is not None else []
        base = {
            "threadId": self.thread_id,
            "runId": str(uuid4()),
            "messages": messages,
            "state": {},
            "tools": [],
            "context": [],
        }
        return base | {"forwardedProps": {}} | members

    def post(self, body: Any, address: str | None = None) -> httpx.Response:
        return httpx.post(f"{address or self.address}/agui", json=body, headers=self.headers, timeout=30)

    def connect(self, address: str | None = None) -> httpx.Response:
        """Join the thread, at this server or another."""
        path = "/copilotkit/agent/wizard/connect"
        return httpx.post(f"{address or self.address}{path}", json=self.body(), headers=self.headers, timeout=30)

    def run(self, text: str | None = None, **members: Any) -> Run:
        response = self.post(self.body(text, **members))
        assert response.status_code == 200, response.text
        return Run(legal(frames(response.content)))

    def session(self) -> dict[str, Any]:
        response = httpx.get(
            f"{self.address}/api/v1/wizard/sessions/{self.thread_id}", headers=self.headers, timeout=30
        )
        assert response.status_code == 200, response.text
        return response.json()

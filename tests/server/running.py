"""A real server on a free port, in a thread of this process, and people who talk to it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import httpx
import jwt
from fastapi import FastAPI

from server.app import create_app
from server.serving import Server
from server.settings import Settings
from tests.state.worlds import STAGES

SECRET = "a secret for tests only, of more than 32 bytes"
FAR_FUTURE = 4_000_000_000
# Files of every server in this process; gone with it.
_DATA = TemporaryDirectory(prefix="wizard-tests-")


def settings_for(database_url: str, **others: Any) -> Settings:
    given = {"database_url": database_url, "jwt_secret": SECRET, "worker": False, "data_dir": Path(_DATA.name)} | others
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


@dataclass(frozen=True)
class Inside:
    """A server in this process."""

    app: FastAPI
    server: Server
    address: str

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.server.servers[0].get_loop()


@contextmanager
def inside(settings: Settings) -> Iterator[Inside]:
    """A server with these settings, to be looked into."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings)
    server = Server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended before it was ready"
            time.sleep(0.005)
        yield Inside(app, server, f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a server with these settings."""
    with inside(settings) as server:
        yield server.address


def token(user: UUID, organization: UUID | None = None, **claims: Any) -> str:
    body: dict[str, Any] = {"sub": str(user), "aud": "authenticated", "exp": FAR_FUTURE}
    tenant = {"app_metadata": {"organization_id": str(organization)}} if organization else {}
    return jwt.encode(body | tenant | claims, SECRET, "HS256")


@dataclass
class Person:
    """Somebody signed in at a server; paths are below /api/v1."""

    address: str
    user: UUID
    organization: UUID | None = None

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {token(self.user, self.organization)}"}
        self.http = httpx.AsyncClient(base_url=f"{self.address}/api/v1", headers=headers, timeout=30)

    async def session(self, session_id: str | None = None) -> str:
        """The id of a session of this person's own."""
        made = await self.http.post("/wizard/sessions", json={"session_id": session_id} if session_id else {})
        assert made.status_code in {200, 201}, made.text
        return made.json()["session_id"]

    async def save(self, session: str, stage: str, data: dict[str, Any], **options: Any) -> httpx.Response:
        return await self.http.patch(f"/wizard/sessions/{session}/stages/{stage}", json=data, **options)

    async def filled(self, session_id: str | None = None) -> str:
        """The id of a session with every stage valid."""
        session = await self.session(session_id)
        for stage, data in STAGES.items():
            saved = await self.save(session, stage, data)
            assert saved.status_code == 200, saved.text
        return session

    async def publish(self, session: str, key: str | None = None, **members: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        body = {"session_id": session, "confirmed": True, "terms_accepted": True} | members
        return await self.http.post("/events/publish", json=body, headers=headers)

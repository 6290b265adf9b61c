"""A mail server on the wire: keeps what it takes, and refuses, fails or stalls as a test wants."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


@dataclass
class FakeSmtp:
    """The next receivers get `answers`, one each, after `stall` seconds; all later ones are taken."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    stall: float = 0
    attempts: int = 0
    receivers: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.attempts += 1
        await asyncio.sleep(self.stall)
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=SMTP)  # type: ignore[arg-type]
        self.receivers += envelope.rcpt_tos
        self.mails.append(message)
        return "250 OK"

    def authenticator(self, _: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=True)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[FakeSmtp]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    fake = FakeSmtp()
    with socket.create_server(("127.0.0.1", 0)) as free:
        fake.port = free.getsockname()[1]
    controller = Controller(
        fake,
        hostname="127.0.0.1",
        port=fake.port,
        ssl_context=tls,
        authenticator=fake.authenticator,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield fake
    finally:
        controller.stop()

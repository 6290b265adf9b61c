"""The page as one person uses it: what he sees by its role and name, and what he does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from playwright.async_api import BrowserContext, Page, Request, expect

from tests.server.running import token


@dataclass
class Seen:
    """What went on behind the pages of a test: every request, and every error in a script."""

    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.requests.append(request))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def addresses(self) -> list[str]:
        return [request.url for request in self.requests if request.url.startswith(("http", "ws"))]


@dataclass
class Desk:
    """One tab of one person, on one conversation."""

    page: Page
    address: str
    user: UUID
    thread_id: str
    console: list[str] = field(default_factory=list)

    @classmethod
    async def opened(
        cls,
        context: BrowserContext,
        address: str,
        user: UUID | None = None,
        thread_id: str | None = None,
        waiting: bool = True,
    ) -> Desk:
        desk = cls(await context.new_page(), address, user or uuid4(), thread_id or str(uuid4()))
        desk.page.on("console", lambda message: desk.console.append(message.text))
        await desk.page.goto(f"{address}/?token={token(desk.user)}&thread={desk.thread_id}")
        if waiting:
            await desk.ready()
        return desk

    async def ready(self) -> None:
        """What is typed before the page knows what the runtime offers stays in the box."""
        await expect(self.page.locator("section.conversation[aria-busy=false]")).to_be_visible(timeout=20_000)

    @property
    def box(self) -> Any:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def messages(self) -> Any:
        return self.page.get_by_role("log", name="Messages")

    @property
    def alert(self) -> Any:
        return self.page.get_by_role("alert")

    @property
    def form(self) -> Any:
        return self.page.get_by_role("complementary", name="Event form")

    def field(self, title: str) -> Any:
        return self.form.get_by_label(title, exact=True)

    @property
    def banner(self) -> Any:
        return self.page.get_by_role("banner")

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    async def type(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def say(self, text: str) -> None:
        """Say it, and wait for the end of the answer."""
        # From its first byte on, the page shows that a run is on until it is over.
        async with self.page.expect_response(lambda response: response.url.endswith("/run"), timeout=15_000):
            await self.type(text)
        await self.settled()

    async def settled(self) -> None:
        await expect(self.page.locator("[data-copilot-running=false]")).to_be_visible(timeout=20_000)

    async def shows(self, text: str | re.Pattern[str], times: int = 1) -> None:
        """In the conversation, exactly so often."""
        found = self.messages.get_by_text(text, exact=isinstance(text, str))
        await expect(found).to_have_count(times, timeout=15_000)

    async def percent(self) -> int:
        return int(await self.page.get_by_role("progressbar").get_attribute("aria-valuenow") or -1)

"""One stage's form alone in a browser, without a server: its properties given, and what it reports."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, Route

from server.routes.stages import _all

ADDRESS = "http://form.example/"
ORGANIZER, EVENT, VENUE, TICKETS, SPONSORS = (
    "organizerSetup",
    "eventSetup",
    "venueSetup",
    "ticketSetup",
    "sponsorsMedia",
)


@dataclass
class Form:
    page: Page
    errors: list[str] = field(default_factory=list)

    @classmethod
    async def opened(cls, context: BrowserContext, folder: Path) -> Form:
        async def file(route: Route) -> None:
            path = route.request.url.removeprefix(ADDRESS) or "index.html"
            await route.fulfill(path=folder / path)

        form = cls(await context.new_page())
        form.page.on("pageerror", lambda error: form.errors.append(str(error)))
        form.page.on("console", lambda said: form.errors.append(said.text) if said.type == "error" else None)
        await form.page.route(f"{ADDRESS}**", file)
        stages = [stage.model_dump(by_alias=True) for stage in _all().stages]
        await form.page.add_init_script(f"window.stages = {json.dumps(stages)}")
        await form.page.goto(ADDRESS)
        return form

    async def show(self, stage: str | None = None, **properties: Any) -> None:
        """Open this stage's form, or give other properties to the one that is open."""
        await self.page.evaluate("([change, stage]) => show(change, stage ?? undefined)", [properties, stage])

    async def edits(self) -> list[dict[str, Any]]:
        return await self.page.evaluate("edits")

    async def last(self) -> tuple[str, Any, list[str]]:
        """Field, value and the codes of the form's own findings, of the newest edit."""
        edit = (await self.edits())[-1]
        return edit["field"], edit["value"], [each["code"] for each in edit["found"]]

    async def left(self) -> list[str]:
        return await self.page.evaluate("left")

    def control(self, title: str) -> Any:
        return self.page.get_by_label(title, exact=True)

    def group(self, name: str) -> Any:
        return self.page.get_by_role("group", name=name)

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    async def described(self, control: Any) -> str:
        """What a screen reader says beside the control's name."""
        return await control.evaluate(
            """control => (control.getAttribute('aria-describedby') ?? '').split(' ')
                .map((id) => document.getElementById(id)?.innerText ?? '').join('\\n').trim()"""
        )

"""The form of one setup as its person uses it, and the same setup by REST, as another device of his would."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.server.agui.process import Server
from tests.server.running import Person
from tests.state.worlds import STAGES

SAVED = "All changes saved"
KEPT = "Kept here; saved as soon as the server answers"
REFUSED = re.compile("^Not everything is saved: see the marked fields of ")
PENDING = "Not saved yet …"
ALL = tuple(STAGES)
ORGANIZER, EVENT, VENUE, TICKETS, SPONSORS = ALL
TITLES = dict(zip(ALL, ("Organizer", "Event", "Venue", "Tickets", "Sponsors & media"), strict=True))


@dataclass
class Form:
    desk: Desk
    person: Person

    @classmethod
    async def opened(
        cls, desk: Any, server: Server, stages: Iterable[str] = (), complete: Iterable[str] = (), **values: Any
    ) -> Form:
        """The page on a setup in which these stages are filled, with `values` of eventSetup and others beside them."""
        person, session = Person(server.address, uuid4()), str(uuid4())
        await person.session(session)
        for stage in stages:
            saved = await person.save(session, stage, STAGES[stage] | values.get(stage, {}))
            assert saved.status_code == 200, saved.text
        for stage in complete:
            done = await person.http.post(f"/wizard/sessions/{session}/stages/{stage}/complete", json={})
            assert done.status_code == 200, done.text
        form = cls(await desk(user=person.user, thread_id=session), person)
        await expect(form.desk.banner).not_to_contain_text("Not started")
        return form

    @property
    def page(self) -> Any:
        return self.desk.page

    @property
    def part(self) -> Any:
        return self.desk.form

    @property
    def state(self) -> Any:
        """Where the typing stands, in words."""
        return self.part.locator(".save-state")

    def field(self, title: str, within: str | None = None) -> Any:
        return (self.group(within) if within else self.part).get_by_label(title, exact=True)

    def group(self, name: str) -> Any:
        return self.part.get_by_role("group", name=name, exact=True)

    def button(self, name: str) -> Any:
        return self.part.get_by_role("button", name=name, exact=True)

    async def show(self, stage: str) -> None:
        """Go to this stage's form."""
        ways = self.part.get_by_role("navigation", name="Stages")
        await ways.get_by_role("link", name=re.compile(f"^{TITLES[stage]}")).click()
        await self.at(stage)

    async def at(self, stage: str) -> None:
        await expect(self.part.get_by_role("heading", level=2, name=TITLES[stage], exact=True)).to_be_visible()

    async def saved(self) -> None:
        await expect(self.state).to_have_text(SAVED)

    async def leave(self) -> None:
        """With the focus on nothing."""
        await self.page.evaluate("document.activeElement.blur()")

    async def tells(self, field: Any, message: str) -> None:
        """Beside the field, and tied to it."""
        await expect(field).to_have_attribute("aria-invalid", "true")
        assert message in await self.described(field)

    async def tells_nothing(self, field: Any) -> None:
        await expect(field).to_have_attribute("aria-invalid", "false")

    async def described(self, field: Any) -> str:
        ids = (await field.get_attribute("aria-describedby") or "").split()
        texts = [await self.page.locator(f'[id="{each}"]').inner_text() for each in ids]
        return " ".join(texts)

    async def data(self, stage: str) -> dict[str, Any]:
        """What the server has."""
        answer = await self.person.http.get(f"/wizard/sessions/{self.desk.thread_id}")
        return answer.json()["stages"][stage]["data"]

    async def has(self, stage: str, **values: Any) -> None:
        """Sooner or later, on the server."""
        for _ in range(100):
            stored = await self.data(stage)
            if values.items() <= stored.items():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{stored} has not {values}")

    async def elsewhere(self, stage: str, **values: Any) -> None:
        """The same person saves this from somewhere else."""
        saved = await self.person.save(self.desk.thread_id, stage, values)
        assert saved.status_code == 200, saved.text

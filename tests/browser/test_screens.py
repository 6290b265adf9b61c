"""Every screen, in both themes, on a telephone and on a desk: no barrier for anybody, nothing cut off, a quiet console.

With SCREENSHOTS=<folder> each is kept as a picture to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.test_access import overflowing
from tests.server.running import Person, token

STAGES = ("Organizer", "Event", "Venue", "Tickets", "Sponsors & media", "Review & publish")
NARROW, WIDE = 360, 1280


class Screens:
    """Looks at one screen after the other, at one width in one theme."""

    def __init__(self, page: Any, width: int, theme: str) -> None:
        self.page, self.width, self.theme = page, width, theme
        self.found: dict[str, list[Any]] = {}

    async def look(self, name: str) -> None:
        await self.page.wait_for_timeout(150)
        self.found[name] = [*await barriers(self.page), *await overflowing(self.page)]
        if folder := os.environ.get("SCREENSHOTS"):
            await self.page.screenshot(path=f"{folder}/{name}-{self.width}-{self.theme}.png")

    async def turn_to(self, side: str) -> None:
        if self.width == NARROW:
            await self.page.get_by_role("button", name=side, exact=True).click()


@pytest.fixture(params=[(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")], ids=str)
async def screens(request, browser) -> AsyncIterator[Screens]:
    width, theme = request.param
    # axe's script may run here alone: the page's own policy lets none in.
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True, locale="en-GB"
    )
    yield Screens(await context.new_page(), width, theme)
    await context.close()


async def seen(screens: Screens, server: Any) -> list[str]:
    """Through the whole product; what the console said on the way."""
    await screens.page.goto(server.address)
    await screens.look("sign-in")
    anna = await _desk(screens, server.address)
    await screens.look("new")
    await screens.turn_to("Form")
    await anna.button("Complete and go on").click()
    await expect(anna.form.get_by_text("Still needed")).to_be_visible()
    await screens.look("form-refused")
    await _filled(anna)
    for stage in STAGES:
        await anna.form.get_by_role("link", name=stage).click()
        await screens.look(f"form-{stage.split()[0].lower()}")
    await anna.form.get_by_text("History").click()
    await screens.look("history")
    await screens.turn_to("Conversation")
    await anna.say("publish")
    await expect(anna.button("Publish")).to_be_visible()
    await screens.look("approval")
    await anna.button("Publish").click()
    await expect(anna.banner).to_contain_text("Published")
    await screens.look("conversation")
    await screens.turn_to("Event")
    await screens.look("published")
    await _events(screens, anna)
    return anna.console


async def _desk(screens: Screens, address: str) -> Desk:
    """A new setup, in a tab that is there."""
    anna = Desk(screens.page, address, uuid4(), "")
    anna.page.on("console", lambda message: anna.console.append(message.text))
    await anna.page.goto(f"{address}/?token={token(anna.user)}")
    await anna.ready()
    [anna.thread_id] = parse_qs(urlsplit(anna.page.url).query)["thread"]
    return anna


async def _filled(anna: Desk) -> None:
    person = Person(anna.address, anna.user)
    await person.filled(anna.thread_id)
    for stage in ("organizerSetup", "eventSetup", "venueSetup", "ticketSetup", "sponsorsMedia"):
        done = await person.http.post(f"/wizard/sessions/{anna.thread_id}/stages/{stage}/complete", json={})
        assert done.status_code == 200, done.text
    await person.save(await person.session(), "eventSetup", {"title": "Paris Mornings"})
    await person.http.aclose()
    await anna.page.reload()
    await anna.ready()
    if await anna.button("Form").is_visible():
        await anna.button("Form").click()


async def _events(screens: Screens, anna: Desk) -> None:
    await anna.page.get_by_role("link", name="All events").click()
    await expect(anna.page.get_by_role("link", name="Paris Mornings")).to_be_visible()
    await screens.look("events")
    await anna.button("Rename Paris Mornings").click()
    await screens.look("events-rename")
    await anna.button("Cancel").click()
    await anna.button("Abandon Paris Mornings").click()
    await screens.look("events-abandon")


async def test_no_screen_has_a_barrier_or_is_cut_off_and_the_console_is_quiet(screens, server):
    console = await seen(screens, server)

    assert {name: found for name, found in screens.found.items() if found} == {}
    # The browser itself writes down each answer above 399, and the first form was refused.
    assert [text for text in console if "422" not in text] == []


async def test_signing_in_again_and_a_lost_connection_have_no_barrier(screens, server):
    anna = await _desk(screens, server.address)
    await screens.page.route("**/copilotkit/**", lambda route: route.abort())
    await anna.type("hi")
    await expect(anna.alert).to_be_visible()
    await screens.look("banner")
    await screens.turn_to("Form")
    await screens.page.route("**/api/v1/**", lambda route: route.fulfill(status=401, json={"code": "bad_token"}))
    await anna.field("Your name").fill("Anna Rossi")
    await expect(screens.page.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    await screens.look("sign-in-again")

    assert {name: found for name, found in screens.found.items() if found} == {}

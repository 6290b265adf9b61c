"""A whole conversation on the page: shared state, approval, the page's own tool, errors, and who is not signed in."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import expect

from tests.server.running import Person, token

LINES = [line.strip() for line in Path("docs/first-conversation.txt").read_text().splitlines() if line.strip()]


async def read(desk) -> dict:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token(desk.user)}"}) as http:
        answer = await http.get(f"{desk.address}/api/v1/wizard/sessions/{desk.thread_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ready(desk):
    """A desk whose event lacks nothing but the approval, which is being asked for."""
    opened = await desk()
    person = Person(opened.address, opened.user)
    await person.filled(opened.thread_id)
    for stage in ("organizerSetup", "eventSetup", "venueSetup", "ticketSetup", "sponsorsMedia"):
        done = await person.http.post(f"/wizard/sessions/{opened.thread_id}/stages/{stage}/complete", json={})
        assert done.status_code == 200, done.text
    await person.http.aclose()
    await opened.say("publish")
    await expect(opened.button("Publish")).to_be_visible()
    return opened


async def test_a_conversation_on_the_page_ends_in_a_published_event(desk):
    anna = await desk()
    percents = []
    for line in LINES[:-1]:
        await anna.say(line)
        percents.append(await anna.percent())

    await expect(anna.page.get_by_role("heading", level=1)).to_have_text("Milan Nights")
    await expect(anna.form).to_contain_text("VIP at 150.00 EUR × 40, not on sale yet; general at 60.00 EUR × 240")
    approval = anna.page.get_by_role("region", name="Publish this event?")
    await expect(approval).to_contain_text("15 June 2027 at 19:30 (Europe/Rome)")
    await expect(approval).to_contain_text("Palazzo Reale, Piazza del Duomo 12, Milan")
    await anna.button("Publish").click()

    await expect(anna.banner).to_contain_text("Published")
    await expect(approval).to_have_count(0)
    assert percents == sorted(percents) and percents[-1] == 85 and await anna.percent() == 100
    assert (await read(anna))["status"] == "completed"


async def test_what_was_saved_is_said_in_plain_words(desk):
    anna = await desk()

    await anna.say("I'm Anna Rossi, anna@rossi.example, and I organize events")

    await anna.shows("Saved Your name: Anna Rossi; E-mail: anna@rossi.example; Your role: Event organizer")
    assert not re.search(r"[{}]|save_organizer|event_organizer", await anna.page.locator("body").inner_text())


async def test_the_token_leaves_the_address_and_the_thread_stays_in_it(desk):
    anna = await desk()
    assert anna.page.url == f"{anna.address}/?thread={anna.thread_id}"

    await anna.page.goto(f"{anna.address}/")

    await expect(anna.page).to_have_url(re.compile(r"/\?thread=[0-9a-f-]{36}$"))
    await expect(anna.box).to_be_visible()


async def test_not_now_publishes_nothing_and_the_conversation_goes_on(desk):
    anna = await ready(desk)

    await anna.button("Not now").click()

    await expect(anna.button("Publish")).to_have_count(0)
    await anna.settled()
    assert (await read(anna))["status"] == "in_progress"
    await anna.say("make the capacity 260")
    await anna.shows(re.compile("Capacity: 260"))


async def test_a_message_beside_an_open_approval_means_not_now(desk):
    anna = await ready(desk)

    await anna.say("make the capacity 260")

    await anna.shows(re.compile("Capacity: 260"))
    await expect(anna.button("Publish")).to_have_count(0)
    await expect(anna.alert).to_have_count(0)
    assert (await read(anna))["status"] == "in_progress"


async def test_the_model_points_at_a_field_of_the_page(desk):
    anna = await desk()
    await anna.say("I'm Anna Rossi, anna@rossi.example, and I organize events")
    await anna.say("next")
    await anna.say('It\'s called "Milan Nights"')

    await anna.type("Where is the title?")

    await anna.shows("I have marked it for you.")
    await expect(anna.page.locator("[data-highlighted]")).to_contain_text("Event title")
    await expect(anna.field("Event title")).to_be_focused()


async def test_an_answer_that_breaks_off_is_told_in_a_banner_that_can_try_again(desk, model):
    anna = await desk()
    model.fail("error object", visible=True)

    await anna.say("hi")

    await expect(anna.alert).to_be_visible()
    words = await anna.alert.inner_text()
    assert len(words) > 20 and not re.search(r"(?i)gemini|google|http|error|undefined", words)
    await anna.button("Try again").click()
    await anna.say("hi again")
    await expect(anna.alert).to_have_count(0)


@pytest.mark.parametrize("given", [None, "nonsense", token(uuid4(), exp=1_000_000_000)])
async def test_who_is_not_signed_in_is_told_how(browser, server, given):
    context = await browser.new_context()
    page = await context.new_page()

    await page.goto(server.address + (f"/?token={given}" if given else "/"))

    await expect(page.get_by_role("main")).to_contain_text("wizard token --link")
    assert "token" not in page.url
    await context.close()


async def test_a_token_that_does_not_hold_here_is_told_and_forgotten(browser, server):
    context = await browser.new_context()
    page = await context.new_page()
    forged = token(uuid4())[:-4] + "AAAA"

    await page.goto(f"{server.address}/?token={forged}")

    await expect(page.get_by_role("dialog", name="Please sign in again")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text("sign-in")
    assert await page.evaluate("localStorage.length") == 0
    await context.close()

"""An event set up by the form alone, and by form and conversation in turn, with a reload and a restart in between."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.test_conversation import read
from tests.browser.test_interruptions import mortal, one_mortal  # noqa: F401  fixtures

DAY = (date.today() + timedelta(days=200)).isoformat()
COMPLETE = "Complete and go on"


async def heading(desk: Desk, title: str) -> None:
    await expect(desk.form.get_by_role("heading", level=2, name=title, exact=True)).to_be_visible()


async def organizer(desk: Desk) -> None:
    await heading(desk, "Organizer")
    await desk.field("Your name").fill("Anna Rossi")
    await desk.field("E-mail").fill("anna@rossi.example")
    await desk.field("Event organizer").check()
    await desk.button(COMPLETE).click()


async def event(desk: Desk) -> None:
    await heading(desk, "Event")
    await desk.field("Event title").fill("Milan Nights")
    await desk.field("Type of event").select_option("Runway show")
    await desk.field("Date").fill(DAY)
    await desk.field("Start").fill("19:30")
    await desk.field("Time zone").fill("Europe/Rome")
    await desk.button(COMPLETE).click()


async def venue(desk: Desk) -> None:
    await heading(desk, "Venue")
    await desk.field("Physical").check()
    await desk.field("Address").fill("Piazza del Duomo 12")
    await desk.field("City").fill("Milan")
    await desk.field("Capacity").fill("300")
    await desk.button(COMPLETE).click()


async def tickets(desk: Desk) -> None:
    await heading(desk, "Tickets")
    await desk.button("Add tier").click()
    await expect(desk.field("Tier name")).to_be_focused()
    await desk.field("Tier name").fill("General")
    await desk.field("Price").fill("0")
    await desk.field("Quantity").fill("280")
    await desk.field("Tickets in total").fill("280")
    await desk.button(COMPLETE).click()


async def publish(desk: Desk) -> None:
    await heading(desk, "Review and publish")
    await expect(desk.form).to_contain_text("General at 0 × 280")
    await expect(desk.button("Publish event")).to_be_disabled()
    await desk.field("I looked this over, and it is right").check()
    await desk.field("I accept the terms").check()
    await desk.button("Publish event").click()
    await heading(desk, "Milan Nights")
    await expect(desk.banner).to_contain_text("Published")


async def test_an_event_is_set_up_and_published_by_the_form_alone(desk):
    anna = await desk()
    progress = anna.page.get_by_role("progressbar", name="Event setup")
    for stage, percent in ((organizer, 15), (event, 35), (venue, 50), (tickets, 70)):
        await stage(anna)
        await expect(progress).to_have_attribute("aria-valuenow", str(percent))
    await heading(anna, "Sponsors & media")
    await anna.button("Skip this").click()

    await publish(anna)

    await expect(progress).to_have_attribute("aria-valuenow", "100")
    stored = await read(anna)
    assert stored["status"] == "completed"
    assert stored["stages"]["ticketSetup"]["data"]["tiers"] == [{"name": "General", "price": "0", "quantity": 280}]


async def test_the_success_screen_leads_to_the_page_and_its_calendar_file_and_takes_a_rating(desk):
    anna = await desk()
    for stage in (organizer, event, venue, tickets):
        await stage(anna)
    await anna.button("Skip this").click()
    await publish(anna)
    await anna.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    address = anna.form.get_by_role("link", name=re.compile("milan-nights-"))
    shown = await address.get_attribute("href") or ""
    await anna.button("Copy link").click()
    await expect(anna.form.get_by_text("Copied.")).to_be_visible()
    assert await anna.page.evaluate("navigator.clipboard.readText()") == shown
    assert "Milan Nights" in await (await anna.page.request.get(shown)).text()
    calendar = await anna.form.get_by_role("link", name="Calendar file").get_attribute("href") or ""
    assert (await (await anna.page.request.get(calendar)).text()).startswith("BEGIN:VCALENDAR")
    await anna.form.get_by_label("5 of 5: Very well").check()
    await anna.button("Send rating").click()
    await expect(anna.form.get_by_text("Thank you.")).to_be_visible()

    await anna.page.reload()

    await expect(address).to_have_attribute("href", shown)


async def test_form_and_conversation_take_turns_through_a_reload_and_a_restart(browser, mortal):  # noqa: F811
    context = await browser.new_context(locale="en-GB")
    anna = await Desk.opened(context, mortal.address)
    await organizer(anna)
    await heading(anna, "Event")
    await anna.say('It\'s called "Milan Nights", a runway show')
    await expect(anna.field("Event title")).to_have_value("Milan Nights")
    await anna.field("Date").fill(DAY)
    await anna.page.reload()
    await anna.ready()
    await expect(anna.field("Date")).to_have_value(DAY)
    await anna.say("from 7:30 pm, in Milan")
    await anna.button(COMPLETE).click()
    await venue(anna)
    await heading(anna, "Tickets")

    mortal.kill()
    await anna.button("Add tier").click()
    await anna.field("Tier name").fill("General")
    await anna.field("Price").fill("0")
    await anna.field("Quantity").fill("280")
    await anna.field("Tickets in total").fill("280")
    await expect(anna.form).to_contain_text("Kept here; saved as soon as the server answers")
    mortal.start()

    await expect(anna.form).to_contain_text("All changes saved", timeout=30_000)
    await anna.button(COMPLETE).click()
    await anna.button("Skip this").click()
    await publish(anna)
    assert (await read(anna))["status"] == "completed"
    await context.close()

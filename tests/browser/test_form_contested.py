"""What is changed elsewhere while it is typed is the person's to decide; what comes late of his own doing is not."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Route, expect

from tests.browser.form import EVENT, KEPT, ORGANIZER, TICKETS, Form
from tests.browser.test_form_kept import SAVES, abort

READS = re.compile(r"/wizard/sessions/[^/]+$")
CONNECTS = "**/connect"


async def contested(desk, server) -> Form:
    """Two have changed the name: "Anna Bianchi" was typed here, "Anna Verdi" was saved from elsewhere."""
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.page.context.route(SAVES, abort)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)
    await anna.elsewhere(ORGANIZER, name="Anna Verdi")
    await anna.page.context.unroute(SAVES)
    told = anna.part.get_by_role("alert").filter(has_text="was changed elsewhere")
    await expect(told).to_contain_text(
        "Your name was changed elsewhere to “Anna Verdi” while you typed “Anna Bianchi”."
    )
    await expect(anna.state).to_have_text("Changed elsewhere: please decide at Organizer")
    return anna


@pytest.mark.parametrize(("answer", "name"), [("Keep mine", "Anna Bianchi"), ("Take theirs", "Anna Verdi")])
async def test_who_changed_what_another_changed_decides_which_stands(desk, server, answer, name):
    anna = await contested(desk, server)
    await expect(anna.field("Your name")).to_have_value("Anna Bianchi")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Verdi"

    await anna.button(answer).click()

    await expect(anna.field("Your name")).to_be_focused()
    await expect(anna.field("Your name")).to_have_value(name)
    await anna.saved()
    assert (await anna.data(ORGANIZER))["name"] == name
    await expect(anna.button(answer)).to_have_count(0)


async def test_an_open_decision_holds_up_no_other_field_and_outlives_a_reload(desk, server):
    anna = await contested(desk, server)

    await anna.field("E-mail").fill("anna@bianchi.example")
    await anna.has(ORGANIZER, name="Anna Verdi", email="anna@bianchi.example")
    await anna.page.reload()

    await expect(anna.button("Keep mine")).to_be_visible()
    await anna.button("Keep mine").click()
    await anna.saved()
    stored = await anna.data(ORGANIZER)
    assert (stored["name"], stored["email"]) == ("Anna Bianchi", "anna@bianchi.example")


async def test_a_change_of_another_field_elsewhere_is_no_reason_to_ask(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.elsewhere(ORGANIZER, email="anna@verdi.example")

    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()

    await anna.saved()
    await expect(anna.field("E-mail")).to_have_value("anna@verdi.example")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"


async def test_tiers_changed_in_the_conversation_while_one_is_being_written_are_decided_upon(desk, server):
    anna = await Form.opened(desk, server, [TICKETS])
    await anna.show(TICKETS)
    await anna.button("Add tier").click()
    await anna.page.keyboard.type("Late")

    await anna.elsewhere(TICKETS, tiers=[{"name": "Standing", "price": "20", "quantity": 100}])
    await anna.field("Price", within="Tier 3").fill("10")
    await anna.field("Quantity", within="Tier 3").fill("5")
    await anna.leave()

    told = anna.part.get_by_role("alert").filter(has_text="was changed elsewhere")
    await expect(told).to_contain_text("Standing at 20.00 × 100")
    await expect(told).to_contain_text("Late at 10 × 5")
    await anna.button("Take theirs").click()
    await expect(anna.field("Tier name", within="Tier 1")).to_have_value("Standing")
    await expect(anna.group("Tier 2")).to_have_count(0)


async def test_the_same_change_made_elsewhere_is_no_reason_to_ask(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.page.context.route(SAVES, abort)
    await anna.field("Your name").fill("Anna Verdi")
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)
    await anna.elsewhere(ORGANIZER, name="Anna Verdi")

    await anna.page.context.unroute(SAVES)

    await anna.saved()
    await expect(anna.button("Keep mine")).to_have_count(0)


@pytest.mark.parametrize(
    ("stage", "title", "value", "stored"),
    [
        (EVENT, "Time zone", "europe/paris", {"timezone": "Europe/Paris"}),
        (TICKETS, "Price", "61.5", {"tiers": [{"name": "General", "price": "61.50", "quantity": 9}]}),
    ],
)
async def test_an_answer_lost_on_the_way_is_no_change_made_elsewhere(desk, server, stage, title, value, stored):
    anna = await Form.opened(
        desk, server, [stage], ticketSetup={"tiers": [{"name": "General", "price": "60", "quantity": 9}]}
    )
    await anna.show(stage)
    lost = False

    async def lose_once(route: Route) -> None:
        nonlocal lost
        if lost:
            return await route.continue_()
        lost = True
        await route.fetch()
        await route.abort()

    await anna.page.context.route(f"**/stages/{stage}", lose_once)
    await anna.field(title).fill(value)
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)

    await anna.saved()
    await expect(anna.button("Keep mine")).to_have_count(0)
    await anna.has(stage, **stored)


async def test_a_value_of_one_s_own_whose_answer_never_came_is_no_change_made_elsewhere(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await anna.page.context.route(SAVES, lose, times=1)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await anna.has(ORGANIZER, name="Anna Bianchi")
    await anna.field("Your name").fill("Anna Verdi")
    await anna.leave()

    await anna.saved()
    await expect(anna.button("Keep mine")).to_have_count(0)
    assert (await anna.data(ORGANIZER))["name"] == "Anna Verdi"


@asynccontextmanager
async def slow(anna: Form, *addresses: str) -> AsyncIterator[None]:
    """Answers to these come no sooner than the end of this."""
    end = asyncio.Event()

    async def wait(route: Route) -> None:
        await end.wait()
        await route.continue_()

    for address in addresses:
        await anna.page.context.route(address, wait)
    yield
    end.set()


async def test_what_is_typed_before_the_conversation_is_there_stands_on_what_was_saved(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])

    async with slow(anna, CONNECTS):
        await anna.page.reload()
        await anna.field("Your name").fill("Anna Bianchi")
        await anna.leave()
        await anna.saved()

    await expect(anna.desk.banner).not_to_contain_text("Not started")
    await expect(anna.button("Keep mine")).to_have_count(0)
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"


async def test_nothing_is_typed_over_what_the_page_does_not_know_yet(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])

    async with slow(anna, CONNECTS, READS):
        await anna.page.reload()
        await expect(anna.part).to_contain_text("The form is being loaded …")
        await expect(anna.field("Your name")).to_have_count(0)

    await expect(anna.field("Your name")).to_have_value("Anna Rossi")


async def test_a_decision_made_before_the_conversation_is_there_holds(desk, server):
    anna = await contested(desk, server)

    async with slow(anna, CONNECTS):
        await anna.page.reload()
        await anna.button("Keep mine").click()
        await anna.saved()

    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"

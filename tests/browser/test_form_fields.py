"""The form's fields, each kind by itself, with nothing behind them: what is typed, shown, told and reported."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.async_api import expect

from server.routes.stages import _all
from tests.browser.axe import barriers
from tests.browser.bare_form import EVENT, ORGANIZER, SPONSORS, TICKETS, VENUE, Form
from tests.browser.test_access import nodes, overflowing

VIP = {"name": "VIP", "price": "150.00", "quantity": 40}
GENERAL = {"name": "General", "price": "60.00", "quantity": 240}
FILLED: dict[str, dict[str, Any]] = {
    ORGANIZER: {"name": "Anna Rossi", "email": "anna@rossi.example", "role": "fashion_designer"},
    EVENT: {
        "title": "Milan Nights",
        "type": "runway_show",
        "date": "2031-06-15",
        "start_time": "19:30",
        "timezone": "Europe/Rome",
        "description": "Silk, smoke and mirrors. " * 70,
        "goals": ["Find buyers", "Be written about"],
        "target_attendees": 250,
    },
    VENUE: {"mode": "hybrid", "address": "Piazza del Duomo 12", "city": "Milan"},
    TICKETS: {"tiers": [VIP, GENERAL], "currency": "EUR", "total_capacity": 280, "payment": {"deferred": True}},
    SPONSORS: {
        "sponsors": [{"name": "Seta", "tier": "gold", "logo_url": "https://seta.example/logo.svg"}],
        "media_partners": ["Vetrina"],
    },
}


async def keep(form: Form, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        size = form.page.viewport_size or {}
        dark = await form.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        name = f"{folder}/{name}-{size['width']}-{'dark' if dark else 'light'}.png"
        await form.page.screenshot(path=name, full_page=True)


@pytest.mark.parametrize("stage", FILLED)
async def test_no_form_has_a_barrier_or_is_cut_off_empty_filled_or_refused(any_form, stage):
    missing = [name for name in _schema(stage)["required"] if stage != VENUE] or ["mode", "address", "city", "capacity"]
    refused = [{"field": name, "code": "missing", "message": "This is missing; please give it."} for name in missing]
    shown = {
        "empty": {"missing": missing},
        "refused": {"missing": missing, "problems": refused},
        "filled": {"data": FILLED[stage]},
    }
    found = {}
    for name, properties in shown.items():
        await any_form.show(stage, **properties)
        await keep(any_form, f"{stage}-{name}")
        found[name] = [*await barriers(any_form.page), *await overflowing(any_form.page)]

    assert {name: each for name, each in found.items() if each} == {}
    assert any_form.errors == []


@pytest.mark.parametrize("stage", FILLED)
async def test_every_field_bears_its_title_and_is_described_by_its_hint(form, stage):
    await form.show(stage, data=FILLED[stage])
    named = {node.get("name", {}).get("value", "") for node in await nodes(form.page)}

    for schema in _schema(stage)["properties"].values():
        assert any(name.startswith(schema["title"]) for name in named), schema["title"]
    shown = await form.page.locator(".hint").all_inner_texts()
    tied = await form.page.evaluate(
        """() => [...document.querySelectorAll('[aria-describedby]')].flatMap((part) =>
            part.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.innerText))"""
    )
    assert {hint for hint in shown if "characters" not in hint} <= set(tied)


async def test_a_number_is_reported_as_one_and_bad_input_is_kept_and_refused_in_words(form):
    await form.show(EVENT)
    guests = form.control("Expected guests")

    await guests.press_sequentially("250")
    assert await form.last() == ("target_attendees", 250, [])
    await guests.press_sequentially(" people")
    await expect(guests).to_have_attribute("aria-invalid", "false")
    await guests.press("Tab")

    await expect(guests).to_have_value("250 people")
    await expect(guests).to_have_attribute("aria-invalid", "true")
    assert (await form.described(guests)).startswith("Give a whole number, for example 250.")
    assert await form.last() == ("target_attendees", "250 people", ["not_a_number"])


async def test_an_error_waits_for_the_end_of_typing_once_and_goes_as_soon_as_it_is_mended(form):
    await form.show(ORGANIZER)
    email, told = form.control("E-mail"), form.page.get_by_text("An email address must have an @-sign.")

    await email.press_sequentially("anna")
    await expect(told).to_have_count(0)
    await email.press("Tab")
    await expect(told).to_be_visible()
    await email.focus()
    await expect(told).to_be_visible()
    await email.press("End")
    await email.press_sequentially("@rossi.example")
    await expect(told).to_have_count(0)

    await email.press("Tab")
    await email.fill("anna again")
    await expect(told).to_have_count(0)


async def test_what_is_being_typed_stays_as_it_is_in_whichever_form_it_is_stored(form):
    await form.show(EVENT, data={"title": "Milan Nights"})
    title = form.control("Event title")

    await title.focus()
    await form.show(data={"title": "Paris Nights"})
    await expect(title).to_have_value("Paris Nights")
    await title.press("End")
    await title.press_sequentially(" 2031 ")
    await form.show(data={"title": "Paris Nights 2031"})
    await expect(title).to_have_value("Paris Nights 2031 ")
    await title.press("Tab")
    await expect(title).to_have_value("Paris Nights 2031")
    assert set(await form.left()) == {"title"}

    await form.button("Add to goals").click()
    await form.page.keyboard.type("Sell ")
    await form.show(data={"goals": ["Sell"]})
    await expect(form.control("Goals 1")).to_have_value("Sell ")
    await form.show(data={"goals": ["Be seen"]})
    await expect(form.control("Goals 1")).to_have_value("Be seen")


async def test_a_button_stays_under_the_pointer_while_an_error_appears_above_it(form):
    await form.show(EVENT)
    await form.control("Time zone").fill("Rome")

    await form.button("Add to goals").click()

    await expect(form.control("Goals 1")).to_be_focused()
    await expect(form.page.get_by_text("Give an IANA time zone such as Europe/Rome")).to_be_visible()


async def test_a_date_filled_in_half_is_told_and_not_taken_for_none(form):
    await form.show(TICKETS)
    start = form.control("Sales start")

    await start.press_sequentially("15")
    await form.control("Currency").focus()
    await expect(form.page.get_by_text("Give the date as YYYY-MM-DD, for example 2027-06-15.")).to_be_visible()
    assert await form.last() == ("sales_start_date", None, ["not_a_date"])

    await start.fill("2031-03-15")
    await expect(start).to_have_attribute("aria-invalid", "false")
    assert await form.last() == ("sales_start_date", "2031-03-15", [])


async def test_a_choice_is_made_from_a_list_that_begins_with_none(form):
    await form.show(EVENT)
    kind = form.page.get_by_role("combobox", name="Type of event")
    await expect(kind.locator("option").first).to_have_text("Choose …")
    await kind.select_option("Pop up")
    assert await form.last() == ("type", "pop_up", [])


async def test_what_is_needed_says_so_in_a_word_and_follows_what_the_stage_misses(form):
    async def words() -> dict[str, str]:
        rows = await form.page.locator(".form > .row:has(> .title)").all()
        return {await row.locator("label").inner_text(): await row.locator(".mark").inner_text() for row in rows}

    await form.show(VENUE, data={"mode": "virtual"}, missing=["streaming_url"])
    asked = await words()
    assert asked["Streaming address"] == "required" and asked["City"] == "optional"
    await form.show(data={"mode": "physical", "city": "Milan"}, missing=["address", "capacity"])
    asked = await words()

    assert asked["Streaming address"] == "optional" and asked["Address"] == "required" and asked["City"] == ""
    await expect(form.control("Address")).to_have_attribute("required", "")
    await expect(form.control("Kind of venue")).to_have_attribute("required", "")


async def test_the_field_that_is_pointed_at_is_marked_and_in_view(form):
    await form.page.set_viewport_size({"width": 360, "height": 400})
    await form.show(EVENT)

    await form.show(highlighted={"field": "target_attendees"})

    marked = form.page.locator("[data-highlighted]")
    await expect(marked).to_have_count(1)
    await expect(marked).to_contain_text("Expected guests")
    await expect(form.control("Expected guests")).to_be_in_viewport()


async def test_the_length_is_said_near_the_end_alone(form):
    await form.show(SPONSORS)
    text = form.control("Press release")

    await text.fill("x" * 800)
    await expect(form.page.get_by_text("characters")).to_have_count(0)
    await text.fill("👗" * 990)
    await expect(form.page.get_by_text("990 of 1000 characters")).to_be_visible()
    assert (await form.last())[2] == []


async def test_a_required_field_that_is_emptied_is_held_back_and_an_optional_one_is_cleared(form):
    await form.show(ORGANIZER, data=FILLED[ORGANIZER] | {"organization": "Rossi"})

    await form.control("Organization").fill("")
    assert await form.last() == ("organization", None, [])
    await form.control("Your name").fill("")
    await form.control("Your name").press("Tab")

    assert await form.last() == ("name", None, ["required"])
    await expect(form.page.get_by_text("Your name cannot be left empty")).to_be_visible()


async def test_a_form_that_is_over_can_be_read_and_not_changed(form):
    for stage in (EVENT, VENUE, TICKETS, SPONSORS):
        await form.show(stage, data=FILLED[stage], readOnly=True)
        await expect(form.page.get_by_role("button")).to_have_count(0)
        editable = "input:not([readonly]):not(:disabled), textarea:not([readonly]), select:not(:disabled)"
        await expect(form.page.locator(editable)).to_have_count(0)


async def test_tab_reaches_every_control_of_the_tickets_in_the_order_that_is_read(form):
    await form.show(TICKETS, data={"tiers": [VIP]})
    wanted = await form.page.locator(".form :is(input, select, textarea, button)").count()
    reached: list[int] = []

    for _ in range(wanted * 4):
        await form.page.keyboard.press("Tab")
        place = await form.page.evaluate(
            "[...document.querySelectorAll('.form :is(input, select, textarea, button)')]"
            ".indexOf(document.activeElement)"
        )
        if place >= 0 and place not in reached:
            reached.append(place)

    assert reached == list(range(wanted))


def _schema(stage: str) -> dict[str, Any]:
    schema = next(each.data_schema for each in _all().stages if each.id == stage)
    return {"required": [], **schema}

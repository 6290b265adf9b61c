"""The form saves itself, tells what is wrong beside its field, and goes with the conversation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.form import EVENT, ORGANIZER, PENDING, REFUSED, SPONSORS, TICKETS, VENUE, Form


def tier(price: str) -> dict[str, Any]:
    return {"name": "General", "price": price, "quantity": 200}


async def test_what_is_typed_is_saved_after_a_pause_and_the_page_says_so(desk, server):
    anna = await Form.opened(desk, server)
    await expect(anna.state).to_be_empty()

    await anna.field("Your name").fill("Anna Rossi")
    await expect(anna.state).to_have_text(PENDING)

    await anna.saved()
    assert await anna.data(ORGANIZER) == {"name": "Anna Rossi"}
    await expect(anna.state).to_have_role("status")


async def test_each_kind_of_field_is_saved_in_its_stored_form(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER, EVENT], [ORGANIZER])
    await anna.at(EVENT)

    await anna.field("Expected guests").fill(" 250 ")
    await anna.field("Start").fill("20:15")
    await anna.field("Time zone").fill("europe/paris")
    await anna.field("Type of event").select_option("Panel")
    await anna.field("Description").fill("  A night.\n  With music. ")
    await anna.leave()

    await anna.saved()
    stored = await anna.data(EVENT)
    assert stored["target_attendees"] == 250 and stored["start_time"] == "20:15" and stored["type"] == "panel"
    assert stored["timezone"] == "Europe/Paris" and stored["description"] == "A night.\n  With music."
    await expect(anna.field("Time zone")).to_have_value("Europe/Paris")


@pytest.mark.parametrize(
    ("stage", "title", "value", "message"),
    [
        (ORGANIZER, "Your name", "A", "Write at least 2 characters."),
        (ORGANIZER, "E-mail", "anna", "An email address must have an @-sign."),
        (EVENT, "Expected guests", "many", "Give a whole number, for example 250."),
        (VENUE, "Capacity", "0", "Give at least 1."),
        (VENUE, "Streaming address", "our site", "Give a full web address"),
        (TICKETS, "Currency", "€", "Give a three-letter currency code"),
    ],
)
async def test_a_bad_value_is_told_when_its_field_is_left_and_the_old_one_stays(
    desk, server, stage, title, value, message
):
    anna = await Form.opened(desk, server, [stage])
    await anna.show(stage)
    before, field = await anna.data(stage), anna.field(title)

    await field.fill(value)
    await anna.tells_nothing(field)
    await anna.leave()

    await anna.tells(field, message)
    await expect(anna.state).to_have_text(REFUSED)
    await expect(field).to_have_value(value)
    assert await anna.data(stage) == before


async def test_a_field_that_has_been_left_once_is_judged_with_every_letter(desk, server):
    anna = await Form.opened(desk, server)
    field = anna.field("E-mail")
    await field.fill("anna")
    await anna.leave()

    await field.press("End")
    await field.press_sequentially("@rossi.example")

    await anna.tells_nothing(field)
    await anna.saved()
    assert await anna.data(ORGANIZER) == {"email": "anna@rossi.example"}


async def test_what_must_be_there_cannot_be_emptied_and_what_need_not_can(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER, VENUE])
    await anna.field("Your name").fill("")
    await anna.leave()
    await anna.tells(anna.field("Your name"), "Your name cannot be left empty; give another value instead.")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Rossi"
    await anna.field("Your name").fill("Anna")

    await anna.show(VENUE)
    await anna.field("City").fill("")
    await anna.leave()

    await anna.saved()
    assert "city" not in await anna.data(VENUE)


@pytest.mark.parametrize(
    ("stage", "title", "value", "message"),
    [
        (EVENT, "Date", "2020-02-29", "2020-02-29 is in the past; give a day still to come."),
        (EVENT, "Time zone", "Europe/Rom", "Give an IANA time zone"),
        (TICKETS, "Currency", "XXX", "Give a three-letter currency code"),
        (ORGANIZER, "E-mail", "anna rossi@rossi.example", "before the @-sign: SPACE"),
    ],
)
async def test_what_only_the_server_can_refuse_is_told_beside_its_field_and_the_rest_is_saved(
    desk, server, stage, title, value, message
):
    anna = await Form.opened(desk, server, [stage])
    await anna.show(stage)
    before = await anna.data(stage)

    await anna.field(title).fill(value)
    await anna.leave()

    await anna.tells(anna.field(title), message)
    await expect(anna.field(title)).to_have_value(value)
    assert await anna.data(stage) == before
    await anna.show(SPONSORS)
    await anna.field("Press release").fill("Soon.")
    await anna.has(SPONSORS, press_release="Soon.")
    await expect(anna.state).to_have_text(REFUSED)


async def test_what_contradicts_another_field_says_so_at_the_field_that_was_changed(desk, server):
    anna = await Form.opened(desk, server, [TICKETS], ticketSetup={"tiers": [tier("60.50")]})
    await anna.show(TICKETS)

    await anna.field("Currency").fill("JPY")
    await anna.leave()

    await anna.tells(anna.field("Currency"), "JPY has 0 decimals; 60.50 for General has more.")


async def test_what_was_refused_is_tried_again_once_the_other_field_has_changed(desk, server):
    anna = await Form.opened(desk, server, [TICKETS], ticketSetup={"tiers": [tier("60.50")]})
    await anna.show(TICKETS)
    await anna.field("Price").fill("60.125")
    await anna.leave()
    await anna.tells(anna.field("Price"), "EUR has 2 decimals; 60.125 for General has more.")

    await anna.field("Currency").fill("KWD")
    await anna.leave()

    await anna.tells_nothing(anna.field("Price"))
    await anna.saved()
    await anna.has(TICKETS, currency="KWD", tiers=[tier("60.125")])


async def test_tiers_over_the_total_are_kept_and_told_at_the_total(desk, server):
    anna = await Form.opened(desk, server, [VENUE, TICKETS])
    await anna.show(TICKETS)

    await anna.field("Quantity", within="Tier 1").fill("400")
    await anna.leave()

    await anna.saved()
    await anna.tells(anna.field("Tickets in total"), "The tiers add up to 600, but the total is 240")
    assert (await anna.data(TICKETS))["tiers"][0]["quantity"] == 400


async def test_what_the_conversation_saves_stands_in_the_form_without_a_reload(desk, server):
    anna = await Form.opened(desk, server)

    await anna.desk.say("I'm Anna Rossi, anna@rossi.example, and I organize events")

    await expect(anna.field("Your name")).to_have_value("Anna Rossi")
    await expect(anna.field("E-mail")).to_have_value("anna@rossi.example")
    await expect(anna.field("Your role")).to_have_value("event_organizer")


async def test_what_the_form_saves_is_known_in_the_next_turn(desk, server, model):
    anna = await Form.opened(desk, server)
    await anna.field("Your name").fill("Anna Rossi")
    await anna.field("E-mail").fill("anna@rossi.example")
    await anna.leave()
    await anna.saved()

    await anna.desk.say("hi")

    await anna.desk.shows(re.compile("What is your name"), 0)
    assert "anna@rossi.example" in str(model.requests[-1])


async def test_what_is_being_typed_is_not_overwritten_by_the_conversation(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    field = anna.field("Your name")
    await anna.page.context.route("**/stages/organizerSetup", lambda route: route.abort())
    await field.fill("Anna Ro")

    await anna.desk.say("my name is Anna Bianchi")

    await expect(field).to_have_value("Anna Ro")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"


async def test_a_field_with_the_focus_takes_what_is_saved_elsewhere_as_long_as_nothing_is_typed(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    other = await desk(beside=anna.desk)
    field = anna.field("Your name")
    await expect(other.field("Your name")).not_to_have_value("")
    await field.focus()

    await other.field("Your name").fill("Anna Bianchi")
    await expect(other.form).to_contain_text("All changes saved")

    await expect(field).to_have_value("Anna Bianchi")


async def test_tiers_are_added_filled_and_removed_and_the_focus_goes_on(desk, server):
    anna = await Form.opened(desk, server)
    await anna.show(TICKETS)

    await anna.button("Add tier").click()
    await expect(anna.field("Tier name", within="Tier 1")).to_be_focused()
    for name, price, quantity in (("VIP", "150", "40"), ("General", "60.50", "200"), ("Late", "0", "9")):
        await anna.page.keyboard.type(name)
        tier = await anna.page.evaluate("document.activeElement.closest('fieldset').querySelector('legend').innerText")
        await anna.field("Price", within=tier).fill(price)
        await anna.field("Quantity", within=tier).fill(quantity)
        await anna.button("Add tier").click()
    await anna.button("Remove Tier 4").click()
    await expect(anna.field("Tier name", within="Tier 3")).to_be_focused()
    await anna.button("Remove Tier 1").click()
    await expect(anna.field("Tier name", within="Tier 1")).to_be_focused()
    await expect(anna.field("Tier name", within="Tier 1")).to_have_value("General")
    await anna.leave()

    await anna.saved()
    assert (await anna.data(TICKETS))["tiers"] == [
        {"name": "General", "price": "60.50", "quantity": 200},
        {"name": "Late", "price": "0", "quantity": 9},
    ]


async def test_a_new_tier_is_not_blamed_for_being_empty_until_it_is_left(desk, server):
    anna = await Form.opened(desk, server, [TICKETS])
    await anna.show(TICKETS)
    await anna.button("Add tier").click()
    price = anna.field("Price", within="Tier 3")
    await expect(anna.field("Tier name", within="Tier 3")).to_be_focused()
    await anna.tells_nothing(price)

    await anna.leave()

    await anna.tells(price, "This is missing; please give it.")
    await expect(anna.state).to_have_text(REFUSED)
    assert len((await anna.data(TICKETS))["tiers"]) == 2
    await anna.button("Remove Tier 3").click()
    await anna.saved()
    await expect(anna.field("Tier name", within="Tier 2")).to_be_focused()


async def test_the_last_tier_cannot_go_and_the_list_says_so(desk, server):
    anna = await Form.opened(desk, server, [TICKETS])
    await anna.show(TICKETS)

    await anna.button("Remove Tier 2").click()
    await anna.button("Remove Tier 1").click()

    await expect(anna.button("Add tier")).to_be_focused()
    assert "Give at least 1." in await anna.described(anna.group("Ticket tiers"))
    await expect(anna.state).to_have_text(REFUSED)
    assert (await anna.data(TICKETS))["tiers"] != []


async def test_nothing_is_called_unsaved_while_it_is_still_being_typed(desk, server):
    anna = await Form.opened(desk, server)

    await anna.field("E-mail").press_sequentially("anna")
    await expect(anna.state).to_have_text(PENDING)
    await anna.leave()

    await expect(anna.state).to_have_text(REFUSED)


async def test_two_tiers_of_one_name_are_told_at_the_list(desk, server):
    anna = await Form.opened(desk, server, [TICKETS])
    await anna.show(TICKETS)

    await anna.field("Tier name", within="Tier 2").fill("vip")
    await anna.leave()

    tiers = anna.group("Ticket tiers")
    await expect(tiers).to_contain_text("Two tiers are called vip; give each its own name.")
    assert "Two tiers are called vip" in await anna.described(tiers)
    assert [tier["name"] for tier in (await anna.data(TICKETS))["tiers"]] == ["VIP", "General"]


async def test_the_last_sponsor_removed_leaves_the_focus_at_the_button_that_adds(desk, server):
    anna = await Form.opened(desk, server, [SPONSORS])
    await anna.show(SPONSORS)

    await anna.button("Remove Sponsor 1").click()

    await expect(anna.button("Add sponsor")).to_be_focused()
    await anna.saved()
    assert "sponsors" not in await anna.data(SPONSORS)


async def test_a_list_of_texts_is_written_with_enter_and_backspace(desk, server):
    anna = await Form.opened(desk, server)
    await anna.show(EVENT)
    keys = anna.page.keyboard

    await anna.button("Add to goals").click()
    await keys.type("Sell")
    await keys.press("Enter")
    await keys.type("Be seen")
    await keys.press("Enter")
    await expect(anna.field("Goals 3")).to_be_focused()
    await keys.press("Backspace")
    await expect(anna.field("Goals 2")).to_be_focused()
    await anna.leave()

    await anna.saved()
    assert await anna.data(EVENT) == {"goals": ["Sell", "Be seen"]}
    await anna.field("Goals 1").press("Home")
    await anna.field("Goals 1").fill("")
    await keys.press("Backspace")
    await expect(anna.field("Goals 1")).to_have_value("Be seen")
    await expect(anna.field("Goals 1")).to_be_focused()
    await anna.saved()
    assert await anna.data(EVENT) == {"goals": ["Be seen"]}


async def test_a_bad_text_in_a_list_is_told_at_its_own_line(desk, server):
    anna = await Form.opened(desk, server, [SPONSORS])
    await anna.show(SPONSORS)

    await anna.button("Add to media partners").click()
    await anna.field("Media partners 2").fill("x" * 201)
    await anna.leave()

    await anna.tells(anna.field("Media partners 2"), "Write at most 200 characters.")
    await anna.tells_nothing(anna.field("Media partners 1"))
    assert (await anna.data(SPONSORS))["media_partners"] == ["Vogue"]


async def test_an_empty_line_of_a_list_is_nothing_to_save_and_outlives_no_reload(desk, server):
    anna = await Form.opened(desk, server, [SPONSORS])
    await anna.show(SPONSORS)
    await anna.button("Add to media partners").click()
    await expect(anna.field("Media partners 2")).to_be_focused()
    await anna.tells_nothing(anna.field("Media partners 2"))
    await expect(anna.state).to_be_empty()

    await anna.page.reload()
    await anna.show(SPONSORS)

    await expect(anna.field("Media partners 1")).to_have_value("Vogue")
    await expect(anna.field("Media partners 2")).to_have_count(0)
    assert (await anna.data(SPONSORS))["media_partners"] == ["Vogue"]


async def test_payment_that_no_account_can_take_is_told_where_it_is_put_off(desk, server):
    anna = await Form.opened(desk, server, [TICKETS])
    await anna.show(TICKETS)

    await anna.field("Set up payment later").uncheck()

    await anna.saved()
    await expect(anna.group("Payment")).to_contain_text("No Stripe account of yours can take charges yet")
    await anna.field("Set up payment later").check()
    await anna.saved()
    await expect(anna.group("Payment")).not_to_contain_text("No Stripe account")

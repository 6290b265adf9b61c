"""The way through the stages by form: complete, skip, go back, look again, undo."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.form import ALL, EVENT, ORGANIZER, SPONSORS, TICKETS, VENUE, Form

COMPLETE = "Complete and go on"


async def test_completing_an_unfinished_stage_names_what_is_needed_and_marks_it(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER], [ORGANIZER])
    await anna.field("Event title").fill("Milan Nights")

    await anna.button(COMPLETE).click()

    needed = anna.part.get_by_role("alert").filter(has_text="Still needed")
    await expect(needed).to_have_text("Still needed: Type of event, Date, Start, Time zone.")
    for title in ("Type of event", "Date", "Start", "Time zone"):
        await expect(anna.field(title)).to_have_attribute("aria-invalid", "true")
        assert await anna.described(anna.field(title))
    await anna.tells_nothing(anna.field("Event title"))
    await anna.at(EVENT)
    await anna.has(EVENT, title="Milan Nights")


async def test_what_was_needed_is_no_longer_told_once_it_is_given(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER, VENUE], [ORGANIZER])
    await anna.show(ORGANIZER)
    await anna.show(VENUE)
    await anna.field("Capacity").fill("")
    await anna.button(COMPLETE).click()
    await expect(anna.part).to_contain_text("Still needed: Capacity.")
    await anna.tells(anna.field("Capacity"), "missing")

    await anna.field("Capacity").fill("120")
    await anna.leave()

    await anna.saved()
    await expect(anna.part).not_to_contain_text("Still needed")
    await anna.tells_nothing(anna.field("Capacity"))
    await anna.button(COMPLETE).click()
    await anna.at(EVENT)


async def test_a_stage_with_a_bad_value_is_not_completed_behind_its_back(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("E-mail").fill("anna@")

    await anna.button(COMPLETE).click()

    await expect(anna.part).to_contain_text("Not everything is saved yet; see the marked fields.")
    await anna.tells(anna.field("E-mail"), "There must be something after the @-sign.")
    await anna.at(ORGANIZER)
    await anna.field("E-mail").fill("anna@rossi.example")
    await anna.saved()
    await expect(anna.part).not_to_contain_text("Not everything is saved yet")


async def test_a_list_that_is_needed_is_marked_when_it_is_empty(desk, server):
    anna = await Form.opened(desk, server)
    await anna.show(TICKETS)

    await anna.button(COMPLETE).click()

    await expect(anna.part).to_contain_text("Still needed: Ticket tiers, Tickets in total.")
    assert "missing" in await anna.described(anna.group("Ticket tiers"))


async def test_completing_without_a_connection_says_so_and_works_when_it_is_back(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.page.context.set_offline(True)

    await anna.button(COMPLETE).click()

    await expect(anna.part).to_contain_text("The server cannot be reached just now.")
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.button(COMPLETE).click()
    await expect(anna.part).to_contain_text("Not everything is saved yet; please try again once the server answers.")
    await anna.page.context.set_offline(False)
    await anna.saved()
    await anna.button(COMPLETE).click()
    await anna.at(EVENT)


async def test_completing_leads_the_keyboard_to_the_next_stage(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.button(COMPLETE).focus()

    await anna.page.keyboard.press("Enter")

    await expect(anna.part.get_by_role("heading", level=2, name="Event", exact=True)).to_be_focused()
    await anna.page.keyboard.press("Tab")
    await expect(anna.field("Event title")).to_be_focused()


async def test_what_stands_in_the_way_of_publishing_leads_to_its_field(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER, EVENT, VENUE], [ORGANIZER, EVENT, VENUE])
    ways = anna.part.get_by_role("navigation", name="Stages")
    await ways.get_by_role("link", name=re.compile("^Review")).click()

    await anna.part.get_by_role("link", name="Tickets: Tickets in total").click()

    await anna.at(TICKETS)
    await expect(anna.field("Tickets in total")).to_be_focused()


async def test_the_optional_stage_may_be_skipped_and_no_other(desk, server):
    before = (ORGANIZER, EVENT, VENUE, TICKETS)
    anna = await Form.opened(desk, server, before, before)
    await anna.show(ORGANIZER)
    await expect(anna.button("Skip this")).to_have_count(0)

    await anna.show(SPONSORS)
    await anna.button("Skip this").click()

    await expect(anna.part.get_by_role("heading", level=2, name="Review and publish")).to_be_visible()
    way = anna.part.get_by_role("navigation", name="Stages").get_by_role("link", name=re.compile("^Sponsors"))
    await expect(way).to_contain_text("done")


async def test_every_stage_can_be_looked_at_and_filled_at_any_time(desk, server):
    anna = await Form.opened(desk, server)
    for stage in (SPONSORS, EVENT, TICKETS, VENUE, ORGANIZER):
        await anna.show(stage)
    way = anna.part.get_by_role("navigation", name="Stages").get_by_role("link", name=re.compile("^Organizer"))
    await expect(way).to_have_attribute("aria-current", "step")

    await anna.show(VENUE)
    await anna.field("City").fill("Milan")
    await anna.show(TICKETS)
    await anna.show(VENUE)

    await expect(anna.field("City")).to_have_value("Milan")
    await anna.has(VENUE, city="Milan")


async def test_the_conversation_going_on_turns_no_page_under_the_hands_of_who_types(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    other = Form(await desk(beside=anna.desk), anna.person)
    await anna.field("Organization").fill("Rossi Eve")

    await other.button(COMPLETE).click()
    await other.at(EVENT)
    await anna.field("Organization").press_sequentially("nts")

    await anna.at(ORGANIZER)
    await anna.has(ORGANIZER, organization="Rossi Events")


async def test_a_finished_stage_that_rests_on_a_change_asks_to_be_looked_at_and_says_why(desk, server):
    anna = await Form.opened(desk, server, ALL, ALL)
    await anna.show(VENUE)
    await anna.field("Capacity").fill("250")
    await anna.leave()
    await anna.saved()
    way = anna.part.get_by_role("navigation", name="Stages").get_by_role("link", name=re.compile("^Tickets"))
    await expect(way).to_contain_text("look again")

    await anna.show(TICKETS)

    await expect(anna.part).to_contain_text("Please look at this again: Venue: capacity is now 250.")
    await anna.button("It still holds").click()
    await expect(way).to_contain_text("done")


async def test_a_stage_that_no_longer_holds_says_what_contradicts_it(desk, server):
    anna = await Form.opened(desk, server, ALL, ALL)
    await anna.show(VENUE)
    await anna.field("Capacity").fill("100")
    await anna.leave()
    await anna.saved()

    await anna.show(TICKETS)

    message = "The venue holds 100, but there are 240 tickets; lower the total or change the venue's capacity."
    await anna.tells(anna.field("Tickets in total"), message)


async def test_a_change_is_undone_in_the_history_and_the_form_shows_it(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await anna.saved()
    await anna.part.get_by_text("History", exact=True).click()
    newest = anna.part.get_by_role("listitem").filter(has_text="Your name: Anna Rossi → Anna Bianchi")
    await expect(newest).to_contain_text("Organizer, in the form")

    await newest.get_by_role("button", name="Undo").click()

    await expect(anna.field("Your name")).to_have_value("Anna Rossi")
    await expect(anna.part.get_by_role("status").filter(has_text="Taken back.")).to_be_visible()
    await expect(newest.get_by_role("button")).to_have_count(0)
    await anna.has(ORGANIZER, name="Anna Rossi")


async def test_undo_back_to_here_takes_back_what_came_after_of_form_and_conversation(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("Organization").fill("Rossi Events")
    await anna.leave()
    await anna.saved()
    await anna.desk.say("my name is Anna Bianchi")
    await expect(anna.field("Your name")).to_have_value("Anna Bianchi")
    await anna.part.get_by_text("History", exact=True).click()
    here = anna.part.get_by_role("listitem").filter(has_text="Organization: nothing → Rossi Events")

    await here.get_by_role("button", name="Undo back to here").click()

    await expect(anna.field("Your name")).to_have_value("Anna Rossi")
    await expect(anna.field("Organization")).to_have_value("")


async def test_an_undo_that_cannot_be_is_told(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("Organization").fill("Rossi Events")
    await anna.leave()
    await anna.saved()
    await anna.part.get_by_text("History", exact=True).click()
    undo = anna.part.get_by_role("button", name=re.compile("^Undo .*Organization"))
    await expect(undo).to_be_visible()
    await anna.page.context.set_offline(True)

    await undo.click()

    await expect(anna.part).to_contain_text("The server cannot be reached just now.")
    await anna.page.context.set_offline(False)

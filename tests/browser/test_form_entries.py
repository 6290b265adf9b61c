"""Lists in the form, of texts and of objects: adding, taking away, and where what is wrong is told."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.bare_form import EVENT, TICKETS

VIP = {"name": "VIP", "price": "150.00", "quantity": 40}
GENERAL = {"name": "General", "price": "60.00", "quantity": 240}
LAST = {"name": "Last minute", "price": "90.00", "quantity": 20, "description": "At the door, from six o'clock."}


async def test_a_list_of_texts_is_written_by_the_keyboard_alone(form):
    await form.show(EVENT)
    keys = form.page.keyboard

    await form.button("Add to goals").click()
    await keys.type("Find buyers")
    await keys.press("Enter")
    await expect(form.control("Goals 2")).to_be_focused()
    assert await form.last() == ("goals", ["Find buyers"], [])
    await keys.press("Enter")
    await keys.type("Be seen")
    assert await form.last() == ("goals", ["Find buyers", "Be seen"], [])
    await keys.press("Enter")
    await keys.press("Backspace")

    await expect(form.control("Goals 2")).to_be_focused()
    await form.button("Remove Find buyers").click()
    await expect(form.control("Goals 1")).to_be_focused()
    await expect(form.control("Goals 1")).to_have_value("Be seen")
    await expect(form.page.get_by_text("Find buyers removed")).to_be_attached()
    await form.button("Remove Be seen").click()
    await expect(form.button("Add to goals")).to_be_focused()
    assert await form.last() == ("goals", None, [])


async def test_an_empty_line_is_no_part_of_the_list_and_never_two(form):
    await form.show(EVENT, data={"goals": ["Find buyers"]})

    await form.button("Add to goals").click()
    await form.button("Add to goals").click()

    await expect(form.control("Goals 2")).to_be_focused()
    await expect(form.control("Goals 3")).to_have_count(0)
    assert await form.edits() == []
    await form.control("Goals 2").fill("x" * 201)
    await form.control("Event title").focus()
    await expect(form.control("Goals 2")).to_have_attribute("aria-invalid", "true")
    await expect(form.control("Goals 1")).to_have_attribute("aria-invalid", "false")
    assert await form.last() == ("goals", ["Find buyers", "x" * 201], ["string_too_long"])


async def test_a_new_tier_is_told_what_it_lacks_once_it_is_left_and_is_not_valid_before(form):
    await form.show(TICKETS, data={"tiers": [VIP]})
    missing = form.page.get_by_text("This is missing; please give it.")

    await form.button("Add tier").click()
    tier = form.group("Tier 2")
    await expect(tier.get_by_label("Tier name")).to_be_focused()
    await form.page.keyboard.type("General")
    await expect(missing).to_have_count(0)
    assert await form.last() == ("tiers", [VIP, {"name": "General"}], ["missing", "missing"])
    await form.control("Tickets in total").focus()

    await expect(missing).to_have_count(2)
    await expect(tier.get_by_label("Price")).to_have_attribute("aria-invalid", "true")
    await tier.get_by_label("Price").fill("60")
    await tier.get_by_label("Quantity").fill("240")
    await expect(missing).to_have_count(0)
    assert await form.last() == ("tiers", [VIP, {"name": "General", "price": "60", "quantity": 240}], [])
    assert set(await form.left()) == {"tiers", "total_capacity"}


async def test_a_removed_tier_is_announced_and_the_focus_goes_on(form):
    await form.show(TICKETS, data={"tiers": [VIP, GENERAL, LAST]})

    await form.button("Remove Tier 2").click()
    await expect(form.group("Tier 2").get_by_label("Tier name")).to_be_focused()
    await expect(form.group("Tier 2").get_by_label("Tier name")).to_have_value("Last minute")
    await expect(form.page.get_by_role("status").filter(has_text="Tier 2 removed")).to_be_attached()
    assert await form.last() == ("tiers", [VIP, LAST], [])
    await form.button("Remove Tier 1").click()
    await form.button("Remove Tier 1").click()

    await expect(form.button("Add tier")).to_be_focused()
    assert await form.last() == ("tiers", [], ["too_short"])


async def test_a_new_entry_stays_new_when_another_one_goes(form):
    await form.show(TICKETS, data={"tiers": [VIP, GENERAL]})

    await form.button("Add tier").click()
    await form.button("Remove Tier 1").click()

    # The new one was left by the click; the one that took the first place never was new.
    await expect(form.group("Tier 2").get_by_label("Price")).to_have_attribute("aria-invalid", "true")
    await expect(form.group("Tier 1").get_by_label("Tier name")).to_have_value("General")


async def test_problems_stand_at_their_field_or_at_the_nearest_that_holds_it(form):
    def problem(field: str, message: str) -> dict[str, str]:
        return {"field": field, "code": "any", "message": message}

    await form.show(
        TICKETS,
        data={"tiers": [VIP, GENERAL], "payment": {"deferred": False}},
        problems=[
            problem("tiers.1.price", "Too many decimals."),
            problem("tiers.1.seats", "No such member."),
            problem("tiers.7.price", "No such tier."),
            problem("payment.account", "Not connected."),
            problem("venue", "No such field."),
        ],
    )
    tier = form.group("Tier 2")

    assert (await form.described(tier.get_by_label("Price"))).startswith("Too many decimals.")
    await expect(form.group("Tier 1").get_by_label("Price")).to_have_attribute("aria-invalid", "false")
    await expect(tier).to_contain_text("No such member.")
    assert "No such tier." in await form.described(form.group("Ticket tiers"))
    assert "Not connected." in await form.described(form.group("Payment"))
    await expect(form.page.get_by_text("No such field.")).to_be_visible()
    assert await form.page.locator(".errors p").count() == 5


async def test_two_tiers_of_one_name_are_told_at_once_when_left(form):
    await form.show(TICKETS, data={"tiers": [VIP, GENERAL]})

    await form.group("Tier 2").get_by_label("Tier name").fill("vip")

    assert await form.last() == ("tiers", [VIP, GENERAL | {"name": "vip"}], ["tier_name_twice"])
    assert "Two tiers are called vip; give each its own name." in await form.described(form.group("Ticket tiers"))

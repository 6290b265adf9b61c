"""All of a person's setups on one page: open, rename, abandon."""

from __future__ import annotations

from playwright.async_api import expect

from tests.server.running import Person


async def listed(desk, *titles: str):
    """The page of somebody with these setups, and the ids of their sessions."""
    anna = await desk()
    person = Person(anna.address, anna.user)
    ids = [await person.session() for _ in titles]
    for session, title in zip(ids, titles, strict=True):
        assert (await person.save(session, "eventSetup", {"title": title})).status_code == 200
    await person.http.aclose()
    await anna.page.goto(f"{anna.address}/?events")
    return anna, ids


async def test_every_setup_is_listed_with_its_progress_and_opens_where_it_was_left(desk):
    anna, ids = await listed(desk, "Milan Nights", "Paris Mornings")
    rows = anna.page.get_by_role("listitem").filter(has=anna.page.get_by_role("progressbar"))

    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("Paris Mornings")
    await expect(rows.first).to_contain_text("At Organizer, 4%")
    await anna.page.get_by_role("link", name="Milan Nights").click()

    await anna.ready()
    await expect(anna.page).to_have_url(f"{anna.address}/?thread={ids[0]}")
    await expect(anna.page.get_by_role("heading", level=1)).to_have_text("Milan Nights")


async def test_a_setup_is_renamed_and_the_event_keeps_its_title(desk):
    anna, _ = await listed(desk, "Milan Nights")

    await anna.button("Rename Milan Nights").click()
    await anna.page.get_by_label("Name", exact=True).fill("The June show")
    await anna.button("Save name").click()

    await expect(anna.page.get_by_role("link", name="The June show")).to_be_visible()
    await anna.page.get_by_role("link", name="The June show").click()
    await expect(anna.page.get_by_role("heading", level=1)).to_have_text("Milan Nights")


async def test_a_setup_is_abandoned_after_a_second_thought_only(desk):
    anna, _ = await listed(desk, "Milan Nights", "Paris Mornings")

    await anna.button("Abandon Milan Nights").click()
    await expect(anna.button("Keep it")).to_be_focused()
    await anna.button("Keep it").click()
    await expect(anna.page.get_by_role("link", name="Milan Nights")).to_be_visible()
    await anna.button("Abandon Milan Nights").click()
    await anna.button("Abandon it").click()

    await expect(anna.page.get_by_role("link", name="Milan Nights")).to_have_count(0)
    await expect(anna.page.get_by_role("link", name="Paris Mornings")).to_be_visible()


async def test_a_server_that_does_not_answer_is_told_in_words(desk):
    anna, _ = await listed(desk, "Milan Nights")
    await anna.page.route("**/api/v1/wizard/sessions?*", lambda route: route.abort())

    await anna.button("Published").click()

    await expect(anna.alert.filter(has_text="cannot be reached")).to_be_visible()


async def test_a_new_conversation_offers_what_was_begun_before(desk):
    anna, _ = await listed(desk, "Milan Nights")

    await anna.page.get_by_role("link", name="New event").click()

    await expect(anna.page.get_by_role("navigation", name="Go on with")).to_contain_text("Milan Nights")

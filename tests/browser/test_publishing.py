"""Publishing by the form: a yes to what was looked at, nothing unsaved passed over, a success screen that is told."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.test_conversation import read
from tests.server.running import Person

STAGES = ("organizerSetup", "eventSetup", "venueSetup", "ticketSetup", "sponsorsMedia")
REVIEW = "Review & publish"


async def complete(desk):
    """A desk at the last stage of an event that lacks nothing but a yes, and its person at the API."""
    opened = await desk()
    person = Person(opened.address, opened.user)
    await person.filled(opened.thread_id)
    for stage in STAGES:
        done = await person.http.post(f"/wizard/sessions/{opened.thread_id}/stages/{stage}/complete", json={})
        assert done.status_code == 200, done.text
    await opened.page.reload()
    await opened.ready()
    await opened.form.get_by_role("link", name=REVIEW).click()
    await expect(opened.form).to_contain_text("Milan Nights")
    return opened, person


async def agree(desk) -> None:
    await desk.field("I looked this over, and it is right").check()
    await desk.field("I accept the terms").check()


async def test_a_yes_holds_for_what_was_looked_at_and_for_nothing_else(desk):
    anna, person = await complete(desk)
    await agree(anna)
    assert (await person.save(anna.thread_id, "eventSetup", {"title": "Quite another show"})).status_code == 200

    await anna.button("Publish event").click()

    await expect(anna.alert.filter(has_text="changed meanwhile")).to_be_visible()
    await expect(anna.form).to_contain_text("Quite another show")
    await expect(anna.field("I accept the terms")).not_to_be_checked()
    assert (await read(anna))["status"] == "in_progress"
    await agree(anna)
    await anna.button("Publish event").click()
    await expect(anna.banner).to_contain_text("Published")
    await person.http.aclose()


async def test_nothing_is_published_over_what_was_typed_and_is_not_saved(desk):
    anna, person = await complete(desk)
    await anna.form.get_by_role("link", name="Event", exact=False).first.click()
    await anna.field("Event title").fill("Xy")
    await anna.form.get_by_role("link", name=REVIEW).click()
    await agree(anna)

    await anna.button("Publish event").click()

    await expect(anna.alert.filter(has_text="Please look at: Event.")).to_be_visible()
    assert (await read(anna))["status"] == "in_progress"
    await person.http.aclose()


async def test_what_was_not_saved_when_somebody_else_published_is_told(desk):
    anna, person = await complete(desk)
    await anna.page.route("**/stages/eventSetup", lambda route: route.abort())
    await anna.form.get_by_role("link", name="Event", exact=False).first.click()
    await anna.field("Event title").fill("Milan Mornings")
    body = {"session_id": anna.thread_id, "confirmed": True, "terms_accepted": True}
    assert (await person.http.post("/events/publish", json=body)).status_code == 201

    await anna.page.reload()

    told = anna.alert.filter(has_text="Not in the published event")
    await expect(told).to_contain_text("Event title “Milan Mornings”")
    await anna.button("Discard it").click()
    await expect(told).to_have_count(0)
    assert await anna.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('wizard.edits'))") == []
    await person.http.aclose()


async def test_a_rehearsal_without_an_answer_is_tried_again(desk):
    anna, person = await complete(desk)
    await anna.page.route("**/publish?dry_run=true", lambda route: route.abort())
    await anna.page.reload()
    await anna.ready()
    await anna.form.get_by_role("link", name=REVIEW).click()
    await expect(anna.alert.filter(has_text="cannot be reached")).to_be_visible()

    await anna.page.unroute("**/publish?dry_run=true")

    await expect(anna.button("Publish event")).to_be_visible()
    await person.http.aclose()


async def test_a_refusal_on_the_success_screen_is_told_and_not_asked_for_ever(desk):
    anna, person = await complete(desk)
    await agree(anna)
    await anna.button("Publish event").click()
    await expect(anna.form.get_by_role("link", name=re.compile("milan-nights-"))).to_be_visible()
    asked = []

    async def refuse(route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=409, json={"code": "busy", "detail": "This is being looked at."})

    await anna.page.route("**/events/publish", refuse)
    await anna.page.reload()

    await expect(anna.alert.filter(has_text="This is being looked at.")).to_be_visible()
    await anna.page.wait_for_timeout(4000)
    assert len(asked) == 1
    await person.http.aclose()

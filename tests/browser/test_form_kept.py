"""Nothing typed is lost: without a connection, signed out, at a busy server."""

from __future__ import annotations

import time

import pytest
from playwright.async_api import Route, expect

from tests.browser.form import EVENT, KEPT, ORGANIZER, SAVED, Form
from tests.server.running import FAR_FUTURE, token

API = "**/api/**"
SAVES = "**/stages/organizerSetup"


async def abort(route: Route) -> None:
    await route.abort()


async def test_what_is_typed_without_a_connection_is_saved_once_it_is_back(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.page.context.set_offline(True)

    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)
    await anna.field("Your name").fill("Anna Verdi")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Rossi"
    await anna.page.context.set_offline(False)

    await anna.saved()
    assert (await anna.data(ORGANIZER))["name"] == "Anna Verdi"


async def test_what_is_typed_without_a_connection_outlives_the_page(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.page.context.set_offline(True)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.show(EVENT)
    await anna.button("Add to goals").click()
    await anna.page.keyboard.type("Be seen")
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)
    # The page itself comes, as from a cache; the server does not answer yet.
    await anna.page.context.route(API, abort)
    await anna.page.context.set_offline(False)
    await anna.page.reload()
    await anna.page.context.unroute(API)

    await anna.desk.ready()

    await expect(anna.field("Your name")).to_have_value("Anna Bianchi")
    await anna.saved()
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"
    assert await anna.data(EVENT) == {"goals": ["Be seen"]}
    assert await anna.page.evaluate("Object.keys(localStorage).filter((key) => key.includes('edits'))") == []


async def test_a_page_closed_in_mid_typing_still_saves(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("Your name").fill("Anna Bianchi")

    await anna.page.goto("about:blank")

    await anna.has(ORGANIZER, name="Anna Bianchi")
    await anna.page.go_back()
    await expect(anna.field("Your name")).to_have_value("Anna Bianchi")
    await expect(anna.button("Keep mine")).to_have_count(0)


async def test_a_bad_value_and_its_message_outlive_a_reload(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    await anna.field("E-mail").fill("anna")
    await anna.leave()

    await anna.page.reload()

    await expect(anna.field("E-mail")).to_have_value("anna")
    await anna.tells(anna.field("E-mail"), "An email address must have an @-sign.")
    assert (await anna.data(ORGANIZER))["email"] == "anna@example.com"


async def test_two_tabs_without_a_connection_keep_what_was_typed_in_either(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    other = Form(await desk(beside=anna.desk), anna.person)
    await expect(other.field("E-mail")).not_to_have_value("")
    await anna.page.context.route(API, abort)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await other.field("E-mail").fill("anna@bianchi.example")
    await other.leave()
    await expect(other.state).to_have_text(KEPT)
    await anna.page.close()
    await other.page.context.unroute(API)

    await other.page.reload()

    await other.saved()
    stored = await anna.data(ORGANIZER)
    assert (stored["name"], stored["email"]) == ("Anna Bianchi", "anna@bianchi.example")


async def test_signing_in_again_in_another_tab_loses_nothing(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    times = 1

    async def refuse_once(route: Route) -> None:
        nonlocal times
        times -= 1
        await (route.fulfill(status=401, json={"code": "unauthorized"}) if times == 0 else route.continue_())

    await anna.page.context.route(SAVES, refuse_once)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    again = anna.page.get_by_role("dialog", name="Please sign in again")
    await expect(again).to_be_visible()
    assert (await anna.data(ORGANIZER))["name"] == "Anna Rossi"

    tab = await anna.page.context.new_page()
    await tab.goto(f"{server.address}/?token={token(anna.desk.user, exp=FAR_FUTURE + 1)}&thread={anna.desk.thread_id}")

    await expect(again).to_have_count(0)
    await anna.saved()
    await expect(anna.field("Your name")).to_have_value("Anna Bianchi")
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"
    await anna.desk.say("hi")


@pytest.mark.parametrize(("status", "headers", "pause"), [(429, {"Retry-After": "2"}, 2), (503, {}, 1)])
async def test_a_busy_server_is_waited_for(desk, server, status, headers, pause):
    anna = await Form.opened(desk, server, [ORGANIZER])
    asked: list[float] = []

    async def busy_once(route: Route) -> None:
        asked.append(time.monotonic())
        answer = {"status": status, "headers": headers, "json": {"code": "busy", "detail": "Busy."}}
        await (route.fulfill(**answer) if len(asked) == 1 else route.continue_())

    await anna.page.context.route(SAVES, busy_once)
    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await expect(anna.state).to_have_text(KEPT)

    await expect(anna.state).to_have_text(SAVED, timeout=10_000)
    assert (await anna.data(ORGANIZER))["name"] == "Anna Bianchi"
    assert len(asked) == 2 and asked[1] - asked[0] >= pause


async def test_two_tabs_are_in_step(desk, server):
    anna = await Form.opened(desk, server, [ORGANIZER])
    other = Form(await desk(beside=anna.desk), anna.person)

    await anna.field("Your name").fill("Anna Bianchi")
    await anna.leave()
    await expect(other.field("Your name")).to_have_value("Anna Bianchi")
    await other.button("Complete and go on").click()
    await other.at(EVENT)

    stage = anna.part.get_by_role("navigation", name="Stages").get_by_role("link", name="Organizer")
    await expect(stage).to_contain_text("done")

"""Signing in by a page of one's own, as docs/connect-a-frontend.md shows it, and signing in again in mid-work."""

from __future__ import annotations

import asyncio
import re
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.clients import documented
from tests.server.running import token


async def bring(page: Page, given: str) -> None:
    """What a sign-in of the same origin does."""
    code = documented.first("Sign people in", "js")
    await page.evaluate(f"token => {{ {code} }}", given)


async def test_a_page_of_the_same_origin_signs_a_person_in(browser, server):
    context = await browser.new_context()
    own = await context.new_page()
    await own.goto(f"{server.address}/icon.svg")
    await bring(own, token(uuid4()))

    page = await context.new_page()
    await page.goto(server.address)

    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    await context.close()


async def test_an_open_page_goes_on_once_its_person_has_signed_in_again(desk):
    anna = await desk()
    await anna.page.route("**/api/v1/**", lambda route: route.fulfill(status=401, json={"code": "token_expired"}))
    await anna.field("Your name").fill("Anna Rossi")
    await anna.field("E-mail").focus()
    dialog = anna.page.get_by_role("dialog", name="Please sign in again")
    await expect(dialog).to_be_visible()
    for _ in range(4):
        await anna.page.keyboard.press("Escape")
    await expect(dialog).to_be_visible()

    await anna.page.unroute("**/api/v1/**")
    other = await anna.page.context.new_page()
    await other.goto(f"{anna.address}/icon.svg")
    await bring(other, token(anna.user, iat=1))

    await expect(dialog).to_have_count(0)
    await expect(anna.form.get_by_text("All changes saved")).to_be_visible()
    await expect(anna.field("Your name")).to_have_value("Anna Rossi")
    await anna.say("hi")
    await anna.shows(re.compile("^Hello!"))


async def test_another_person_in_the_same_browser_sees_nothing_of_the_first(desk):
    anna = await desk()
    await anna.say("I'm Anna Rossi")
    await expect(anna.field("Your name")).to_have_value("Anna Rossi")

    other = await anna.page.context.new_page()
    await other.goto(f"{anna.address}/icon.svg")
    await bring(other, token(uuid4()))

    await expect(anna.field("Your name")).to_have_value("")
    await anna.shows("I'm Anna Rossi", 0)


async def test_a_late_refusal_of_the_old_token_does_not_end_the_new_sign_in(desk):
    anna = await desk()
    signed_in = asyncio.Event()

    async def late(route) -> None:
        await signed_in.wait()
        await route.fulfill(status=401, json={"code": "token_expired"})

    await anna.page.route("**/stages/organizerSetup", late, times=1)
    async with anna.page.expect_request("**/stages/organizerSetup"):
        await anna.field("Your name").fill("Anna Rossi")
    other = await anna.page.context.new_page()
    await other.goto(f"{anna.address}/icon.svg")
    renewed = token(anna.user, iat=1)
    await bring(other, renewed)
    signed_in.set()

    await expect(anna.form.get_by_text("All changes saved")).to_be_visible()
    await expect(anna.page.get_by_role("dialog")).to_have_count(0)
    assert await anna.page.evaluate("localStorage.getItem('wizard.token')") == renewed


async def test_a_part_of_the_page_that_does_not_arrive_is_told_with_a_way_on(browser, server):
    context = await browser.new_context()
    page = await context.new_page()
    await page.route("**/assets/Desk-*.js", lambda route: route.abort())

    await page.goto(f"{server.address}/?token={token(uuid4())}")

    await expect(page.get_by_role("alert")).to_have_text("This page could not be opened")
    await page.unroute("**/assets/Desk-*.js")
    await page.get_by_role("link", name="Open it again").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    await context.close()

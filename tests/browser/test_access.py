"""The page without a mouse, without sight, and on a small telephone."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.test_conversation import ready

# What a person acts on, or is told by: without a name a screen reader has nothing to say.
NAMED = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "progressbar", "log", "region"}
MOST_TABS = 40


async def nodes(page: Page) -> list[dict[str, Any]]:
    """What the browser tells a screen reader."""
    session = await page.context.new_cdp_session(page)
    tree = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    return [node for node in tree if not node.get("ignored")]


async def nameless(page: Page) -> list[str]:
    found = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in await nodes(page)]
    assert {role for role, _ in found} >= {"textbox", "button", "progressbar", "link"}
    return [role for role, name in found if role in NAMED and not name.strip()]


async def overflowing(page: Page) -> list[str]:
    """Parts that reach beyond the right edge of the window."""
    return await page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest('.unseen'))
            .map((part) => part.outerHTML.slice(0, 120))"""
    )


async def tab_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the focus is there, and see that one can see it."""
    wanted = page.get_by_role(role, name=name, exact=True)  # pyright: ignore[reportArgumentType]
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to the {role} {name}")


async def test_everything_that_can_be_used_or_read_has_a_name(desk):
    empty = await desk()
    assert await nameless(empty.page) == []

    asked = await ready(desk)

    assert await nameless(asked.page) == []
    bar = asked.page.get_by_role("progressbar", name="Event setup")
    assert await bar.get_attribute("aria-valuenow") == "85"
    assert await bar.get_attribute("aria-valuetext") == "85%, Review & publish"


async def test_the_keyboard_alone_is_enough_to_talk_and_to_publish(desk):
    anna = await ready(desk)
    keys = anna.page.keyboard
    await anna.page.reload()
    await anna.ready()
    await expect(anna.button("Publish")).to_be_visible()

    await tab_to(anna.page, "textbox", "Message")
    await keys.type("make the capacity 260")
    await keys.press("Enter")
    await anna.shows(re.compile("Capacity: 260"))
    await anna.settled()
    await keys.type("publish")
    await keys.press("Enter")
    await expect(anna.button("Publish")).to_be_visible()
    await keys.press("Shift+Tab")
    assert await anna.button("Not now").evaluate("part => part === document.activeElement")
    await keys.press("Shift+Tab")
    await keys.press("Space")

    await expect(anna.page.get_by_role("banner")).to_contain_text("Published")


async def test_answers_are_announced_once_they_are_whole(desk, model):
    anna = await desk()
    live = anna.page.locator("[aria-live=polite]")
    model.pause = 60

    await anna.type("hi")
    await anna.shows(re.compile("^Hello!"))
    assert await live.inner_text() == ""
    model.pause = 0

    await expect(live).to_have_text(re.compile("^Hello! .* What is your name\\?$"))


async def test_a_small_telephone_shows_everything_within_its_width(desk):
    anna = await desk()
    await anna.page.set_viewport_size({"width": 360, "height": 740})
    assert await overflowing(anna.page) == []
    asked = await ready(desk)
    await asked.page.set_viewport_size({"width": 360, "height": 740})
    await asked.page.reload()
    await asked.ready()

    await expect(asked.button("Publish")).to_be_in_viewport()
    await expect(asked.button("Not now")).to_be_in_viewport()
    await expect(asked.box).to_be_in_viewport()
    assert await overflowing(asked.page) == []
    await asked.button("Form").click()
    await expect(asked.form).to_contain_text("Milan")
    await expect(asked.box).to_be_hidden()
    assert await overflowing(asked.page) == []

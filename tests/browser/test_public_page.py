"""The public page in a real browser: quiet console, no outside call, every width, both themes, nothing for axe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests import pictures
from tests.browser.desk import Seen
from tests.server.published import alter, published
from tests.server.running import Person, serving, settings_for
from tests.state.test_outbox import run

AXE = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (360, 768, 1280, 1600)
OVERFLOWING = """() => [...document.querySelectorAll('html, .text *')]
  .filter((part) => part.scrollWidth > innerWidth || part.getBoundingClientRect().right > innerWidth + 1)
  .map((part) => part.outerHTML.slice(0, 120))"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenausstellung"


@pytest.fixture(scope="module")
def browser(alone: Browser) -> Browser:
    """Nothing need be built for this page."""
    return alone


@pytest.fixture(scope="module")
def server(database_url):
    with serving(settings_for(database_url)) as address:
        yield address


@pytest.fixture(scope="module")
async def anna(server):
    somebody = Person(server, uuid4())
    yield somebody
    await somebody.http.aclose()


@pytest.fixture(scope="module")
async def addresses(server, anna, database_url) -> list[str]:
    """A page with everything, one with hardly anything, one with words that do not fit, and one that is not there."""
    tier = {"price": "79.50", "currency": "EUR", "on_sale": True, "url": "https://tickets.example.com/"}
    full = await published(
        anna,
        organizerSetup={"organization": "Atelier Rossi"},
        eventSetup={"description": "Twenty-four looks in undyed wool.\n\nDoors open at 18:45.", "end_time": "01:00"},
        venueSetup={"mode": "hybrid", "name": "Palazzo Reale", "streaming_url": "https://live.example.com/milan"},
    )
    tiers = [tier | {"name": "Front row", "description": "A seat and the lookbook"}, tier | {"name": "Standing"}]
    alter(database_url, full, ticket_tiers=[*tiers, tier | {"name": "Late", "on_sale": False}])
    bare = await published(anna, eventSetup={"type": "launch_party"}, sponsorsMedia={"sponsors": None})
    words = await published(
        anna,
        organizerSetup={"organization": LONG},
        eventSetup={"title": LONG, "type": "panel", "description": LONG * 3},
        venueSetup={"name": LONG, "address": LONG, "city": LONG},
        sponsorsMedia={"sponsors": [{"name": LONG, "tier": "gold"}], "media_partners": [LONG]},
    )
    pictured = await published(anna, eventSetup={"title": "Silk and Stone"})
    sent = await anna.http.post(f"/events/{event_of(database_url, pictured)}/cover", files={"file": pictures.scene()})
    assert sent.status_code == 201, sent.text
    return [f"{server}/e/{slug}" for slug in (full, bare, words, "not-there", pictured)]


def event_of(database_url: str, slug: str) -> UUID:
    return run(database_url, "select id from events where slug = %s", slug)[0][0]


async def opened(browser: Browser, **options: Any) -> tuple[Any, Seen, list[str]]:
    """A page that is watched; still, so that it can be looked at."""
    context = await browser.new_context(reduced_motion="reduce", **options)
    seen, console = Seen(), []
    seen.watch(context)
    page = await context.new_page()
    page.on("console", lambda message: console.append(message.text))
    return page, seen, console


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_it_fits_every_width_calls_nobody_and_has_nothing_to_complain_about(browser, addresses, width, theme):
    page, seen, console = await opened(browser, viewport={"width": width, "height": 800}, color_scheme=theme)
    for address in addresses:
        await page.goto(address)

        assert await page.evaluate(OVERFLOWING) == []
        assert await page.evaluate("document.fonts.size") == 0
        if folder := os.environ.get("SCREENSHOTS"):
            await page.screenshot(path=f"{folder}/{addresses.index(address)}-{width}-{theme}.png", full_page=True)
    await page.context.close()

    # What is not there says so in the console, too; that is the browser's own word for 404.
    assert [text for text in console if "404" not in text] == [] and seen.errors == []
    pictured = addresses[-1]
    file = "cover-1600.webp" if width >= 960 else "cover.webp"
    assert seen.addresses() == [*addresses, f"{pictured}/{file}"]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
async def test_the_picture_fills_its_place_in_its_own_shape_and_the_page_stays_light(
    browser, addresses, width, height, record_property
):
    """Bytes of the whole page, as they come: a drawn cover is a part of the document, an uploaded one a file."""
    page, _, _ = await opened(browser, viewport={"width": width, "height": height})
    weights = {}
    for address, most in ((addresses[0], 20_000), (addresses[-1], 330_000)):
        sizes: list[int] = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(int(answer.headers.get("content-length", 0))))
        await page.goto(address, wait_until="networkidle")
        weights[address], seen = sum(sizes), await page.locator(".art > *").first.bounding_box()
        assert weights[address] < most and len(sizes) <= 2
        assert seen and seen["width"] > width * 0.4 and seen["height"] > 150
    record_property("page_weights", str(weights))

    image = page.get_by_role("img", name="Cover of Silk and Stone")
    await expect(image).to_be_visible()
    place = await image.bounding_box()
    assert place and await image.evaluate("image => image.complete && image.naturalWidth >= 1200")
    if width < 960:
        assert abs(place["width"] / place["height"] - 1200 / 630) < 0.02
    else:
        assert place["height"] == height
    await page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing_to_mend(browser, addresses, width, theme):
    # Its script may run here alone: the page's own policy lets none in.
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": theme, "bypass_csp": True}
    page, _, _ = await opened(browser, **options)
    for address in addresses:
        await page.goto(address)
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await page.evaluate("axe.run()")

        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
        assert len(found["passes"]) > 15
    await page.context.close()


async def test_script_in_the_data_is_neither_run_nor_complained_about(browser, server, anna):
    title = "</script><script>document.title='taken'</script>"
    slug = await published(anna, eventSetup={"title": title, "description": title})
    page, _, console = await opened(browser)

    await page.goto(f"{server}/e/{slug}")

    assert (await page.title()).startswith("</script>") and console == []
    block = page.locator("script[type='application/ld+json']")
    assert await block.count() == 1
    assert await block.evaluate("block => JSON.parse(block.textContent).name") == title
    await page.context.close()


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
async def test_nothing_moves_for_who_asked_for_stillness(browser, addresses, motion, moves):
    context = await browser.new_context(reduced_motion=motion)
    page = await context.new_page()
    await page.goto(addresses[0])

    assert bool(await page.evaluate("document.getAnimations().length")) == moves
    await context.close()


async def test_the_calendar_file_is_saved_under_the_event_s_name(browser, addresses):
    page, _, console = await opened(browser)
    await page.goto(addresses[0])

    async with page.expect_download() as begun:
        await page.get_by_role("link", name="Add to calendar").click()

    file = await begun.value
    assert file.suggested_filename == f"{addresses[0].rsplit('/', 1)[1]}.ics" and console == []
    async with httpx.AsyncClient() as http:
        assert Path(await file.path()).read_bytes() == (await http.get(f"{addresses[0]}.ics")).content
    await page.context.close()

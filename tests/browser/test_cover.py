"""A cover of the person's own: chosen in the last stage, shown, refused in plain words, removed, and published."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect

from tests import pictures
from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.test_access import overflowing
from tests.browser.test_publishing import agree, complete

COVER, SHOWN = "Cover picture", "The cover as your guests will see it"


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "hall.jpg").write_bytes(pictures.scene())
    (tmp_path / "drawing.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "bomb.png").write_bytes(pictures.blank(30_000, 30_000, 1, "L"))
    (tmp_path / "large.jpg").write_bytes(pictures.photograph() + bytes(6 * 2**20))
    return tmp_path


@pytest.fixture
async def open_to_axe(browser, server):
    """Opens a desk where axe's script may run."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, bypass_csp=True, reduced_motion="reduce", locale="en-GB"
    )

    async def opened() -> Desk:
        return await Desk.opened(context, server.address)

    yield opened
    await context.close()


async def looked_at(desk, name: str) -> None:
    if shots := os.environ.get("SCREENSHOTS"):
        await desk.page.screenshot(path=f"{shots}/{name}.png", full_page=True)


async def test_a_picture_is_chosen_seen_again_after_a_reload_and_published(desk, folder):
    anna, person = await complete(desk)
    field, shown = anna.field(COVER), anna.form.get_by_role("img", name=SHOWN)
    await expect(shown).to_have_count(0)

    await field.set_input_files(folder / "hall.jpg")

    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
    await expect(anna.form.get_by_text("This is the cover now.")).to_be_visible()
    await anna.page.reload()
    await anna.ready()
    await anna.form.get_by_role("link", name="Review & publish").click()
    await expect(shown).to_be_visible()

    await agree(anna)
    await anna.button("Publish event").click()

    await expect(anna.banner).to_contain_text("Published")
    cover = anna.form.get_by_role("img", name="Cover of Milan Nights")
    await expect(cover).to_be_visible()
    assert await cover.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1200
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{anna.address}{await cover.get_attribute('src')}")
    assert answer.headers["content-type"] == "image/webp"
    await person.http.aclose()


async def test_a_file_that_cannot_be_a_cover_is_refused_in_plain_words_and_the_next_one_taken(desk, folder):
    anna, person = await complete(desk)
    field, alert = anna.field(COVER), anna.form.get_by_role("alert")

    for name, words in (
        ("drawing.png", "JPEG, PNG or WebP"),
        ("bomb.png", "at most 40 megapixels"),
        ("large.jpg", "larger than 5 MB"),
    ):
        await field.set_input_files(folder / name)
        await expect(alert.filter(has_text=words)).to_be_visible()
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(re.compile(words))

    await field.set_input_files(folder / "hall.jpg")

    await expect(anna.form.get_by_role("img", name=SHOWN)).to_be_visible()
    await expect(field).to_have_attribute("aria-invalid", "false")
    await person.http.aclose()


async def test_a_cover_is_removed_by_keyboard_and_the_field_has_the_focus_then(desk, folder):
    anna, person = await complete(desk)
    await anna.field(COVER).set_input_files(folder / "hall.jpg")
    remove = anna.form.get_by_role("button", name="Remove cover")
    await remove.focus()

    await anna.page.keyboard.press("Enter")

    await expect(anna.form.get_by_text("The picture is removed.")).to_be_visible()
    await expect(anna.form.get_by_role("img", name=SHOWN)).to_have_count(0)
    await expect(anna.field(COVER)).to_be_focused()
    assert (await person.http.get(f"/wizard/sessions/{anna.thread_id}/cover")).status_code == 204
    await person.http.aclose()


async def test_axe_finds_nothing_whether_a_cover_was_refused_chosen_or_published_at_any_width(open_to_axe, folder):
    anna, person = await complete(open_to_axe)

    async def look(name: str) -> None:
        for width in (1280, 360):
            await anna.page.set_viewport_size({"width": width, "height": 800})
            if not await anna.form.is_visible():
                await anna.page.get_by_role("button", name="Form", exact=True).click()
            assert [*await barriers(anna.page), *await overflowing(anna.page)] == []
            await looked_at(anna, f"cover-{name}-{width}")
        await anna.page.set_viewport_size({"width": 1280, "height": 800})

    for file, name in (("drawing.png", "refused"), ("hall.jpg", "chosen")):
        await anna.field(COVER).set_input_files(folder / file)
        await expect(anna.form.get_by_role("img", name=SHOWN)).to_have_count(1 if name == "chosen" else 0)
        await expect(anna.field(COVER)).to_be_enabled()
        await look(name)
    await agree(anna)
    await anna.button("Publish event").click()
    await expect(anna.form.get_by_role("img", name="Cover of Milan Nights")).to_be_visible()
    await look("published")
    await person.http.aclose()

"""The calendar file, read by another library than the one that writes it, and by the letter of RFC 5545."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
import vobject

from state.events.published import by_slug
from tests.server.published import alter, published
from tests.server.running import settings_for

PUBLIC_URL = "https://events.example.com"


@pytest.fixture(scope="module")
def settings(database_url):
    return settings_for(database_url, public_url=PUBLIC_URL)


@pytest.fixture
async def stranger(server):
    async with httpx.AsyncClient(base_url=server) as http:
        yield http


async def entry(stranger: httpx.AsyncClient, slug: str):
    answer = await stranger.get(f"/e/{slug}.ics")
    assert answer.status_code == 200
    return vobject.readOne(answer.text).vevent


async def test_a_calendar_reads_the_event_from_it(anna, stranger):
    slug = await published(
        anna,
        eventSetup={"end_time": "01:00", "description": "Wool, silk; and \\ linen.\nDoors at 18:45."},
        venueSetup={"name": "Palazzo Reale"},
    )

    found = await entry(stranger, slug)

    assert found.summary.value == "Milan Nights"
    assert found.dtstart.value == datetime(2031, 6, 15, 17, 30, tzinfo=UTC)
    assert found.dtend.value == datetime(2031, 6, 15, 23, 0, tzinfo=UTC)
    assert found.location.value == "Palazzo Reale, Piazza del Duomo 12, Milan"
    assert found.url.value == f"{PUBLIC_URL}/e/{slug}"
    assert found.description.value.startswith("Wool, silk; and \\ linen.\nDoors at 18:45.\n\nhttps://")
    assert found.status.value == "CONFIRMED" and found.sequence.value == "1"


async def test_an_end_nobody_told_is_not_invented(anna, stranger):
    found = await entry(stranger, await published(anna))

    assert not hasattr(found, "dtend") and not hasattr(found, "duration")


async def test_a_stream_is_where_an_event_without_a_room_is(anna, stranger):
    stream = "https://live.example.com/a?b=1,2;c"
    venue = {"mode": "virtual", "address": None, "city": None, "capacity": None, "streaming_url": stream}

    found = await entry(stranger, await published(anna, venueSetup=venue))

    assert found.location.value == stream and stream in found.description.value


async def test_a_change_keeps_the_id_and_counts_the_sequence_up(anna, stranger, database, database_url):
    slug = await published(anna)
    before = await entry(stranger, slug)
    alter(database_url, slug, name="Turin Nights", version=4)

    after = await entry(stranger, slug)

    assert after.uid.value == before.uid.value and after.summary.value == "Turin Nights"
    assert (before.sequence.value, after.sequence.value) == ("1", "4")
    async with database.public() as tx:
        changed = (await by_slug(tx, slug)).updated_at
    assert after.dtstamp.value == changed.replace(microsecond=0)


async def test_it_keeps_to_the_letter_of_the_format(anna, stranger):
    title = "Ünïcödé 👗🏽 " * 15 + '; , \\ " end'
    slug = await published(anna, eventSetup={"title": title, "description": "BEGIN:VALARM\r\nEND:VCALENDAR\n" * 9})

    answer = await stranger.get(f"/e/{slug}.ics")

    raw = answer.content
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    unfolded = raw.replace(b"\r\n ", b"").decode().split("\r\n")
    assert sum(line.startswith("BEGIN:") for line in unfolded) == 2 and "BEGIN:VALARM" not in unfolded
    assert {"VERSION:2.0", "METHOD:PUBLISH", "DTSTART:20310615T173000Z"} <= set(unfolded)
    assert vobject.readOne(answer.text).vevent.summary.value == title


async def test_it_is_a_file_to_keep_and_to_ask_for_again(anna, stranger):
    slug = await published(anna)
    answer = await stranger.get(f"/e/{slug}.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{slug}.ics"'
    assert answer.headers["cache-control"] == "public, max-age=60"
    again = await stranger.get(f"/e/{slug}.ics", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    assert (await stranger.get(f"/e/{slug}.ics")).content == answer.content

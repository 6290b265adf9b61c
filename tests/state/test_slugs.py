"""Addresses of events: legal whatever they are called, and one for each however many are made at once."""

from __future__ import annotations

import asyncio
import re

import psycopg
import pytest

from state.events.events import SLUG_LENGTH, slug_of
from state.wizard import publishing
from tests.state.worlds import PUBLIC_URL, YES, filled, somebody

LEGAL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNT = 500
# Copies of one filled session; neighbours share the eight digits that their slugs would end in.
COPIES = """
insert into wizard_sessions (id, session_id, user_id, organization_id, completed_stages, organizer_data, event_data,
  venue_data, ticket_data, payment_data, sponsor_data, completion_details)
select overlay(gen_random_uuid()::text placing lpad(to_hex(100000 + n / 2), 8, '0') from 1 for 8)::uuid,
  'copy-' || n, user_id, organization_id, completed_stages, organizer_data, event_data, venue_data, ticket_data,
  payment_data, sponsor_data, completion_details
from wizard_sessions, generate_series(1, %s) n where wizard_sessions.id = %s returning id"""


@pytest.mark.slow
async def test_five_hundred_events_of_one_title_published_at_once_have_five_hundred_addresses(database, database_url):
    principal = somebody()
    original = await filled(database, principal)
    with psycopg.connect(database_url) as connection:
        rows = [row for (row,) in connection.execute(COPIES, [COUNT, original]).fetchall()]
    a_few = asyncio.Semaphore(10)

    async def published(row) -> int:
        async with a_few, database.transaction(principal) as tx:
            return (await publishing.publish(tx, row, YES, PUBLIC_URL)).status

    statuses = await asyncio.gather(*(published(row) for row in rows))

    with psycopg.connect(database_url) as connection:
        slugs = [slug for (slug,) in connection.execute("select slug from events").fetchall()]
    assert statuses == [201] * COUNT and len({row.hex[:8] for row in rows}) <= COUNT // 2 + 1
    assert len(slugs) == len(set(slugs)) == COUNT
    assert all(slug.startswith("milan-nights-") and LEGAL.fullmatch(slug) for slug in slugs)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Nuit à Paris – Été 2031!", "nuit-a-paris-ete-2031"),
        ("Показ моды", "pokaz-mody"),
        ("Βραδιά μόδας", "bradia-modas"),
        ("東京コレクション", "dong-jing-korekusiyon"),
        ("서울 패션위크", "seoul-paesyeonwikeu"),
        ("ليلة الأزياء", "lyl-lzy"),
        ("Größe & Straße", "grosse-strasse"),
        ("👗🏽✨💃", "event"),
        ("---", "event"),
        ("<script>alert('x')</script>", "script-alert-x-script"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_names_of_every_script_become_legal_addresses(name, words):
    assert slug_of(name, "0a1b2c3d") == f"{words}-0a1b2c3d"


@pytest.mark.parametrize("name", ["long words " * 40, "x" * 200, "é" * 200, "東" * 200, "ab-" * 100])
@pytest.mark.parametrize("suffix", ["0a1b2c3d", "0a1b2c3d" * 4])
def test_an_address_is_never_too_long_and_keeps_its_end(name, suffix):
    slug = slug_of(name, suffix)

    assert len(slug) <= SLUG_LENGTH and LEGAL.fullmatch(slug) and slug.endswith(f"-{suffix}")

"""The cover an image model makes: only where nobody uploaded one, paid once, and never in the way of anything."""

from __future__ import annotations

import time

import httpx
import pytest

from server.jobs.table import JOBS
from state.events import covers
from tests import pictures
from tests.fakes import images
from tests.server.jobs.test_worker import until
from tests.server.published import published
from tests.server.running import settings_for
from tests.server.test_covers import is_red, upload
from tests.state.test_outbox import queue, run

MODEL = "imagen-4.0-generate-001"


@pytest.fixture(scope="module")
def settings(database_url, fake):
    return settings_for(database_url, worker=True, google_api_key=images.KEY, gemini_base_url=fake.address)


@pytest.fixture
async def stranger(server):
    async with httpx.AsyncClient(base_url=server) as http:
        yield http


async def test_without_an_upload_the_model_makes_the_cover_from_public_facts_alone(anna, stranger, fake, database_url):
    slug = await published(
        anna,
        eventSetup={"title": "Silk $name\n\n{x}", "description": "Ignore all this. " * 90},
        organizerSetup={"organization": "Atelier Rossi"},
    )
    drawn = await stranger.get(f"/e/{slug}/cover.webp")
    assert drawn.status_code == 200
    await until(lambda: not queue(database_url))

    assert is_red(await stranger.get(f"/e/{slug}/cover.webp"))
    [asked] = fake.requests
    [prompt] = [each["prompt"] for each in asked["instances"]]
    for said in ("runway show", "Silk $name {x}", "Milan", "June", "no text", "no people"):
        assert said in prompt, said
    assert "anna" not in prompt.lower() and "Rossi" not in prompt and "Piazza" not in prompt and len(prompt) < 2500
    assert run(database_url, "select model, cost_micros from model_usage") == [(MODEL, 40_000)]


async def test_an_upload_costs_nothing(anna, stranger, fake, database_url):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")
    assert (await anna.publish(session)).status_code == 201
    await until(lambda: not queue(database_url))

    assert fake.requests == [] and run(database_url, "select 1 from model_usage") == []


async def test_publishing_does_not_wait_for_the_model(anna, stranger, fake, database_url):
    fake.pause = 1.5
    session = await anna.filled()

    started = time.monotonic()
    answer = await anna.publish(session)

    assert answer.status_code == 201 and time.monotonic() - started < 1
    slug = answer.json()["slug"]
    assert (await stranger.get(f"/e/{slug}/cover.webp")).status_code == 200
    await until(lambda: not queue(database_url))


async def test_removing_the_upload_has_the_model_asked_once(anna, stranger, fake, database_url):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}", pictures.file(pictures.noise((400, 300))))
    event = (await anna.publish(session)).json()["event_id"]
    await anna.http.delete(f"/events/{event}/cover")
    await until(lambda: not queue(database_url))

    assert len(fake.requests) == 1 and is_red(await anna.http.get(f"/events/{event}/cover"))
    await anna.http.delete(f"/events/{event}/cover")
    await until(lambda: not queue(database_url))
    assert len(fake.requests) == 1 and not is_red(await anna.http.get(f"/events/{event}/cover"))


def test_what_publishing_orders_is_a_kind_of_job_there_is():
    assert covers.PAINTING in {job.name for job in JOBS}

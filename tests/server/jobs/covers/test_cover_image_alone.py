"""The same job without a server beside it: what it does when run again, late, or when something else is in trouble."""

from __future__ import annotations

import asyncio

import pytest
from obstore.store import MemoryStore
from pydantic import SecretStr

from server.covers.gallery import Gallery
from server.jobs import cover_image
from server.jobs.job import Means, Order
from state.errors import Unavailable
from state.events import covers
from state.gateways.images import ImageModel
from state.gateways.storage import Storage
from state.model_usage import Budget
from tests import pictures
from tests.fakes import images
from tests.server.galleries import gallery
from tests.server.jobs.test_published_mail_alone import made
from tests.server.jobs.test_worker import until
from tests.server.published import alter, published
from tests.server.running import Person, serving, settings_for
from tests.state.test_outbox import queue, run
from tests.state.worlds import somebody
from tests.telling import logged

MODEL = "imagen-4.0-generate-001"


@pytest.fixture
def means(database, checkpointer, fake) -> Means:
    painter = ImageModel(MODEL, SecretStr(images.KEY), fake.address, 0.5)
    return Means(database, checkpointer, "https://events.example.com", None, gallery(), painter=painter)


async def source(means: Means, order: Order) -> tuple[str, bool] | None:
    assert order.principal
    async with means.database.transaction(order.principal) as tx:
        cover = await tx.get(covers.EventCover, order.ids["event_id"])
    return (cover.source, cover.model_asked) if cover else None


async def test_run_twice_or_at_once_it_is_paid_once(database, database_url, means, fake):
    order = await made(database)

    await asyncio.gather(*(cover_image.run(means, order) for _ in range(3)))
    await cover_image.run(means, order)

    assert len(fake.requests) == 1 and await source(means, order) == ("model", True)
    assert run(database_url, "select cost_micros from model_usage") == [(40_000,)]


@pytest.mark.parametrize(
    "kind", [400, 403, 429, 500, "refused", "prompt blocked", "none", "no base64", "no JSON", "slow", "bomb", "SVG"]
)
async def test_a_model_that_gives_no_picture_leaves_the_drawing_and_no_word_of_its_own(
    database, database_url, means, fake, kind
):
    fake.kind = kind if kind not in {"slow", "bomb", "SVG"} else None
    fake.pause = 1 if kind == "slow" else 0
    if kind in {"bomb", "SVG"}:
        fake.picture = pictures.BAD["a bomb of one bit a pixel" if kind == "bomb" else kind][0]()
    order = await made(database)

    with logged() as logs:
        await cover_image.run(means, order)

    assert await source(means, order) == ("drawn", True)
    [line] = [line for line in logs if line["event"] == "cover_drawn"]
    assert (
        line["reason"] and images.KEY not in f"{logs}" and "prompt says" not in f"{logs}" and "Milan" not in f"{logs}"
    )
    cost = run(database_url, "select cost_micros from model_usage")
    assert cost == ([(40_000,)] if kind in {"bomb", "SVG", "no base64"} and cost else [])


async def test_a_spent_budget_asks_for_nothing_and_the_next_picture_is_counted_in_it(database, means, fake):
    order = await made(database)
    spent = Means(**vars(means) | {"budget": Budget(0, 1, 1)})
    await cover_image.run(spent, order)
    assert fake.requests == [] and await source(means, order) is None

    tight = Means(**vars(means) | {"budget": Budget(40_000, 1, 1)})
    await cover_image.run(tight, order)
    assert await source(means, order) == ("model", True)
    again = await made(database)
    same = Order(order.principal, again.ids)
    await cover_image.run(tight, same)
    assert len(fake.requests) == 1


async def test_without_a_key_nobody_is_asked(database, means, fake):
    order = await made(database)

    await cover_image.run(Means(**vars(means) | {"painter": None}), order)

    assert fake.requests == [] and await source(means, order) is None


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "archived"}, {"published_at": None}])
async def test_an_event_taken_down_meanwhile_gets_none(database, database_url, means, fake, change):
    order = await made(database)
    [(slug,)] = run(database_url, "select slug from events where id = %s", order.ids["event_id"])
    alter(database_url, slug, **change)

    await cover_image.run(means, order)

    assert fake.requests == []


async def test_who_is_no_longer_on_the_team_orders_nothing(database, means, fake):
    order = await made(database)

    await cover_image.run(means, Order(somebody(), order.ids))

    assert fake.requests == []


async def test_an_upload_that_comes_while_the_model_works_stays(database, means, fake):
    order = await made(database)
    assert order.principal
    fake.pause = 0.3
    working = asyncio.create_task(cover_image.run(means, order))
    await until(lambda: fake.requests)
    object_id = await means.gallery.keep(
        database, order.principal, await means.gallery.recoder.recoded(pictures.photograph())
    )
    async with database.transaction(order.principal) as tx:
        await covers.upload(tx, order.ids["event_id"], object_id)
    await working

    async with database.transaction(order.principal) as tx:
        assert (await covers.shown(tx, order.ids["event_id"])).object_id == object_id
    assert await source(means, order) == ("upload", True)


class Shaky(Storage):
    """Away for the first `failures` files."""

    failures = 0

    async def put(self, key: str, data: bytes) -> None:
        if Shaky.failures > 0:
            Shaky.failures -= 1
            raise Unavailable
        await super().put(key, data)


@pytest.mark.parametrize(("failures", "source_then"), [(2, "model"), (99, "drawn")])
async def test_storage_that_is_away_for_a_moment_does_not_lose_what_was_paid(
    database, means, fake, monkeypatch, failures, source_then
):
    monkeypatch.setattr(cover_image, "PAUSES", (0.01, 0.01, 0.01))
    Shaky.failures = failures
    order = await made(database)
    shaky = Means(**vars(means) | {"gallery": Gallery(Shaky(MemoryStore))})

    await cover_image.run(shaky, order)

    assert len(fake.requests) == 1 and await source(means, order) == (source_then, True)


async def test_a_model_that_is_off_is_not_asked(database_url, fake):
    given = {"worker": True, "google_api_key": images.KEY, "gemini_base_url": fake.address, "image_model": "off"}
    with serving(settings_for(database_url, **given)) as address:
        ben = Person(address, somebody().user_id)
        await published(ben)
        await until(lambda: not queue(database_url))
        await ben.http.aclose()

    assert fake.requests == []

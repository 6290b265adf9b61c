"""No gap and no duplicate: beside slow commits, rollbacks, many writers, two processes, readers who come and go."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from tests.server.feed.following import Follower, following
from tests.server.feed.happening import Happening
from tests.server.running import serving, settings_for
from tests.state.worlds import somebody

READERS, WRITERS, CHANGES = 50, 5, 12
LAST = 1 + WRITERS * CHANGES


@pytest.fixture(scope="module")
def elsewhere(database_url) -> Iterator[str]:
    """Another server on the same database."""
    with serving(settings_for(database_url)) as address:
        yield address


async def test_a_change_that_commits_late_holds_up_those_behind_it_and_none_is_missed(server, show, database_url):
    insert = (
        "insert into event_tasks (event_id, name, phase, workflow_category, deadline) "
        "values (%s, %s, 'pre_production', 'event_planning', now())"
    )
    async with (
        following(server, show.id, show.lead) as anna,
        await psycopg.AsyncConnection.connect(database_url) as slow,
        await psycopg.AsyncConnection.connect(database_url) as quick,
    ):
        await slow.execute(insert, [show.id, "first, committed late"])
        second = asyncio.create_task(quick.execute(insert, [show.id, "second"]))
        await anna.nothing(0.5)
        assert not second.done(), "its number may not be given before the first one's is sure"
        await slow.commit()
        await second
        await quick.commit()
        told = [await anna.next(), await anna.next()]

    assert [each.data["record"]["name"] for each in told] == ["first, committed late", "second"]
    assert [each.seq for each in told] == [2, 3]


async def test_a_number_that_was_rolled_back_is_given_again(server, show):
    async with following(server, show.id, show.lead) as anna:
        try:
            async with show.acting() as tx:
                await show.task_in(tx, "never was")
                raise InterruptedError
        except InterruptedError:
            await show.task("was")
        told = await anna.next()

    assert (told.seq, told.data["record"]["name"]) == (2, "was")


@pytest.mark.slow
async def test_readers_who_come_and_go_at_random_miss_nothing_at_either_of_two_processes(server, elsewhere, show):
    chance = random.Random(20261125)
    readers = [
        asyncio.create_task(_comes_and_goes(show, (server, elsewhere), random.Random(chance.random())))
        for _ in range(READERS)
    ]
    await asyncio.gather(*(_writes(show, chance.random()) for _ in range(WRITERS)))
    told = await asyncio.gather(*readers)

    assert all(each == list(range(1, LAST + 1)) for each in told)


async def _writes(show: Happening, seed: float) -> None:
    chance = random.Random(seed)
    for number in range(CHANGES):
        async with show.acting() as tx:
            await show.task_in(tx, str(number))
            await asyncio.sleep(chance.choice([0, 0, 0.02]))


async def _comes_and_goes(show: Happening, where: tuple[str, str], chance: random.Random) -> list[int]:
    """The numbers told to somebody who resumes with what he has got, here or there, until all has been told."""
    seqs: list[int] = []
    cursor: str | None = f"{show.id}:0"
    who = somebody(show.lead.organization_id)
    while not seqs or seqs[-1] < LAST:
        async with following(chance.choice(where), show.id, who, cursor) as reader:
            seqs += await _some(reader, chance.randrange(5, 40))
            cursor = reader.cursor
    return seqs


async def _some(reader: Follower, most: int) -> list[int]:
    seqs: list[int] = []
    with suppress(TimeoutError):
        while len(seqs) < most and LAST not in seqs:
            seqs.append((await reader.next(seconds=5)).seq)
    return seqs

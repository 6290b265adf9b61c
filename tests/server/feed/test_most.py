"""How many live feeds one user may hold: more are refused until one of them is closed."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack

import pytest

from server.settings import Settings
from tests.server.feed.following import Follower, followed, following, signed
from tests.server.feed.happening import happening
from tests.server.running import settings_for
from tests.state.worlds import somebody

MOST = 3


@pytest.fixture(scope="module")
def settings(database_url: str) -> Settings:
    return settings_for(database_url, feed_streams_per_user=MOST)


async def problem(refused: Follower) -> dict:
    return json.loads(await refused.reader.readexactly(int(refused.headers["content-length"])))


async def test_one_more_is_refused_with_the_way_out_and_let_in_when_one_is_closed(server, database, show):
    other, colleague = await happening(database, show.lead), somebody(show.lead.organization_id)
    async with AsyncExitStack() as stack:
        for event in (show.id, show.id, other.id):
            held = await stack.enter_async_context(following(server, event, show.lead))

        refused = await followed(server, show.id, signed(show.lead))

        assert refused.status == 429 and int(refused.headers["retry-after"]) > 0
        told = await problem(refused)
        assert told["code"] == "too_many_streams"
        assert told["detail"] == "You follow 3 live feeds already; close one first."
        await stack.enter_async_context(following(server, show.id, colleague))
        await held.leave()
        async with asyncio.timeout(5):
            while (again := await followed(server, show.id, signed(show.lead))).status == 429:
                await asyncio.sleep(0.02)
        assert again.status == 200
        again.writer.close()


async def test_of_many_at_once_no_more_are_let_in(server, show):
    asked = await asyncio.gather(*(followed(server, show.id, signed(show.lead)) for _ in range(4 * MOST)))

    assert sorted(each.status for each in asked) == [200] * MOST + [429] * 3 * MOST
    for each in asked:
        each.writer.close()


async def test_an_event_that_is_not_his_to_see_is_unknown_however_many_he_holds(server, database, show):
    foreign = await happening(database)
    async with AsyncExitStack() as stack:
        for _ in range(MOST):
            await stack.enter_async_context(following(server, show.id, show.lead))

        assert (await followed(server, foreign.id, signed(show.lead))).status == 404

"""Who follows an event, and for how long: until his token ends or the event is no longer his to see."""

from __future__ import annotations

import time
from uuid import uuid4

import psycopg

from state.errors import NotFound
from state.events import access
from state.values import Principal
from tests.server.feed.following import followed, following, signed
from tests.server.feed.happening import happening
from tests.state.worlds import somebody


async def test_who_does_not_see_the_event_gets_the_answer_of_an_unknown_one(server, show):
    stranger = somebody()

    foreign = await followed(server, show.id, signed(stranger))
    unknown = await followed(server, uuid4(), signed(stranger))

    assert foreign.status == unknown.status == 404


async def test_a_token_is_needed_and_one_in_the_address_is_none(server, show):
    token = signed(show.lead)["Authorization"].removeprefix("Bearer ")

    for query in ("", f"?token={token}", f"?access_token={token}"):
        assert (await followed(server, show.id, {}, query)).status == 401


async def test_the_organization_and_the_team_from_outside_follow_and_are_told_the_same(server, show):
    colleague, guest = somebody(show.lead.organization_id), somebody()
    await show.member(guest.user_id)

    async with (
        following(server, show.id, show.lead) as anna,
        following(server, show.id, colleague) as ben,
        following(server, show.id, guest) as carla,
    ):
        await show.task()
        told = [await each.next() for each in (anna, ben, carla)]

    assert told[0] == told[1] == told[2]


async def test_who_is_taken_off_the_team_is_told_nothing_more_and_the_others_do_not_notice(server, show):
    guest, other = somebody(), somebody()
    await show.member(guest.user_id)
    await show.member(other.user_id)

    async with (
        following(server, show.id, guest) as carla,
        following(server, show.id, other) as dora,
        following(server, show.id, show.lead) as anna,
    ):
        await show.dismiss(guest.user_id)
        await show.task("a secret")
        reason = await carla.ended(2)
        told = [[await each.next(), await each.next()] for each in (anna, dora)]
        again = await followed(server, show.id, signed(guest))

    assert reason == "access_lost" and again.status == 404
    assert told[0] == told[1]
    assert [each.data["type"] for each in told[0]] == ["DELETE", "INSERT"]


async def test_who_is_let_go_with_a_secret_in_the_same_breath_does_not_get_it(server, show):
    guest = somebody()
    await show.member(guest.user_id)

    async with following(server, show.id, guest) as carla, following(server, show.id, show.lead) as anna:
        async with show.acting() as tx:
            await show.task_in(tx, "a secret")
            await show.do_in(tx, "delete from event_team where event_id = :event and user_id = :u", u=guest.user_id)
        frames = []
        while told := await carla.frame():
            frames.append(told)
        assert (await anna.next()).data["record"]["name"] == "a secret"

    assert [told.name for told in frames] == ["closed"]


async def test_an_event_that_is_gone_ends_its_streams(server, show, database_url):
    async with following(server, show.id, show.lead) as anna, following(server, show.id, show.lead) as again:
        with psycopg.connect(database_url) as connection:
            connection.execute("set session_replication_role = replica")
            for table in ("activity_logs", "event_feeds", "event_team"):
                connection.execute(f"delete from {table} where event_id = %s", [show.id])  # pyright: ignore
            connection.execute("delete from events where id = %s", [show.id])
            connection.execute("select pg_notify('event_changes', %s)", [str(show.id)])
        assert await anna.ended() == await again.ended() == "access_lost"


async def test_a_stream_ends_with_its_token_and_a_new_one_goes_on_after_it(server, show):
    async with following(server, show.id, show.lead, exp=int(time.time()) + 2) as anna:
        await show.task()
        await anna.next()
        assert await anna.ended(4) == "token_expired"
    await show.task("meanwhile")

    async with following(server, show.id, show.lead, anna.cursor) as again:
        assert (await again.next()).data["record"]["name"] == "meanwhile"


async def test_a_reader_may_lend_his_name_exactly_if_the_policy_lets_him_see_the_event(database, show):
    """`Readers` says in Python what the policy of events says in SQL: the two are compared."""
    guest, fired = somebody(), somebody()
    for each in (guest, fired):
        await show.member(each.user_id)
    await show.dismiss(fired.user_id)
    elsewhere = Principal(show.lead.user_id, uuid4())
    asked = [show.lead, somebody(show.lead.organization_id), guest, fired, somebody(), elsewhere]
    async with show.acting() as tx:
        readers = await access.readers(tx, show.id)

    for principal in asked:
        async with database.transaction(principal) as tx:
            try:
                sees = await access.readers(tx, show.id) == readers
            except NotFound:
                sees = False
        assert readers.include(principal) is sees, principal


async def test_notifications_reach_the_person_on_whichever_event_he_follows_and_nobody_else(server, show, database):
    ben, other = somebody(show.lead.organization_id), await happening(database)
    mine = await happening(database, ben)

    async with following(server, mine.id, ben) as his, following(server, other.id, other.lead) as hers:
        cursor = his.cursor
        await show.member(ben.user_id)
        told = await his.next("notification")
        await hers.nothing()
        await his.nothing(0.1)

    assert told.id is None and his.cursor == cursor
    assert told.data == {"kind": "team_added", "event_id": str(show.id), "task_id": None} | {
        name: told.data[name] for name in ("id", "created_at")
    }
    async with following(server, mine.id, ben) as again:
        await again.nothing(0.3)


async def test_a_notification_is_told_once_on_each_of_his_streams(server, show, database):
    many = 3
    ben = somebody(show.lead.organization_id)
    mine = await happening(database, ben)
    async with following(server, mine.id, ben) as one, following(server, show.id, ben) as two:
        for _ in range(many):
            task = await show.task()
            await show.do("update event_tasks set assignee_id = :ben where id = :task", ben=ben.user_id, task=task)
        first = [(await one.next("notification")).data["task_id"] for _ in range(many)]
        second = []
        while len(second) < many:
            told = await two.frame()
            assert told
            second += [told.data["task_id"]] if told.name == "notification" else []

    assert first == second and len(set(first)) == many

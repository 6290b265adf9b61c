"""Following an event: what is told, where a stream begins, and that nothing is missed or told twice."""

from __future__ import annotations

import psycopg
import pytest

from tests.server.feed.following import followed, following, signed
from tests.server.feed.happening import happening


async def test_a_change_is_told_with_its_number_its_record_and_who_made_it(server, show):
    async with following(server, show.id, show.lead) as anna:
        task = await show.task("Book the venue")
        told = await anna.next()

        assert told.id == f"{show.id}:{told.seq}"
        assert told.data == {"table": "event_tasks", "type": "INSERT", "old": None} | {
            name: told.data[name] for name in ("record", "user_id", "at")
        }
        assert told.data["user_id"] == str(show.lead.user_id) and told.data["at"].endswith("Z")
        assert (told.data["record"]["id"], told.data["record"]["name"]) == (str(task), "Book the venue")


async def test_what_is_removed_has_no_record_and_its_id_is_told(server, show):
    task = await show.task()
    async with following(server, show.id, show.lead) as anna:
        await show.do("update event_tasks set status = 'in_progress' where id = :task", task=task)
        await show.do("update event_tasks set deleted_at = now() where id = :task", task=task)
        changed, removed = await anna.next(), await anna.next()

    assert (changed.data["type"], changed.data["record"]["status"]) == ("UPDATE", "in_progress")
    assert (removed.data["type"], removed.data["record"], removed.data["old"]) == ("DELETE", None, {"id": str(task)})


async def test_the_answer_begins_at_once_and_passes_proxies(server, show):
    async with following(server, show.id, show.lead) as anna:
        assert anna.headers["content-type"].startswith("text/event-stream")
        assert anna.headers["x-accel-buffering"] == "no" and "no-transform" in anna.headers["cache-control"]
        assert "content-encoding" not in anna.headers and b"\r" not in anna.raw


async def test_without_a_cursor_a_stream_begins_now_and_can_be_resumed_before_anything_was_told(server, show):
    await show.task("before")
    async with following(server, show.id, show.lead) as anna:
        cursor = anna.cursor
    await show.task("meanwhile")

    async with following(server, show.id, show.lead, cursor) as again:
        assert (await again.next()).data["record"]["name"] == "meanwhile"


@pytest.mark.parametrize("how", ["header", "query"])
async def test_a_stream_resumes_after_its_cursor_without_a_gap_or_a_duplicate(server, show, how):
    for number in range(5):
        await show.task(str(number))
    cursor = f"{show.id}:2"
    headers = signed(show.lead) | ({"Last-Event-ID": cursor} if how == "header" else {})

    anna = await followed(server, show.id, headers, "" if how == "header" else f"?after={cursor}")
    before = await anna.seqs(4)
    await show.task("and then")
    after = await anna.seqs(1)
    await anna.leave()

    assert before + after == [3, 4, 5, 6, 7]


async def test_a_long_way_back_is_told_page_by_page(server, show):
    await show.do(
        "insert into event_tasks (event_id, name, phase, workflow_category, deadline) "
        "select :event, 'Task ' || n, 'pre_production', 'event_planning', now() from generate_series(1, 700) n"
    )
    async with following(server, show.id, show.lead, f"{show.id}:0") as anna:
        await show.task("and then")
        told = await anna.seqs(702)

    assert told == list(range(1, 703))


@pytest.mark.parametrize("given", ["nonsense", "{other}:1", "{event}:99", "{event}:-1", "{event}:01"])
async def test_a_cursor_that_leads_nowhere_resets_the_stream_which_goes_on_from_now(server, show, database, given):
    await show.task()
    other = await happening(database)
    cursor = given.format(event=show.id, other=other.id)

    async with following(server, show.id, show.lead, cursor) as anna:
        reset = await anna.next("reset")
        await show.task("after")
        told = await anna.next()

    assert (reset.data, reset.id) == ({}, f"{show.id}:2")
    assert told.seq == 3


async def test_a_cursor_below_what_is_kept_of_the_log_resets(server, show, database_url):
    for _ in range(3):
        await show.task()
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from activity_logs where event_id = %s and seq <= 2", [show.id])

    async with following(server, show.id, show.lead, f"{show.id}:1") as purged:
        assert (await purged.next("reset")).seq == 4
    async with following(server, show.id, show.lead, f"{show.id}:2") as kept:
        assert await kept.seqs(2) == [3, 4]

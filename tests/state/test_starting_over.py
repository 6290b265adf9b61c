"""Starting over clears everything in one act, and one undo brings it back; so it is with any group of changes."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from uuid import uuid4

import psycopg
import pytest

from state.errors import Conflict, InvalidData, NotFound
from state.wizard import changes, sessions
from state.wizard.progress import stage_data
from state.wizard.sessions import Source
from state.wizard.starting_over import start_over
from state.wizard.view import view
from tests.state.worlds import PUBLIC_URL, STAGES, YES, filled, somebody

CONSENT = {"confirmed": True, "terms_accepted": True}


async def all_said(wizard, completed=()):
    for stage, data in STAGES.items():
        await wizard.save(stage, data)
    for stage in completed:
        await wizard.do(sessions.complete, stage)


async def seen(wizard):
    return view(await wizard.do(sessions.get))


def kept(session):
    """All that starting over may touch, and nothing that only counts or dates."""
    names = ("current_stage", "completed_stages", "needs_review", "stages", "completion_details", "status")
    return {name: getattr(session, name) for name in (*names, "completion_percentage")}


async def test_everything_is_cleared_and_the_first_stage_is_current(wizard):
    await all_said(wizard, ["organizerSetup", "eventSetup"])

    row, cleared = await wizard.do(start_over, Source.chat)

    session = view(row)
    assert all(stage.data == {} for stage in session.stages.values()) and len(cleared) == len(STAGES)
    assert (session.current_stage, session.completed_stages, session.completion_percentage) == ("organizerSetup", [], 0)
    assert session.status == "in_progress" and row.payment_data == {}


async def test_one_undo_brings_back_data_completion_marks_and_place(wizard):
    await all_said(wizard, STAGES)
    await wizard.save("venueSetup", {"capacity": 280})
    await wizard.do(sessions.go_to, "ticketSetup")
    before = await seen(wizard)
    _, cleared = await wizard.do(start_over, Source.form)

    row, undone = await wizard.do(sessions.undo)

    assert before.needs_review == ["ticketSetup"] and kept(view(row)) == kept(before)
    assert undone == cleared
    log = await wizard.history()
    assert [change.source for change, _ in log[: len(cleared)]] == ["undo"] * len(cleared)
    assert not any(undoable for change, undoable in log if change.id in cleared)


async def test_a_completed_stage_that_is_not_valid_comes_back_as_a_draft(wizard):
    await all_said(wizard, STAGES)
    await wizard.save("venueSetup", {"capacity": 100})
    await wizard.do(start_over, Source.chat)

    row, _ = await wizard.do(sessions.undo)

    assert row.completed_stages == ["organizerSetup", "eventSetup", "venueSetup", "sponsorsMedia"]
    assert row.current_stage == "ticketSetup" and row.ticket_data["total_capacity"] == 240


async def test_a_stage_skipped_and_nothing_said_comes_back_too(wizard):
    await wizard.do(sessions.skip, "sponsorsMedia")
    before = await seen(wizard)
    row, cleared = await wizard.do(start_over, Source.form)
    assert row.completed_stages == [] and len(cleared) == 1

    row, _ = await wizard.do(sessions.undo)

    assert kept(view(row)) == kept(before)


async def test_what_was_said_since_is_taken_back_first_and_a_stage_completed_since_stays_completed(wizard):
    await all_said(wizard)
    before = await seen(wizard)
    await wizard.do(start_over, Source.form)
    await wizard.save("organizerSetup", {**STAGES["organizerSetup"], "name": "Somebody Else"})
    await wizard.do(sessions.complete, "organizerSetup")

    await wizard.do(sessions.undo)
    assert (await seen(wizard)).stages["eventSetup"].data == {}
    row, _ = await wizard.do(sessions.undo)

    assert view(row).stages == before.stages
    assert (row.completed_stages, row.current_stage) == (["organizerSetup"], "organizerSetup")


@pytest.mark.parametrize("named", [0, 2, 4])
async def test_undo_to_any_change_of_the_act_takes_back_all_of_it(wizard, named):
    await all_said(wizard)
    before = await seen(wizard)
    _, cleared = await wizard.do(start_over, Source.form)
    await wizard.save("eventSetup", {"title": "Later"})

    row, undone = await wizard.do(sessions.undo, to=cleared[named])

    assert undone[1:] == cleared and view(row).stages == before.stages
    with pytest.raises(NotFound):
        await wizard.do(sessions.undo, to=cleared[named])


async def test_undo_to_a_change_before_the_act_goes_through_it(wizard):
    await wizard.save("eventSetup", {"title": "One"})
    first = (await wizard.history())[0][0].id
    await wizard.save("eventSetup", {"title": "Two"})
    await wizard.do(start_over, Source.form)

    row, undone = await wizard.do(sessions.undo, to=first)

    assert stage_data(row)["eventSetup"] == {} and len(undone) == 4


async def test_consent_goes_and_never_comes_back(wizard):
    await all_said(wizard)
    await wizard.save("reviewPublish", CONSENT)

    row, _ = await wizard.do(start_over, Source.form)
    assert row.review_data == {}
    assert "reviewPublish" not in {change.stage for change, _ in await wizard.history() if change.group_id}
    for _ in range(3):
        row, _ = await wizard.do(sessions.undo)
        assert row.review_data == {}


async def test_starting_over_from_nothing_changes_nothing(wizard):
    before = await seen(wizard)

    row, cleared = await wizard.do(start_over, Source.form)

    assert cleared == [] and row.revision == before.revision and await wizard.history() == []
    with pytest.raises(Conflict):
        await wizard.do(sessions.undo)


async def test_starting_over_twice_is_two_acts_and_undone_twice(wizard):
    await wizard.save("eventSetup", {"title": "One"})
    await wizard.do(start_over, Source.form)
    await wizard.save("eventSetup", {"title": "Two"})
    await wizard.do(start_over, Source.form)

    await wizard.do(sessions.undo)
    assert await wizard.data("eventSetup") == {"title": "Two"}
    await wizard.do(sessions.undo)
    await wizard.do(sessions.undo)

    assert await wizard.data("eventSetup") == {"title": "One"}


async def test_an_edit_from_before_it_is_stale(wizard):
    revision = (await wizard.save("eventSetup", {"title": "One"})).session.revision
    row, _ = await wizard.do(start_over, Source.form)

    with pytest.raises(Conflict) as refused:
        await wizard.save("eventSetup", {"title": "Two"}, seen_revision=revision)

    assert refused.value.code == "stale_revision" and stage_data(row)["eventSetup"] == {}


async def test_an_old_value_that_cannot_stand_any_more_keeps_everything_cleared(wizard, database_url):
    await all_said(wizard, ["organizerSetup"])
    _, cleared = await wizard.do(start_over, Source.form)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update wizard_changes set inverse = jsonb_set(inverse, '{date}', '\"2020-01-01\"') "
            "where inverse ? 'date' and id = any(%s)",
            [cleared],
        )
    before = await seen(wizard)

    with pytest.raises(InvalidData):
        await wizard.do(sessions.undo)

    assert await seen(wizard) == before


@pytest.mark.parametrize("status", ["completed", "abandoned", "expired"])
async def test_a_session_that_takes_no_more_changes_refuses(database, database_url, status):
    principal = somebody()
    row = await filled(database, principal)
    with psycopg.connect(database_url) as connection:
        connection.execute("update wizard_sessions set status = %s where id = %s", [status, row])

    with pytest.raises(Conflict) as refused:
        async with database.transaction(principal) as tx:
            await start_over(tx, row, Source.form)

    assert refused.value.code == f"session_{status}"


async def test_a_published_session_keeps_its_data_and_its_event(database):
    from state.wizard import publishing

    principal = somebody()
    row = await filled(database, principal)
    async with database.transaction(principal) as tx:
        await publishing.publish(tx, row, YES, PUBLIC_URL)
        before = view(await sessions.get(tx, row))

    for operation in (lambda tx: start_over(tx, row, Source.form), lambda tx: sessions.undo(tx, row)):
        with pytest.raises(Conflict):
            async with database.transaction(principal) as tx:
                await operation(tx)

    async with database.transaction(principal) as tx:
        assert view(await sessions.get(tx, row)) == before


async def test_another_tenant_starts_nothing_over(database):
    row = await filled(database, somebody())

    with pytest.raises(NotFound):
        async with database.transaction(somebody()) as tx:
            await start_over(tx, row, Source.form)


async def test_a_save_at_the_same_moment_comes_whole_before_it_or_whole_after_it(database):
    """The row is locked before it is read: in the log each change begins where the one before it ended."""
    for _ in range(10):
        principal = somebody()
        row = await filled(database, principal)

        async def clear(principal=principal, row=row):
            async with database.transaction(principal) as tx:
                await start_over(tx, row, Source.form)

        async def say(principal=principal, row=row):
            async with database.transaction(principal) as tx:
                await sessions.save(tx, row, "eventSetup", {"title": "Meanwhile"}, source=Source.chat)

        await asyncio.gather(clear(), say())
        async with database.transaction(principal) as tx:
            title = stage_data(await sessions.get(tx, row))["eventSetup"].get("title")
            log = [change.fields["title"] for change, _ in await changes.history(tx, row) if "title" in change.fields]

        assert len(log) == 3 and log[0]["to"] == title
        assert all(newer["from"] == older["to"] for newer, older in pairwise(log))


async def test_saves_that_share_a_group_are_one_change_to_undo(wizard, database):
    await wizard.save("eventSetup", {"title": "Before"})
    group, row = uuid4(), await wizard.do(sessions.get)
    async with database.transaction(somebody(row.organization_id)) as tx:
        for stage in ("organizerSetup", "eventSetup", "venueSetup"):
            await sessions.save(tx, row.id, stage, STAGES[stage], source=Source.import_, group=group)

    log = await wizard.history()
    assert [change.group_id for change, _ in log] == [group] * 3 + [None]
    row, undone = await wizard.do(sessions.undo)

    assert undone == [change.id for change, _ in log[:3]]
    assert {stage: data for stage, data in stage_data(row).items() if data} == {"eventSetup": {"title": "Before"}}
    assert row.completed_stages == [] and row.current_stage == "organizerSetup"

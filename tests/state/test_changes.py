"""The change log, undo, and edits made from an older state: nobody's newer value is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from state.errors import Conflict, InvalidData, NotFound
from state.wizard import changes, sessions
from state.wizard.progress import stage_data
from state.wizard.sessions import OnInvalid, Source
from tests.state.worlds import STAGES, somebody


async def test_undo_goes_back_one_change_at_a_time_and_the_log_only_grows(wizard):
    await wizard.save("eventSetup", {"title": "Milan Nights"})
    await wizard.save("eventSetup", {"title": "Rome Nights", "type": "panel"})

    await wizard.do(sessions.undo)
    assert await wizard.data("eventSetup") == {"title": "Milan Nights"}
    await wizard.do(sessions.undo)
    assert await wizard.data("eventSetup") == {}
    with pytest.raises(Conflict):
        await wizard.do(sessions.undo)

    log = await wizard.history()
    assert [change.source for change, _ in log] == ["undo", "undo", "form", "form"]
    assert not any(undoable for _, undoable in log)


async def test_undo_back_to_a_change_takes_everything_since_with_it(wizard):
    await wizard.save("organizerSetup", STAGES["organizerSetup"])
    await wizard.save("eventSetup", {"title": "One"})
    await wizard.save("venueSetup", {"mode": "physical"})
    first_title = (await wizard.history())[1][0].id

    _, undone = await wizard.do(sessions.undo, to=first_title)

    assert len(undone) == 2
    assert await wizard.data("eventSetup") == await wizard.data("venueSetup") == {}
    assert await wizard.data("organizerSetup") == STAGES["organizerSetup"]
    with pytest.raises(NotFound):
        await wizard.do(sessions.undo, to=first_title)
    with pytest.raises(NotFound):
        await wizard.do(sessions.undo, to=uuid4())


async def test_a_change_after_an_undo_can_itself_be_undone(wizard):
    await wizard.save("eventSetup", {"title": "One"})
    await wizard.do(sessions.undo)
    await wizard.save("eventSetup", {"title": "Two"})

    await wizard.do(sessions.undo)

    assert await wizard.data("eventSetup") == {}


async def test_payment_in_its_own_column_is_undone_too(wizard):
    await wizard.save("ticketSetup", {"payment": {"deferred": True}})

    await wizard.do(sessions.undo)

    assert await wizard.data("ticketSetup") == {}


async def test_saving_what_is_there_already_is_no_change(wizard):
    first = await wizard.save("eventSetup", {"title": "One"})
    again = await wizard.save("eventSetup", {"title": " One "})

    assert again.session.revision == first.session.revision
    assert len(await wizard.history()) == 1


async def test_an_edit_from_an_older_state_loses_only_where_somebody_was_faster(wizard):
    seen = (await wizard.save("eventSetup", {"title": "One"})).session.revision
    await wizard.save("eventSetup", {"title": "Faster"})

    with pytest.raises(Conflict) as refused:
        await wizard.save("eventSetup", {"title": "Slower"}, seen_revision=seen)
    other = await wizard.save("eventSetup", {"type": "panel"}, seen_revision=seen)
    both = await wizard.save(
        "eventSetup", {"title": "Slower", "description": "New"}, seen_revision=seen, on_invalid=OnInvalid.keep_good
    )

    assert refused.value.code == "stale_revision"
    assert other.fields == ("type",) and both.fields == ("description",)
    assert [error.code for error in both.refused] == ["stale_revision"]
    assert await wizard.data("eventSetup") == {"title": "Faster", "type": "panel", "description": "New"}


async def test_a_value_that_cannot_stand_any_more_does_not_come_back(wizard, database_url):
    import psycopg

    await wizard.save("eventSetup", {"date": "2031-06-15", "timezone": "Europe/Rome"})
    await wizard.save("eventSetup", {"date": "2031-06-16"})
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update wizard_changes set inverse = jsonb_set(inverse, '{date}', '\"2020-01-01\"') where inverse ? 'date'"
        )

    with pytest.raises(InvalidData):
        await wizard.do(sessions.undo)

    assert (await wizard.data("eventSetup"))["date"] == "2031-06-16"


async def test_the_data_of_an_earlier_revision_can_be_told(wizard, database):
    seen = (await wizard.save("eventSetup", {"title": "One"})).session.revision
    await wizard.save("eventSetup", {"title": "Two", "type": "panel"})
    await wizard.save("venueSetup", {"mode": "virtual"})
    row = await wizard.do(sessions.get)

    async with database.transaction(somebody(row.organization_id)) as tx:
        then = await changes.data_at(tx, row.id, seen, stage_data(row))

    assert (then["eventSetup"], then["venueSetup"]) == ({"title": "One"}, {})


async def test_one_tier_is_put_or_removed_without_touching_the_others(wizard):
    from state.wizard import items

    await wizard.save("ticketSetup", {"tiers": STAGES["ticketSetup"]["tiers"]})

    await wizard.do(items.put, "ticketSetup", "tiers", {"name": "vip", "price": "180"}, Source.chat)
    await wizard.do(items.put, "ticketSetup", "tiers", {"name": "Press", "price": 0, "quantity": 5}, Source.chat)
    await wizard.do(items.remove, "ticketSetup", "tiers", "GENERAL", Source.chat)
    refused = await wizard.do(items.put, "ticketSetup", "tiers", {"name": "Press", "quantity": 0}, Source.chat)
    with pytest.raises(InvalidData) as unknown:
        await wizard.do(items.remove, "ticketSetup", "tiers", "Balcony", Source.chat)

    assert (await wizard.data("ticketSetup"))["tiers"] == [
        {"name": "vip", "price": "180", "quantity": 40},
        {"name": "Press", "price": "0", "quantity": 5},
    ]
    assert [error.field for error in refused.refused] == ["tiers.1.quantity"]
    assert "vip, Press" in unknown.value.errors[0].message


async def test_saving_a_marked_stage_clears_its_mark_even_with_the_values_that_stand(wizard):
    for stage, data in STAGES.items():
        await wizard.save(stage, data)
        await wizard.do(sessions.complete, stage)
    marked = await wizard.save("venueSetup", {"capacity": 280})
    confirmed = await wizard.save("ticketSetup", {"total_capacity": 240})

    assert (marked.session.needs_review, confirmed.session.needs_review) == (["ticketSetup"], [])


async def test_an_entry_in_the_spelling_of_the_wire_changes_the_stored_member(wizard):
    from state.wizard import items

    tier = {"name": "VIP", "price": 1, "quantity": 1, "earlyBird": True}
    await wizard.do(items.put, "ticketSetup", "tiers", tier, Source.chat)

    await wizard.do(items.put, "ticketSetup", "tiers", {"name": "VIP", "earlyBird": False}, Source.chat)

    assert (await wizard.data("ticketSetup"))["tiers"][0]["early_bird"] is False

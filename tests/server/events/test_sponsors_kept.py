"""What an event's sponsors give and whom to talk to there: for the organization and for who edits, not for guests."""

from __future__ import annotations

from uuid import uuid4

import pytest

from state.values import Principal
from tests.server.feed.following import following

KEPT = {
    "contact_name": "Grace Hopper",
    "contact_email": "grace@lumen.example",
    "contact_phone": "+39 02 1234",
    "notes": "Asked for the first row.",
}
PUBLIC = {"industry": "Light", "website": "https://lumen.example/", "tier": "gold"}
GIVEN = {"sponsorship_amount": "15000.00", "currency": "EUR"}


@pytest.fixture
async def sponsor(lead) -> dict:
    return (await lead.http.post("/sponsors", json={"company_name": f"Lumen {uuid4()}", **PUBLIC, **KEPT})).json()


@pytest.fixture
async def support(lead, event, sponsor) -> dict:
    made = await lead.http.post(f"{event}/sponsors", json={"sponsor_id": sponsor["id"], "tier": "title", **GIVEN})
    return made.json()


async def test_a_guest_who_only_reads_sees_a_sponsor_s_public_side(lead, event, sponsor, support, member, do):
    guest = await member("view_only", organization=uuid4())

    shown = await guest.http.get(f"/sponsors/{sponsor['id']}")

    assert shown.json() == sponsor | dict.fromkeys(KEPT) and shown.headers["etag"] == '"1"'
    assert do(guest, "select notes from sponsors") == []
    for one in (
        (await guest.http.get(f"{event}/sponsors/{support['id']}")).json(),
        next(
            each for each in (await guest.http.get(f"{event}/sponsors")).json()["sponsors"] if each["tier"] == "title"
        ),
        next(each for each in (await guest.http.get(event)).json()["sponsors"] if each["tier"] == "title"),
    ):
        assert one == support | dict.fromkeys(GIVEN)
        assert one["company_name"] == sponsor["company_name"]


async def test_the_organization_and_a_guest_who_edits_see_all_of_it(lead, event, sponsor, support, member, do):
    colleague, editor = await member("view_only"), await member("edit", organization=uuid4())

    for who in (lead, colleague, editor):
        assert (await who.http.get(f"/sponsors/{sponsor['id']}")).json() == sponsor
        assert (await who.http.get(f"{event}/sponsors/{support['id']}")).json() == support
        assert do(who, "select notes from sponsors where id = %(id)s", id=sponsor["id"]) == [(KEPT["notes"],)]


async def test_a_sponsor_who_was_removed_or_is_no_longer_at_the_event_is_gone_for_guests(
    lead, event, sponsor, support, member
):
    guest = await member("view_only", organization=uuid4())
    path = f"/sponsors/{sponsor['id']}"
    await lead.http.delete(path)
    assert (await guest.http.get(path)).status_code == (await lead.http.get(path)).status_code == 404
    assert (await guest.http.get(f"{event}/sponsors/{support['id']}")).json()["company_name"] == sponsor["company_name"]

    other = (await lead.http.post("/sponsors", json={"company_name": f"Etro {uuid4()}"})).json()["id"]
    there = (await lead.http.post(f"{event}/sponsors", json={"sponsor_id": other, "tier": "gold"})).json()["id"]
    assert (await guest.http.get(f"/sponsors/{other}")).status_code == 200
    await lead.http.delete(f"{event}/sponsors/{there}")
    assert (await guest.http.get(f"/sponsors/{other}")).status_code == 404


async def test_activity_does_not_tell_a_guest_what_a_sponsor_gives(lead, event, support, member):
    guest = await member("view_only", organization=uuid4())
    change = {"sponsorship_amount": "16000.00", "status": "signed"}
    await lead.http.patch(f"{event}/sponsors/{support['id']}", json=change)

    def changed(answer) -> dict:
        return next(each for each in answer.json()["activity"] if each["action_type"] == "sponsor_updated")

    told = changed(await guest.http.get(f"{event}/activity"))
    assert told["metadata"]["changed"].keys() == {"status"} and told["description"].endswith("was changed: status")
    whole = changed(await lead.http.get(f"{event}/activity"))
    assert whole["metadata"]["changed"].keys() == {"status", "sponsorship_amount"}


async def test_the_live_feed_tells_a_guest_what_its_route_does_and_the_others_all_of_it(
    lead, event, support, member, server
):
    guest, editor = await member("view_only", organization=uuid4()), await member("edit", organization=uuid4())
    people = [Principal(each.user, each.organization) for each in (lead, guest, editor)]
    path, row = f"{event}/sponsors/{support['id']}", event.removeprefix("/events/")

    async with (
        following(server, row, people[1]) as carla,
        following(server, row, people[0]) as anna,
        following(server, row, people[2]) as dora,
    ):
        begun = [each.cursor for each in (anna, carla, dora)]
        await lead.http.patch(path, json={"sponsorship_amount": "16000.00"})
        told = [(await each.next()).data["record"] for each in (anna, carla, dora)]
    late = []
    for who, cursor in zip(people, begun, strict=True):
        async with following(server, row, who, cursor) as again:
            late.append((await again.next()).data["record"])

    answers = [(await each.http.get(path)).json() for each in (lead, guest, editor)]
    assert told == late == answers
    assert [each["sponsorship_amount"] for each in told] == ["16000.00", None, "16000.00"]

"""The team of an event: who may add, change and remove whom; the last lead stays; anybody may leave."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest


async def entry(person, event: str, of) -> str:
    team = (await person.http.get(f"{event}/team")).json()["team"]
    return next(f"{event}/team/{each['id']}" for each in team if each["user_id"] == str(of.user))


def told(answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


async def test_who_publishes_leads_and_members_are_listed_in_the_order_they_came(lead, event, member):
    ben = await member("edit", "production_manager")

    team = (await lead.http.get(f"{event}/team")).json()["team"]

    assert [(each["user_id"], each["role"], each["permissions"], each["version"]) for each in team] == [
        (str(lead.user), "event_lead", "admin", 1),
        (str(ben.user), "production_manager", "edit", 1),
    ]
    assert all("organization_id" not in each for each in team)


@pytest.mark.parametrize(("role", "able"), [("event_lead", "admin"), ("custom", "view_only")])
async def test_left_out_a_lead_may_all_and_others_read(lead, event, role, able):
    made = await lead.http.post(f"{event}/team", json={"user_id": str(uuid4()), "role": role})

    assert made.status_code == 201 and made.json()["permissions"] == able
    assert made.headers["etag"] == '"1"'


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
async def test_a_change_may_name_the_version_it_has_seen(lead, event, member, verb):
    ben = await entry(lead, event, await member("edit"))

    first = await lead.http.request(verb, ben, json={"permissions": "admin"}, headers={"If-Match": '"1"'})
    stale = await lead.http.request(verb, ben, json={"role": "casting_director"}, headers={"If-Match": "1"})
    gone = await lead.http.delete(ben, headers={"If-Match": "1"})
    nothing = await lead.http.request(verb, ben, json={})

    assert (first.status_code, first.json()["permissions"], first.headers["etag"]) == (200, "admin", '"2"')
    assert told(stale) == told(gone) == (409, "version_mismatch")
    assert nothing.json()["version"] == 2 and (await lead.http.get(ben)).json() == nothing.json()


@pytest.mark.parametrize(
    "body",
    [
        {"user_id": "nobody", "role": "custom"},
        {"role": "custom"},
        {"user_id": "USER", "role": "boss"},
        {"user_id": "USER", "role": "custom", "permissions": "all"},
        {"user_id": "USER", "role": "custom", "name": "Ben"},
    ],
)
async def test_what_is_no_member_is_refused_by_field(lead, event, body):
    body = {name: str(uuid4()) if value == "USER" else value for name, value in body.items()}

    assert told(await lead.http.post(f"{event}/team", json=body)) == (422, "invalid")


async def test_null_is_no_role(lead, event, member):
    ben = await entry(lead, event, await member("edit"))

    refused = await lead.http.patch(ben, json={"role": None})

    assert told(refused) == (422, "invalid") and refused.json()["errors"][0]["field"] == "role"


async def test_a_member_twice_is_a_conflict(lead, event, member):
    ben = await member("edit")

    again = await lead.http.post(f"{event}/team", json={"user_id": str(ben.user), "role": "custom"})

    assert told(again) == (409, "already_member")


async def test_an_admin_sees_to_everybody_but_leads(lead, event, member):
    admin, ben = await member("admin"), await member("edit")
    leads, bens = await entry(lead, event, lead), await entry(lead, event, ben)

    assert (await admin.http.post(f"{event}/team", json={"user_id": str(uuid4()), "role": "custom"})).status_code == 201
    assert (await admin.http.patch(bens, json={"permissions": "admin"})).status_code == 200
    for refused in (
        await admin.http.post(f"{event}/team", json={"user_id": str(uuid4()), "role": "event_lead"}),
        await admin.http.patch(bens, json={"role": "event_lead"}),
        await admin.http.patch(leads, json={"role": "custom"}),
        await admin.http.patch(leads, json={"permissions": "view_only"}),
        await admin.http.delete(leads),
    ):
        assert told(refused) == (403, "forbidden")
    assert (await admin.http.delete(bens)).json() == {"success": True}


@pytest.mark.parametrize("permissions", ["edit", "view_only"])
async def test_who_does_not_administer_changes_nobody_and_may_leave(lead, event, member, permissions):
    ben, carla = await member(permissions), await member("edit")
    bens, carlas = await entry(lead, event, ben), await entry(lead, event, carla)

    for refused in (
        await ben.http.post(f"{event}/team", json={"user_id": str(uuid4()), "role": "custom"}),
        await ben.http.patch(bens, json={"permissions": "admin"}),
        await ben.http.delete(carlas),
    ):
        assert told(refused) == (403, "forbidden")
    assert (await ben.http.delete(bens)).status_code == 200
    assert (await lead.http.get(bens)).status_code == 404


async def test_the_last_lead_neither_goes_nor_steps_down_and_a_second_one_may(lead, event, member):
    leads = await entry(lead, event, lead)
    for refused in (await lead.http.delete(leads), await lead.http.patch(leads, json={"role": "custom"})):
        assert told(refused) == (409, "last_lead")

    second = await member("admin", "event_lead")

    assert (await second.http.patch(leads, json={"role": "custom"})).status_code == 200
    assert told(await second.http.delete(await entry(lead, event, second))) == (409, "last_lead")


async def test_of_two_leads_who_leave_at_once_one_stays(lead, event, member):
    for _ in range(5):
        second = await member("admin", "event_lead")
        mine, its = await entry(lead, event, lead), await entry(lead, event, second)

        answers = await asyncio.gather(
            second.http.patch(mine, json={"role": "custom"}), lead.http.patch(its, json={"role": "custom"})
        )

        assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])
        survivor = lead if answers[1].status_code == 200 else second
        assert (await survivor.http.patch(mine, json={"role": "event_lead"})).status_code == 200
        await lead.http.delete(its)


async def test_somebody_of_another_organization_works_here_until_he_is_removed(lead, event, member):
    ben = await member("edit", organization=uuid4())
    assert (await ben.http.get(f"{event}/team")).status_code == 200

    await lead.http.delete(await entry(lead, event, ben))

    unknown = await ben.http.get(f"/events/{uuid4()}/team")
    gone = await ben.http.get(f"{event}/team")
    assert gone.status_code == 404 and gone.content == unknown.content
    assert told(await ben.http.post(f"{event}/team", json={"user_id": str(uuid4()), "role": "custom"}))[0] == 404


async def test_a_removed_creator_who_is_still_of_the_organization_reads_and_no_more(lead, event, member):
    second = await member("admin", "event_lead")

    await second.http.delete(await entry(lead, event, lead))

    assert (await lead.http.get(f"{event}/team")).status_code == 200
    again = await lead.http.post(f"{event}/team", json={"user_id": str(lead.user), "role": "event_lead"})
    assert told(again) == (403, "forbidden")

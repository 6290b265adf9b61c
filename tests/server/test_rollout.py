"""Rolling publishing out and back: a switch by organization, pages put up and taken down, by whom it may be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.server.processes import wizard
from tests.server.published import alter
from tests.server.running import SECRET, Person, serving, settings_for

OFF = "Publishing is not switched on for your organization yet; everything you entered is kept."


@pytest.fixture
def command(database_url):
    async def run(*arguments: str, **environment: str):
        settings = {"DATABASE_URL": database_url, "JWT_SECRET": SECRET} | environment
        # It has a loop of its own.
        said = await asyncio.to_thread(lambda: wizard(*arguments, **settings))
        return said.out if said.code == 0 else said.err

    yield run
    with psycopg.connect(database_url) as connection:
        connection.execute("delete from organization_settings")


async def refusal(anna: Person, session: str) -> str | None:
    """The code of what stands in the way, by dry run and by publishing alike."""
    rehearsed = await anna.http.post("/events/publish", params={"dry_run": True}, json={"session_id": session})
    problems = rehearsed.json()["problems"]
    answer = await anna.publish(session)
    if answer.status_code == 409:
        assert [each["message"] for each in problems] == [answer.json()["detail"]] == [OFF]
        return answer.json()["code"]
    assert rehearsed.json()["ready"] is True and answer.status_code == 201
    return None


async def test_an_organization_that_is_switched_off_publishes_nothing_and_keeps_what_it_entered(
    person, command, database_url
):
    anna, ben = person(), person()
    annas, bens = await anna.filled(), await ben.filled()
    before = (await anna.http.get(f"/wizard/sessions/{annas}")).json()

    said = await command("publishing", "--off", "--organization", str(anna.user))

    assert await refusal(anna, annas) == "publishing_off" and await refusal(ben, bens) is None
    assert (await anna.http.get(f"/wizard/sessions/{annas}")).json() == before
    assert said.startswith("Publishing is on for everybody (PUBLISHING).\n")
    assert f"{anna.user}  off  since 20" in (await command("publishing"))
    await command("publishing", "--on", "--organization", str(anna.user))
    assert await refusal(anna, annas) is None


async def test_switched_off_by_setting_single_organizations_may_go_first(database_url, command):
    user = uuid4()
    with serving(settings_for(database_url, publishing=False)) as address:
        anna = Person(address, user)
        session = await anna.filled()
        assert await refusal(anna, session) == "publishing_off"
        said = await command("publishing", "--on", "--organization", str(user), PUBLISHING="off")
        assert await refusal(anna, session) is None
        await anna.http.aclose()

    assert said.startswith("Publishing is off for everybody (PUBLISHING).")


async def test_off_for_all_is_off_for_who_was_switched_on_too(anna, command):
    session = await anna.filled()
    await command("publishing", "--on", "--organization", str(anna.user))

    said = await command("publishing", "--off", "--all")

    assert said == "Publishing is off for everybody.\n"
    assert await refusal(anna, session) == "publishing_off"
    assert await command("publishing", "--on", "--all") == "Publishing is on for everybody.\n"
    assert await refusal(anna, session) is None


async def test_who_has_an_event_is_shown_it_also_when_publishing_is_off(anna, command):
    session = await anna.filled()
    event = (await anna.publish(session)).json()
    await command("publishing", "--off", "--all")

    assert (await anna.publish(session)).json() == event


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (["--on"], "Say for whom: --organization ID, or --all."),
        (["--off", "--all", "--organization", str(uuid4())], "Say for whom: --organization ID, or --all."),
        (["--all"], "Say --on or --off."),
    ],
)
async def test_half_a_switch_is_refused_with_the_way_out(command, arguments, way_out):
    assert await command("publishing", *arguments) == way_out + "\n"


async def page(anna: Person, event: dict) -> int:
    async with httpx.AsyncClient() as http:
        return (await http.get(f"{anna.address}/e/{event['slug']}")).status_code


async def test_a_page_is_taken_down_and_put_up_again_and_the_event_stays(anna, database_url):
    session = await anna.filled()
    event = (await anna.publish(session)).json()
    where = f"/events/{event['event_id']}"

    down, again = await anna.http.post(f"{where}/unpublish"), await anna.http.post(f"{where}/unpublish")
    while_down = await page(anna, event), (await anna.publish(session)).json()
    up = await anna.http.post(f"{where}/publish")

    assert down.json() == again.json() == {
        "event_id": event["event_id"], "slug": event["slug"], "public_url": None, "status": "planning",
        "published_at": None,
    }  # fmt: skip
    assert while_down == (404, event | {"published_at": None})
    assert up.status_code == 200 and up.json()["public_url"] == event["public_url"] and up.json()["published_at"]
    assert await page(anna, event) == 200
    assert (await anna.http.get(f"/wizard/sessions/{session}")).json()["status"] == "completed"
    with psycopg.connect(database_url) as connection:
        kept = connection.execute(
            "select version, (select count(*) from event_budget_categories b where b.event_id = e.id), "
            "(select array_agg(name order by created_at) from analytics_entries a where a.event_id = e.id) "
            "from events e where id = %s",
            [event["event_id"]],
        ).fetchone()
    assert kept == (3, 8, ["event_published", "event_unpublished", "event_published"])


async def test_a_draft_that_is_published_is_being_planned_and_a_cancelled_event_is_refused(anna, database_url):
    event = (await anna.publish(await anna.filled())).json()
    where = f"/events/{event['event_id']}/publish"

    alter(database_url, event["slug"], status="draft", published_at=None)
    published = await anna.http.post(where)
    alter(database_url, event["slug"], status="cancelled", published_at=None)
    refused = await anna.http.post(where)

    assert published.json()["status"] == "planning"
    assert refused.status_code == 409 and refused.json()["code"] == "event_cancelled"


async def test_only_leads_admins_and_who_made_it_may_and_strangers_see_nothing(person, database_url):
    organization = uuid4()
    anna, ben, lead, admin, viewer = (
        person(organization=organization), person(organization=organization), person(), person(), person(),
    )  # fmt: skip
    event = (await anna.publish(await anna.filled())).json()
    members = ((lead, "event_lead", "view_only"), (admin, "custom", "admin"), (viewer, "custom", "edit"))
    with psycopg.connect(database_url) as connection:
        for member, role, permissions in members:
            connection.execute(
                "insert into event_team (event_id, user_id, role, permissions) values (%s, %s, %s, %s)",
                [event["event_id"], member.user, role, permissions],
            )

    async def tried(by: Person, verb: str = "unpublish", event_id: str = event["event_id"]):
        return await by.http.post(f"/events/{event_id}/{verb}")

    refused = [await tried(each, verb) for each in (ben, viewer) for verb in ("publish", "unpublish")]
    foreign, unknown = await tried(person()), await tried(person(), event_id=str(uuid4()))
    assert [each.status_code for each in refused] == [403] * 4
    assert foreign.status_code == unknown.status_code == 404 and foreign.content == unknown.content
    assert await page(anna, event) == 200
    for member in (lead, admin, anna):
        assert (await tried(member)).status_code == 200 and await page(anna, event) == 404
        assert (await tried(member, "publish")).status_code == 200 and await page(anna, event) == 200


async def test_a_page_is_not_put_up_where_publishing_is_off_but_may_be_taken_down(anna, command):
    event = (await anna.publish(await anna.filled())).json()
    await command("publishing", "--off", "--all")

    down = await anna.http.post(f"/events/{event['event_id']}/unpublish")
    up = await anna.http.post(f"/events/{event['event_id']}/publish")

    assert down.status_code == 200 and up.status_code == 409 and up.json()["code"] == "publishing_off"


async def test_the_way_back_takes_down_what_meets_all_conditions_and_again_changes_nothing(
    person, command, database_url
):
    anna, ben = person(), person()
    old, new = [(await anna.publish(await anna.filled())).json() for _ in range(2)]
    bens = (await ben.publish(await ben.filled())).json()
    alter(database_url, old["slug"], published_at=datetime(2026, 1, 1, tzinfo=UTC))
    since = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    conditions = ["unpublish", "--organization", str(anna.user), "--since", since]

    rehearsed = await command(*conditions, "--dry-run")
    still = await page(anna, new)
    done, again = await command(*conditions), await command(*conditions)

    line = f"/e/{new['slug']}  event {new['event_id']}  organization {anna.user}\n"
    assert rehearsed == f"Would take down 1 page.\n{line}" and still == 200
    assert done == f"Took down 1 page.\n{line}" and again == "Took down 0 pages.\n"
    assert [await page(anna, each) for each in (old, new, bens)] == [200, 404, 200]
    with psycopg.connect(database_url) as connection:
        entries = connection.execute(
            "select properties from analytics_entries where event_id = %s and name = 'event_unpublished'",
            [new["event_id"]],
        ).fetchall()
    assert entries == [({"by": "operator"},)]
    assert (await command("unpublish", "--slug", bens["slug"])).startswith("Took down 1 page.")
    assert (await command("unpublish", "--event", old["event_id"])).startswith("Took down 1 page.")


async def test_the_way_back_takes_nothing_down_without_a_condition(command):
    assert await command("unpublish") == "Say which: --event ID, --slug, --organization ID or --since TIME.\n"

"""Threads as CopilotKit lists them: the caller's own, paged, renamed, archived, given up."""

from __future__ import annotations

import httpx
import pytest

from tests.server.running import Person, token


class Threads:
    """The requests that CopilotKit's useThreads makes."""

    def __init__(self, person: Person) -> None:
        self.person = person
        headers = {"Authorization": f"Bearer {token(person.user, person.organization)}"}
        self.http = httpx.AsyncClient(base_url=f"{person.address}/copilotkit", headers=headers, timeout=30)

    async def list(self, **query) -> dict:
        response = await self.http.get("/threads", params={"agentId": "wizard"} | query)
        assert response.status_code == 200, response.text
        return response.json()

    async def ids(self, **query) -> list[str]:
        return [thread["id"] for thread in (await self.list(**query))["threads"]]

    async def patch(self, thread: str, **body) -> httpx.Response:
        return await self.http.patch(f"/threads/{thread}", json={"agentId": "wizard"} | body)

    async def archive(self, thread: str) -> httpx.Response:
        return await self.http.post(f"/threads/{thread}/archive", json={"agentId": "wizard"})

    async def delete(self, thread: str) -> httpx.Response:
        return await self.http.request("DELETE", f"/threads/{thread}", json={"agentId": "wizard"})


@pytest.fixture
async def mine(anna):
    threads = Threads(anna)
    yield threads
    await threads.http.aclose()


async def test_threads_come_newest_first_page_by_page_each_once(anna, mine):
    made = [await anna.session() for _ in range(5)]
    seen, cursor = [], {}

    while True:
        page = await mine.list(limit=2, **cursor)
        seen += [thread["id"] for thread in page["threads"]]
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}

    assert seen == made[::-1]


async def test_a_thread_is_called_as_its_event_until_it_is_renamed(anna, mine):
    thread = await anna.session()
    before = (await mine.list())["threads"][0]["name"]
    await anna.save(thread, "eventSetup", {"title": "Milan Nights"})
    titled = (await mine.list())["threads"][0]["name"]

    renamed = await mine.patch(thread, name="  Autumn in Milan ")
    unnamed = await mine.patch(thread, name="")

    assert (before, titled) == (None, "Milan Nights")
    assert renamed.json()["name"] == "Autumn in Milan" and unnamed.json()["name"] == "Milan Nights"


async def test_an_archived_thread_is_kept_out_of_the_list_and_comes_back(anna, mine):
    thread = await anna.session()
    revision = (await anna.http.get(f"/wizard/sessions/{thread}")).json()["revision"]

    archived = await mine.archive(thread)
    hidden, shown = await mine.ids(), await mine.ids(includeArchived="true")
    back = await mine.patch(thread, archived=False)

    assert archived.json()["archived"] is True and (hidden, shown) == ([], [thread])
    assert back.json()["archived"] is False and await mine.ids() == [thread]
    assert (await anna.http.get(f"/wizard/sessions/{thread}")).json()["revision"] == revision


async def test_a_deleted_thread_is_given_up_and_a_published_one_stays(anna, mine):
    thread, published = await anna.session(), await anna.filled()
    assert (await anna.publish(published)).status_code == 201

    deleted, refused = await mine.delete(thread), await mine.delete(published)

    assert deleted.status_code == 200 and await mine.ids() == [published]
    assert refused.status_code == 409 and refused.json()["code"] == "session_completed"


async def test_another_user_s_threads_are_not_listed_and_a_foreign_one_is_unknown(anna, mine, person):
    colleague = person(organization=anna.organization or anna.user)
    theirs = await colleague.session()
    stranger = Threads(person())
    own = await anna.session()

    assert await mine.ids() == [own] and await stranger.ids() == []
    for answer in (await stranger.patch(own, name="x"), await stranger.archive(own), await stranger.delete(own)):
        unknown = await stranger.patch("nowhere", name="x")
        assert answer.status_code == unknown.status_code == 404 and answer.json() == unknown.json()
    assert theirs not in await mine.ids()


@pytest.mark.parametrize(
    "cursor",
    ["x", "eA==", "MjAyNi0wMS0wMSB4", "%ff", "MjAyNi0wMS0wMSAwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA="],
)
async def test_a_made_up_cursor_is_refused(mine, cursor):
    response = await mine.http.get("/threads", params={"cursor": cursor})

    assert response.status_code == 422 and response.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize(
    ("body", "field"), [({"name": "x" * 201}, "name"), ({"name": 7}, "name"), ({"archived": "maybe"}, "archived")]
)
async def test_a_bad_change_names_its_field(anna, mine, body, field):
    response = await mine.patch(await anna.session(), **body)

    assert response.status_code == 422 and response.json()["errors"][0]["field"] == field


async def test_info_says_what_there_is_and_needs_a_token(anna, mine):
    info = (await mine.http.get("/info")).json()

    assert info["agents"]["wizard"]["className"] == "HttpAgent" and info["mode"] == "sse"
    assert info["threadEndpoints"] == {"list": True, "inspect": False, "mutations": True, "realtimeMetadata": False}
    assert httpx.get(f"{anna.address}/copilotkit/info").status_code == 401

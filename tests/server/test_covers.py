"""Covers over HTTP: uploaded for a session or an event, shown to everybody once published, changed by its team."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.covers.gallery import LARGE
from server.covers.sweeping import sweep
from state.gateways import storage
from state.gateways.storage import S3Access
from tests import pictures
from tests.server.documents import Document
from tests.server.published import alter
from tests.server.running import settings_for
from tests.state.test_outbox import run

PUBLIC_URL = "https://events.example.com"
HIDDEN = ({"status": "cancelled"}, {"status": "archived"}, {"published_at": None})


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def settings(database_url, files):
    return settings_for(database_url, public_url=PUBLIC_URL, storage_url=files.as_uri())


@pytest.fixture
async def stranger(server):
    async with httpx.AsyncClient(base_url=server) as http:
        yield http


def body(data: bytes, name: str = "file", called: str = "cover.png") -> dict:
    return {"files": {name: (called, data, "image/png")}}


async def upload(person, place: str, data: bytes | None = None) -> httpx.Response:
    """`place` is `wizard/sessions/<id>` or `events/<id>`."""
    return await person.http.post(f"/{place}/cover", **body(pictures.photograph() if data is None else data))


async def published(person, session: str) -> tuple[str, str]:
    """Slug and id of the event that the session becomes."""
    answer = await person.publish(session)
    assert answer.status_code == 201, answer.text
    return answer.json()["slug"], answer.json()["event_id"]


def edges(answer: httpx.Response) -> tuple[Any, Any]:
    """The colours in the middle above and below."""
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/webp", answer.text
    picture = pictures.read(answer.content).convert("RGB")
    middle = picture.width // 2
    return picture.getpixel((middle, 5)), picture.getpixel((middle, picture.height - 5))


def is_red(answer: httpx.Response) -> bool:
    """Red above and blue below, as the photograph; a drawing may be red, too."""
    pairs = zip(edges(answer), (pictures.RED, pictures.BLUE), strict=True)
    return all(abs(a - b) < 40 for found, meant in pairs for a, b in zip(found, meant, strict=True))


async def test_a_picture_uploaded_during_the_setup_is_the_cover_of_the_event(anna, stranger, database_url):
    session = await anna.filled()
    sent = await upload(anna, f"wizard/sessions/{session}")
    assert sent.status_code == 201, sent.text
    assert sent.json() | {"size": 0} == {"source": "upload", "width": 1600, "height": 1067, "size": 0}
    assert is_red(await anna.http.get(f"/wizard/sessions/{session}/cover"))

    slug, event = await published(anna, session)

    share, wide = await stranger.get(f"/e/{slug}/cover.webp"), await stranger.get(f"/e/{slug}/cover-1600.webp")
    assert is_red(share) and is_red(wide) and is_red(await anna.http.get(f"/events/{event}/cover"))
    assert pictures.read(share.content).size == (1200, 630) and pictures.read(wide.content).width == 1600
    assert run(database_url, "select 1 from session_covers s join wizard_sessions w on w.id = s.wizard_session_id "
               "where w.session_id = %s", session) == []  # fmt: skip
    assert run(database_url, "select source from event_covers where event_id = %s", event) == [("upload",)]


async def test_page_and_previews_show_the_uploaded_picture(anna, stranger):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")
    slug, _ = await published(anna, session)
    path, address = f"/e/{slug}/cover", f"{PUBLIC_URL}/e/{slug}/cover.webp"

    page = Document((await stranger.get(f"/e/{slug}")).text)

    [image] = [attributes for tag, attributes in page.tags if tag == "img"]
    [source] = [attributes for tag, attributes in page.tags if tag == "source"]
    assert page.unclosed == [] and "svg" not in page.names
    assert (image["src"], image["width"], image["height"]) == (f"{path}.webp", "1200", "630") and image["alt"]
    assert source["srcset"] == f"{path}-1600.webp" and source["media"]
    assert page.metas["og:image"] == page.metas["twitter:image"] == page.data["image"] == address
    sizes = {"og:image:width": "1200", "og:image:height": "630", "og:image:type": "image/webp"}
    assert page.metas.items() >= (sizes | {"twitter:card": "summary_large_image"}).items()
    assert page.metas["og:image:alt"] == page.metas["twitter:image:alt"] == "Cover of Milan Nights"


async def test_without_an_upload_there_is_a_drawn_cover_at_once(anna, stranger):
    slug, event = await published(anna, await anna.filled())

    share, wide = await stranger.get(f"/e/{slug}/cover.webp"), await stranger.get(f"/e/{slug}/cover-1600.webp")

    assert pictures.read(share.content).size == (1200, 630) and pictures.read(wide.content).size == (1600, 840)
    assert max(len(share.content), len(wide.content)) <= 300_000
    assert (await anna.http.get(f"/events/{event}/cover")).content == wide.content
    page = Document((await stranger.get(f"/e/{slug}")).text)
    assert page.metas["og:image"] == f"{PUBLIC_URL}/e/{slug}/cover.webp" and "svg" in page.names


async def test_a_cover_is_kept_for_a_minute_known_by_its_tag_and_never_run(anna, stranger):
    slug, event = await published(anna, await anna.filled())
    first = await stranger.get(f"/e/{slug}/cover.webp")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["x-content-type-options"] == "nosniff"

    same = await stranger.get(f"/e/{slug}/cover.webp", headers={"If-None-Match": first.headers["etag"]})
    head = await stranger.head(f"/e/{slug}/cover.webp")
    assert (same.status_code, same.content) == (304, b"")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert int(head.headers["content-length"]) == len(first.content)

    assert (await upload(anna, f"events/{event}")).status_code == 201
    other = await stranger.get(f"/e/{slug}/cover.webp", headers={"If-None-Match": first.headers["etag"]})
    assert is_red(other) and other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("hidden", HIDDEN)
async def test_the_cover_of_what_is_not_public_looks_like_that_of_nothing(anna, stranger, database_url, hidden):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")
    slug, event = await published(anna, session)
    alter(database_url, slug, **hidden)

    for file in ("cover.webp", "cover-1600.webp"):
        shown, nothing = await stranger.get(f"/e/{slug}/{file}"), await stranger.get(f"/e/no-such-event/{file}")
        assert (shown.status_code, shown.content) == (nothing.status_code, nothing.content) == (404, nothing.content)
    assert is_red(await anna.http.get(f"/events/{event}/cover"))


async def test_a_cover_can_be_replaced_and_removed_and_its_files_go(anna, stranger, database, files):
    session = await anna.filled()
    other = pictures.file(pictures.halves().transpose(pictures.Image.Transpose.FLIP_TOP_BOTTOM), "JPEG")
    for data in (None, other):
        assert (await upload(anna, f"wizard/sessions/{session}", data)).status_code == 201
    assert not is_red(await anna.http.get(f"/wizard/sessions/{session}/cover"))
    slug, event = await published(anna, session)
    assert (await upload(anna, f"events/{event}")).status_code == 201
    assert is_red(await stranger.get(f"/e/{slug}/cover.webp"))

    for _ in range(2):
        assert (await anna.http.delete(f"/events/{event}/cover")).json() == {"success": True}

    drawn = await stranger.get(f"/e/{slug}/cover.webp")
    assert drawn.status_code == 200 and not is_red(drawn)
    before = len(list(files.rglob("*.webp")))
    assert await sweep(database, storage.opened(files.as_uri(), S3Access())) >= 3
    assert before - len(list(files.rglob("*.webp"))) >= 6


async def test_what_is_shown_or_has_just_been_sent_is_never_swept(anna, stranger, database, database_url, files):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")
    slug, _ = await published(anna, session)
    place = storage.opened(files.as_uri(), S3Access())
    await sweep(database, place)
    [(young,)] = run(database_url, "insert into stored_objects (organization_id) values (%s) returning id", uuid4())
    [(old,)] = run(database_url, "insert into stored_objects (organization_id, delete_after) values "
                   "(%s, now() - interval '1 second') returning id", uuid4())  # fmt: skip
    await place.put(f"covers/{old}-{LARGE}.webp", b"x")

    assert await sweep(database, place) == 1

    assert run(database_url, "select 1 from stored_objects where id = %s", young) == [(1,)]
    assert not (files / "covers" / f"{old}-{LARGE}.webp").exists()
    assert is_red(await stranger.get(f"/e/{slug}/cover.webp"))


async def test_removing_the_session_s_picture_leaves_none(anna):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")

    for _ in range(2):
        assert (await anna.http.delete(f"/wizard/sessions/{session}/cover")).json() == {"success": True}

    assert (await anna.http.get(f"/wizard/sessions/{session}/cover")).status_code == 204


@pytest.mark.parametrize("name", pictures.BAD)
async def test_a_bad_file_is_refused_by_name_and_nothing_is_kept(anna, files, name):
    session = await anna.session("bad-files")
    make, status, code = pictures.BAD[name]
    before = set(files.rglob("*"))

    refused = await upload(anna, f"wizard/sessions/{session}", make())

    problem = refused.json()
    assert refused.status_code == problem["status"] == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    [error] = problem["errors"]
    assert (error["field"], error["code"]) == ("file", code) and error["message"].endswith(".")
    assert set(files.rglob("*")) == before
    assert (await anna.http.get(f"/wizard/sessions/{session}/cover")).status_code == 204


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"files": {"picture": ("a.png", b"x")}}, 422, "missing"),
        ({"data": {"file": "text"}}, 415, "no_multipart"),
        ({"content": b"--", "headers": {"Content-Type": "multipart/form-data"}}, 422, "malformed"),
        ({"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 422, "malformed"),
        ({"files": [("file", ("a.png", b"x")), ("file", ("b.png", b"x"))]}, 422, "malformed"),
        ({"files": {"file": ("a.png", b"x")}, "data": {"more": "1"}}, 422, "malformed"),
        ({"json": {"file": "x"}}, 415, "no_multipart"),
        ({"content": pictures.photograph(), "headers": {"Content-Type": "image/jpeg"}}, 415, "no_multipart"),
    ],
)
async def test_a_body_of_another_form_is_refused(anna, sent, status, code):
    session = await anna.session("other-forms")

    refused = await anna.http.post(f"/wizard/sessions/{session}/cover", **sent)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (status, code), refused.text
    assert refused.json()["errors"][0]["field"] == "file"


async def test_a_body_of_unknown_length_is_refused_at_the_same_size_and_heard_to_its_end(anna):
    session = await anna.session("endless")

    async def long():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        for _ in range(20 * 16):
            yield bytes(65_536)

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    refused = await anna.http.post(f"/wizard/sessions/{session}/cover", content=long(), headers=headers)

    assert refused.status_code == 413 and refused.json()["errors"][0]["field"] == "file"


async def test_other_addresses_and_other_bodies_may_still_be_no_larger_than_before(anna):
    session = await anna.session("other-addresses")
    large = {"file": "x" * 1_050_000}

    for path in ("stages/eventSetup/complete", "cover/more"):
        with pytest.raises((httpx.ReadError, httpx.WriteError, AssertionError)):
            # Cut off, unless all of it was on its way already.
            answer = await anna.http.post(f"/wizard/sessions/{session}/{path}", **body(large["file"].encode()))
            assert answer.status_code != 413
    async with asyncio.timeout(5):
        with pytest.raises((httpx.ReadError, httpx.WriteError, AssertionError)):
            answer = await anna.http.post(f"/wizard/sessions/{session}/cover", json=large)
            assert answer.status_code != 413


async def test_a_file_s_name_leads_nowhere(anna, files):
    session = await anna.session("names")
    for called in ("../../../etc/passwd", "a\0b.png", "/etc/passwd", "cover.html"):
        sent = await anna.http.post(f"/wizard/sessions/{session}/cover", **body(pictures.polyglot(), called=called))
        assert sent.status_code == 201, sent.text

    stored = [path for path in files.rglob("*") if path.is_file()]
    assert stored and all(path.parent == files / "covers" and path.suffix == ".webp" for path in stored)
    assert all(pictures.SCRIPT not in path.read_bytes() for path in stored)


async def test_others_see_and_change_nothing_and_a_token_is_needed(anna, person, stranger):
    session = await anna.filled()
    await upload(anna, f"wizard/sessions/{session}")
    _, event = await published(anna, await anna.filled())
    foreign = person()

    for place in (f"wizard/sessions/{session}", f"events/{event}", f"events/{uuid4()}", "wizard/sessions/unknown"):
        if place != f"wizard/sessions/{session}" and place != f"events/{event}":
            assert (await upload(anna, place)).status_code == 404
        for answer in (
            await upload(foreign, place),
            await foreign.http.get(f"/{place}/cover"),
            await foreign.http.delete(f"/{place}/cover"),
        ):
            assert answer.status_code == 404, answer.text
        assert (await stranger.get(f"/api/v1/{place}/cover")).status_code == 401
        assert (await stranger.post(f"/api/v1/{place}/cover", **body(b"x"))).status_code == 401
    assert is_red(await anna.http.get(f"/wizard/sessions/{session}/cover"))


async def test_a_colleague_looks_but_only_the_event_s_team_changes_its_cover(person, database_url):
    organization = uuid4()
    anna, ben = person(organization=organization), person(organization=organization)
    _, event = await published(anna, await anna.filled())

    for permissions, status in ((None, 403), ("view_only", 403), ("edit", 403), ("admin", 201)):
        if permissions:
            run(database_url, "insert into event_team (event_id, user_id, role, permissions) values (%s, %s, 'custom', "
                "%s) on conflict (event_id, user_id) do update set permissions = excluded.permissions",
                event, ben.user, permissions)  # fmt: skip
        assert (await ben.http.get(f"/events/{event}/cover")).status_code == 200
        assert (await upload(ben, f"events/{event}")).status_code == status
        assert (await ben.http.delete(f"/events/{event}/cover")).status_code == (200 if status == 201 else status)


async def test_a_session_that_has_ended_takes_no_picture(anna):
    session = await anna.filled()
    await published(anna, session)
    abandoned = await anna.session()
    await anna.http.delete(f"/wizard/sessions/{abandoned}")

    for ended, code in ((session, "session_completed"), (abandoned, "session_abandoned")):
        for answer in (
            await upload(anna, f"wizard/sessions/{ended}"),
            await anna.http.delete(f"/wizard/sessions/{ended}/cover"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, code)


async def test_uploads_at_once_leave_one_cover_with_its_files(anna, database_url):
    session = await anna.session("at-once")

    answers = await asyncio.gather(*(upload(anna, f"wizard/sessions/{session}") for _ in range(5)))

    assert {answer.status_code for answer in answers} == {201}
    shown = run(database_url, "select o.delete_after from session_covers c join stored_objects o on o.id = c.object_id "
                "join wizard_sessions s on s.id = c.wizard_session_id where s.session_id = %s", session)  # fmt: skip
    assert shown == [(None,)] and is_red(await anna.http.get(f"/wizard/sessions/{session}/cover"))


async def test_storage_that_is_away_is_503_and_leaves_nothing_referred_to(anna, stranger, files, database_url):
    _, event = await published(anna, await anna.filled())
    (files / "covers").rename(files / "moved")
    (files / "covers").write_text("in the way")
    try:
        refused = await upload(anna, f"events/{event}")
    finally:
        (files / "covers").unlink()
        (files / "moved").rename(files / "covers")

    assert refused.status_code == 503 and refused.headers["retry-after"]
    assert run(database_url, "select 1 from event_covers where event_id = %s", event) == []
    assert (await upload(anna, f"events/{event}")).status_code == 201


async def test_a_row_whose_files_are_missing_shows_the_drawing(anna, stranger, files, database_url):
    slug, event = await published(anna, await anna.filled())
    await upload(anna, f"events/{event}")
    [(held,)] = run(database_url, "select object_id from event_covers where event_id = %s", event)
    for path in (files / "covers").glob(f"{held}-*"):
        path.unlink()

    shown = await stranger.get(f"/e/{slug}/cover.webp")

    assert shown.status_code == 200 and not is_red(shown)

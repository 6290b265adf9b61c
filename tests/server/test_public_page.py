"""The public page from outside: what it says, what a preview, a search engine and a cache read, and what it hides."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

import httpx
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import event as sql_event

from server.pages import cover
from state.events.published import by_slug
from tests.server.documents import Document
from tests.server.published import alter, published
from tests.server.running import settings_for

PUBLIC_URL = "https://events.example.com"
DESCRIPTION = "Twenty-four looks in undyed wool.\n\nDoors open at 18:45.\nPlease come by tram."


@pytest.fixture(scope="module")
def settings(database_url):
    return settings_for(database_url, public_url=PUBLIC_URL)


@pytest.fixture
async def stranger(server):
    async with httpx.AsyncClient(base_url=server) as http:
        yield http


async def shown(stranger: httpx.AsyncClient, slug: str) -> Document:
    answer = await stranger.get(f"/e/{slug}")
    assert answer.status_code == 200, answer.text
    document = Document(answer.text)
    assert document.unclosed == []
    return document


async def test_the_page_says_what_when_where_for_how_much_and_with_whom(anna, stranger):
    slug = await published(
        anna,
        organizerSetup={"organization": "Atelier Rossi"},
        eventSetup={"description": DESCRIPTION, "end_time": "23:00"},
        venueSetup={"name": "Palazzo Reale"},
    )

    page = await shown(stranger, slug)

    for said in (
        "Milan Nights", "Runway show", "Atelier Rossi", "Sunday | 15 June 2031", "19:30 to 23:00", "Rome time (UTC+2)",
        "Palazzo Reale | Piazza del Duomo 12 | Milan", "Twenty-four looks in undyed wool.",
        "Doors open at 18:45. Please come by tram.", "VIP | 150 euros | Not on sale yet",
        "General | 60 euros | Not on sale yet", "Gold | Prada", "Media partners | Vogue",
    ):  # fmt: skip
        assert said in page.text, said
    assert page.names.count("h1") == 1 and page.names.count("main") == 1
    assert [tag for tag in page.names if tag in {"h1", "h2", "h3"}] == ["h1", *["h2"] * 4, *["h3"] * 2, "h2"]
    assert page.links == [f"/e/{slug}.ics"]
    assert "Anna" not in page.text and "anna@example.com" not in page.text


async def test_previews_and_search_engines_find_what_they_read(anna, stranger):
    slug = await published(
        anna,
        organizerSetup={"organization": "Atelier Rossi"},
        eventSetup={"description": "Wool & silk. " * 60, "end_time": "01:00"},
        venueSetup={"name": "Palazzo Reale"},
    )
    address = f"{PUBLIC_URL}/e/{slug}"

    page = await shown(stranger, slug)

    summary = page.metas["og:description"]
    assert len(summary) <= 500 and summary.startswith("Wool & silk. Wool") and summary.endswith("…")
    assert page.metas.items() >= {
        ("og:title", "Milan Nights"), ("og:url", address), ("og:type", "website"), ("og:locale", "en_GB"),
        ("og:site_name", "Atelier Rossi"), ("description", summary), ("twitter:card", "summary_large_image"),
        ("twitter:title", "Milan Nights"), ("twitter:description", summary),
    }  # fmt: skip
    assert page.linked("canonical") == [address] and page.linked("alternate") == [f"{address}.ics"]
    assert page.metas["og:image"] == page.metas["twitter:image"] == f"{address}/cover.webp"
    assert "img" not in page.names and "svg" in page.names
    organization = {"@type": "Organization"}
    offer = {"@type": "Offer", "priceCurrency": "EUR", "availability": "https://schema.org/OutOfStock", "url": address}
    assert page.data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": "Milan Nights",
        "description": ("Wool & silk. " * 60).strip(),
        "startDate": "2031-06-15T19:30:00+02:00",
        "endDate": "2031-06-16T01:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "image": f"{address}/cover.webp",
        "location": {
            "@type": "Place",
            "name": "Palazzo Reale",
            "address": {
                "@type": "PostalAddress", "streetAddress": "Piazza del Duomo 12", "addressLocality": "Milan"
            },
        },
        "offers": [offer | {"name": "VIP", "price": "150.00"}, offer | {"name": "General", "price": "60.00"}],
        "organizer": organization | {"name": "Atelier Rossi"},
        "sponsor": [organization | {"name": "Prada"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (None, "19:30 | Rome"),
        ("23:00", "19:30 to 23:00 | Rome"),
        ("02:00", "19:30 to 02:00 | Ends the next day, Monday 16 June | Rome"),
        ("19:30", "19:30 to 19:30 | Ends the next day, Monday 16 June | Rome"),
    ],
)
async def test_an_end_on_the_next_day_is_said_to_be_one(anna, stranger, ends, said):
    slug = await published(anna, eventSetup={"end_time": ends})

    page = await shown(stranger, slug)

    assert said in page.text and (ends is not None) == ("endDate" in page.data)


async def test_an_event_of_several_days_says_when_the_last_one_ends(anna, stranger, database_url):
    slug = await published(anna)
    alter(database_url, slug, local_end="2031-06-19 22:00", end_date="2031-06-19 22:00+02")

    assert "From 19:30 | Until Thursday 19 June 2031, 22:00" in (await shown(stranger, slug)).text


@pytest.mark.parametrize(
    ("venue", "said", "mode", "locations"),
    [
        ({"mode": "virtual", "address": None, "city": None, "capacity": None}, "Where | Streamed live online",
         "OnlineEventAttendanceMode", ["VirtualLocation"]),
        ({"mode": "hybrid"}, "Piazza del Duomo 12 | Milan | Also streamed live online", "MixedEventAttendanceMode",
         ["Place", "VirtualLocation"]),
    ],
)  # fmt: skip
async def test_a_stream_is_named_and_linked(anna, stranger, venue, said, mode, locations):
    stream = "https://live.example.com/a?b=1&c=2"
    slug = await published(anna, venueSetup=venue | {"streaming_url": stream})

    page = await shown(stranger, slug)

    found = page.data["location"] if isinstance(page.data["location"], list) else [page.data["location"]]
    assert said in page.text and stream in page.links
    assert page.data["eventAttendanceMode"] == f"https://schema.org/{mode}"
    assert [each["@type"] for each in found] == locations and found[-1]["url"] == stream


@pytest.mark.parametrize(
    ("venue", "lines"),
    [
        ({"mode": "physical", "name": "Palazzo", "address": "Via Tortona 27, milan", "city": "Milan"}, 2),
        ({"mode": "physical", "name": "Palazzo", "address": "Via Milano 27", "city": "Milan"}, 3),
        ({"mode": "physical", "address": "Via (9", "city": "Roma (RM"}, 2),
        ({"mode": "physical"}, 1),
        ({}, 1),
    ],
)
async def test_a_place_says_each_thing_once_and_one_that_nobody_knows_is_to_come(
    anna, stranger, database_url, venue, lines
):
    slug = await published(anna)
    alter(database_url, slug, venue=Jsonb(venue))

    page = (await stranger.get(f"/e/{slug}")).text
    where = page[page.index("<h2>Where</h2>") : page.index("</section>", page.index("<h2>Where</h2>"))]

    assert where.count("<p") == lines
    assert ("To be announced" in where) == (lines == 1)


async def test_tickets_lead_to_where_they_are_sold_once_they_are(anna, stranger, database_url):
    slug = await published(anna)
    sold = "https://tickets.example.com/milan?tier=1&n=2"
    tier = {"price": "79.50", "currency": "EUR", "quantity": 10, "on_sale": True}
    tiers = [
        tier | {"name": "Linked", "url": sold, "description": "With a seat"},
        tier | {"name": "Unlinked", "price": "12000", "currency": "JPY"},
        tier | {"name": "Nothing to pay", "price": "0.00"},
        tier | {"name": "Later", "url": "https://tickets.example.com/later", "on_sale": False},
        tier | {"name": "Odd", "url": "javascript:alert(1)"},
        tier | {"name": "In the clear", "url": "http://tickets.example.com/"},
    ]
    alter(database_url, slug, ticket_tiers=tiers)

    page = await shown(stranger, slug)

    assert "Linked | With a seat | 79.50 euros | Get tickets | for Linked" in page.text
    assert "Unlinked | 12,000 Japanese yen | On sale shortly" in page.text
    assert "Nothing to pay | Free | Later | 79.50 euros | Not on sale yet" in page.text
    assert page.links == [f"/e/{slug}.ics", sold]
    offers = {offer["name"]: offer for offer in page.data["offers"]}
    assert offers["Linked"]["availability"].endswith("/InStock") and offers["Linked"]["url"] == sold
    assert offers["Later"]["availability"].endswith("/OutOfStock")
    assert offers["Nothing to pay"]["price"] == "0.00"


async def test_an_event_that_is_over_says_so_and_sells_nothing(anna, stranger, database_url):
    slug = await published(anna)
    tier = {"name": "One", "price": "5", "currency": "EUR", "on_sale": True, "url": "https://tickets.example.com"}
    alter(database_url, slug, status="completed", ticket_tiers=[tier])

    page = await shown(stranger, slug)

    assert "This event has taken place." in page.text and "No longer available" in page.text and page.links == []


HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> ' onload='x",
    "</title></style><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7} &lt;b&gt; <!-- ]]>",
    "\u202eסטאר \u2067ليلة\u2069 👗🏽 \u2028 \u2029 e\u0301",
    "</SCRIPT ><!--<script>",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_people_wrote_is_text_wherever_it_stands(anna, stranger, text):
    plain = (await shown(stranger, await published(anna, organizerSetup={"organization": "A"}))).names
    tier = {"name": text, "price": "5", "quantity": 3, "description": text}
    slug = await published(
        anna,
        organizerSetup={"organization": text},
        eventSetup={"title": text, "description": text},
        venueSetup={"name": text, "address": text, "city": text},
        ticketSetup={"tiers": [tier | {"name": f"{text}{n}"} for n in range(2)]},
        sponsorsMedia={"sponsors": [{"name": text, "tier": "gold"}], "media_partners": [text]},
    )

    page = await shown(stranger, slug)

    kept = unicodedata.normalize("NFC", text).strip()
    assert page.metas["og:title"] == page.data["name"] == page.data["organizer"]["name"] == kept
    assert page.text.count(" ".join(kept.split())) >= 8
    # No element but those the template has: one more paragraph of text here and there.
    assert set(page.names) <= set(plain) | {"section"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


async def test_an_address_that_is_no_web_address_is_never_a_link(anna, stranger, database_url):
    slug = await published(anna)
    for address in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "https://[", 7, None):
        alter(
            database_url,
            slug,
            venue={"mode": "virtual", "streaming_url": address},
            ticket_tiers=[{"name": "One", "price": "5", "currency": "EUR", "on_sale": True, "url": address}],
        )

        page = await shown(stranger, slug)

        assert page.links == [f"/e/{slug}.ics"]
        assert page.data["location"]["url"] == page.data["offers"][0]["url"] == f"{PUBLIC_URL}/e/{slug}"


async def test_nothing_is_loaded_but_what_the_page_brings(anna, stranger):
    answer = await stranger.get(f"/e/{await published(anna)}")

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    style = answer.text.split("<style>")[1].split("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'" and policy["img-src"] == "'self' data:"
    for closed in ("default-src", "script-src", "base-uri", "form-action", "frame-ancestors"):
        assert policy[closed] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "no-referrer"
    document = Document(answer.text)
    assert not [a for _, a in document.tags if "style" in a or "src" in a]
    assert [address.split(",")[0] for address in document.linked("icon")] == ["data:image/svg+xml"]


async def test_a_cache_may_keep_it_for_a_minute_and_then_ask_whether_it_changed(anna, stranger, database_url):
    slug = await published(anna)
    first = await stranger.get(f"/e/{slug}")
    tag = first.headers["etag"]

    assert first.headers["cache-control"] == "public, max-age=60" and tag.startswith('"')
    for seen in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await stranger.get(f"/e/{slug}", headers={"If-None-Match": seen})
        assert again.status_code == 304 and again.content == b""
        assert again.headers["etag"] == tag and again.headers["cache-control"] == "public, max-age=60"
    alter(database_url, slug, name="Turin Nights")
    changed = await stranger.get(f"/e/{slug}", headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["etag"] != tag and "Turin Nights" in changed.text


@pytest.mark.parametrize("ending", ["", ".ics"])
async def test_head_tells_what_get_would(anna, stranger, ending):
    slug = await published(anna)

    got, asked = [await stranger.request(method, f"/e/{slug}{ending}") for method in ("GET", "HEAD")]

    assert asked.status_code == 200 and asked.content == b""
    changing = {"date", "x-request-id"}
    assert {n: v for n, v in got.headers.items() if n not in changing} == {
        n: v for n, v in asked.headers.items() if n not in changing
    }
    assert int(asked.headers["content-length"]) == len(got.content)


HIDDEN = [
    {"published_at": None},
    {"published_at": None, "status": "draft"},
    {"status": "archived"},
    {"status": "cancelled"},
]


@pytest.mark.parametrize("state", HIDDEN)
async def test_what_is_not_public_looks_like_what_never_was(anna, stranger, database_url, state):
    slug = await published(anna)
    assert (await stranger.get(f"/e/{slug}")).status_code == 200
    alter(database_url, slug, **state)

    for ending in ("", ".ics"):
        unknown = await stranger.get(f"/e/nobody-knows-{uuid4().hex[:8]}{ending}")
        hidden = await stranger.get(f"/e/{slug}{ending}", headers={"If-None-Match": "*"})
        asked = await stranger.head(f"/e/{slug}{ending}")

        assert hidden.status_code == unknown.status_code == asked.status_code == 404
        assert hidden.content == unknown.content and b"There is no event at this address." in hidden.content
        assert hidden.headers["content-type"] == unknown.headers["content-type"] == "text/html; charset=utf-8"
        assert "etag" not in hidden.headers and hidden.headers["cache-control"] == "no-store"
        assert hidden.headers.keys() == unknown.headers.keys()


@pytest.mark.parametrize(
    "asked",
    ["MILAN", "milan_nights", "milan--nights", "-milan", "milan-", "a" * 121, "a" * 5000, "%E2%80%AE", "%FF%FE", "%00",
     "milan%00", "%ED%A0%80", "..%2Fe", "a%2Fb", "mil%0Aan", "%27%3Bselect", "a.ics.ics", ".ics", "%F0%9F%91%97"],
)  # fmt: skip
async def test_an_odd_slug_is_nothing_we_have(stranger, asked):
    for ending in ("", ".ics"):
        for method in ("GET", "HEAD"):
            assert (await stranger.request(method, f"/e/{asked}{ending}")).status_code == 404


async def test_the_slug_in_capitals_is_another_one(anna, stranger):
    slug = await published(anna)

    assert (await stranger.get(f"/e/{slug.upper()}")).status_code == 404


async def test_whoever_is_signed_in_sees_the_same_page_of_every_tenant(person, stranger):
    anna, ben = person(), person()
    slug = await published(anna)

    as_stranger = await stranger.get(f"/e/{slug}")
    as_other = await ben.http.get(f"{stranger.base_url}/e/{slug}")
    as_owner = await anna.http.get(f"{stranger.base_url}/e/{slug}")

    assert as_stranger.content == as_other.content == as_owner.content
    assert str(anna.user) not in as_stranger.text


async def test_two_statements_in_one_transaction_are_enough_however_many_sponsors(anna, database):
    sponsors = [{"name": f"House {n}", "tier": "gold"} for n in range(30)]
    slug = await published(anna, sponsorsMedia={"sponsors": sponsors})
    statements: list[str] = []
    sql_event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    async with database.public() as tx:
        found = await by_slug(tx, slug)

    assert len(found.sponsors) == 30
    assert len([statement for statement in statements if "set_config" not in statement]) == 2


@pytest.mark.parametrize("kind", ["runway_show", "exhibition", "launch_party", "panel", "unheard_of"])
def test_the_drawing_is_the_same_for_a_slug_and_another_for_others(kind):
    drawings = [cover.drawn(f"milan-{n % 20}", kind) for n in range(40)]

    assert drawings[:20] == drawings[20:] and len(set(drawings)) > 12
    for drawing in drawings:
        assert Document(drawing).unclosed == [] and "style=" not in drawing and "nan" not in drawing

"""What no route should ever see: oversize, no JSON, unusable text, odd addresses; and what every answer carries."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import httpx
import pytest

from tests.server.running import settings_for

LIMIT = 4096
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def settings(database_url):
    return settings_for(
        database_url, max_body_bytes=LIMIT, allowed_origins="https://app.example.com, http://localhost:3000"
    )


async def pieces(size: int, count: int):
    for _ in range(count):
        yield b"x" * size


async def test_a_body_announced_too_large_is_refused(anna):
    refused = await anna.http.post("/wizard/sessions", content=b" " * (LIMIT + 1), headers=JSON)

    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_large"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
async def test_a_body_that_grows_too_large_on_the_way_is_refused(anna, kind):
    refused = await anna.http.post("/wizard/sessions", content=pieces(LIMIT // 2, 3), headers={"Content-Type": kind})

    assert refused.status_code == 413 and refused.json()["code"] == "too_large"


async def test_a_body_of_just_the_limit_is_read(anna):
    body = b'{"session_id": "just-fits"}'

    made = await anna.http.post("/wizard/sessions", content=body + b" " * (LIMIT - len(body)), headers=JSON)

    assert made.status_code == 201


NO_JSON = [
    b"{", b"nonsense", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}', b"\xff\xfe", b'{"a": "\xed\xa0\x80"}',
    b'{"a": "\x00"}', b"[" * 65 + b"]" * 65, b"[" * 2000, b'{"a":' * 65 + b"1" + b"}" * 65,
    b"\xef\xbb\xbf{}", b"{} {}",
]  # fmt: skip


@pytest.mark.parametrize("body", NO_JSON, ids=range(len(NO_JSON)))
@pytest.mark.parametrize(
    "kind", ["application/json", "application/merge-patch+json", "APPLICATION/JSON; charset=utf-8"]
)
async def test_what_is_no_json_is_a_bad_request(anna, body, kind):
    refused = await anna.http.post("/wizard/sessions", content=body, headers={"Content-Type": kind})

    assert refused.status_code == 400, refused.text
    assert refused.json()["code"] == "malformed_json"


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"session_id": "a\0b"}, "session_id", "unusable_text"),
        ({"session_id": "\ud800"}, "session_id", "unusable_text"),
        ({"a": [{"b": "x\udfffy"}]}, "a.0.b", "unusable_text"),
        ({"a\0": 1}, "a\ufffd", "unusable_text"),
        ({"ok": {"\udc00": 1}}, "ok.\ufffd", "unusable_text"),
    ],
)
async def test_text_no_database_stores_is_refused_where_it_stands(anna, body, field, code):
    refused = await anna.http.post("/wizard/sessions", content=json.dumps(body), headers=JSON)

    assert refused.status_code == 422
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, code)]


async def test_a_number_beyond_all_bounds_is_refused_where_it_stands(anna):
    refused = await anna.http.post("/wizard/sessions", content='{"a": [1, 1e999]}', headers=JSON)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "a.1"


@pytest.mark.parametrize("pair", ["\ud83d\ude00", "é", "\u0001", "\ufffd"])
async def test_unicode_that_is_whole_passes_the_edge(anna, pair):
    answered = await anna.http.post("/wizard/sessions", content=json.dumps({"session_id": pair}), headers=JSON)

    assert answered.json()["errors"][0]["code"] == "bad_session_id"


async def test_json_as_deep_as_allowed_passes_the_edge(anna):
    body = b'{"a":' + b"[" * 63 + b"1" + b"]" * 63 + b"}"

    answered = await anna.http.post("/wizard/sessions", content=body, headers=JSON)

    assert answered.status_code == 422 and answered.json()["errors"][0]["code"] == "extra_forbidden"


@pytest.mark.parametrize("path", ["/wizard/sessions/a%00b", "/wizard%00", "/wizard/sessions/x/stages/%00"])
async def test_nul_in_a_path_is_not_found(anna, path):
    refused = await anna.http.request("PATCH", path, json={})

    assert refused.status_code == 404


@pytest.mark.parametrize("query", ["status=%00", "x=a%00b", "%00=1"])
async def test_nul_in_a_query_is_refused(anna, query):
    refused = await anna.http.get(f"/wizard/sessions?{query}")

    assert refused.status_code == 422


STRANGE_REQUESTS = [
    b"GET /api/v1/wizard/sessions/%ff%fe {http}{end}",
    b"GET /api/v1/wizard/sessions/%ED%A0%80 {http}{end}",
    b"GET /api/v1/wizard/sessions/..%2f..%2fetc {http}{end}",
    b"GET /api/v1/wizard/sessions?status=%ff {http}{end}",
    b"GET /api/v1/wizard/sessions HTTP/1.1\r\nHost: \xff\r\n{end}",
    b"GET /api/v1/wizard/sessions {http}If-Match: \xff\xfe\r\n{end}",
    b"GET /api/v1/wizard/sessions {http}X-Request-ID: \xff\r\n{end}",
    b"POST /api/v1/wizard/sessions {http}Content-Length: -1\r\n{end}",
    b"POST /api/v1/wizard/sessions {http}Content-Length: 99999999999999999999\r\n{end}",
    b"POST /api/v1/wizard/sessions {http}Content-Type: \xff/json\r\nContent-Length: 2\r\n{end}{}",
    b"POST /api/v1/wizard/sessions {http}Transfer-Encoding: chunked\r\n{end}zz\r\n",
    b"GET http://elsewhere/api/v1/wizard/sessions {http}{end}",
    b"GET //api/v1/wizard/sessions {http}{end}",
    b"BREW /api/v1/wizard/sessions {http}{end}",
    b"OPTIONS * {http}{end}",
    b"GET /healthz {http}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
]


@pytest.mark.parametrize("request_bytes", STRANGE_REQUESTS, ids=range(len(STRANGE_REQUESTS)))
async def test_a_strange_request_is_never_the_server_s_fault(anna, request_bytes):
    address = urlsplit(anna.address)
    authorization = f"Authorization: {anna.http.headers['authorization']}".encode()
    reader, writer = await asyncio.open_connection(address.hostname, address.port)

    for part, meant in ((b"{http}", b"HTTP/1.1\r\nHost: x\r\n"), (b"{end}", authorization + b"\r\n\r\n")):
        request_bytes = request_bytes.replace(part, meant)
    writer.write(request_bytes)
    status_line = await asyncio.wait_for(reader.readline(), 10)
    writer.close()

    assert not status_line.startswith(b"HTTP/1.1 5"), status_line


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(anna):
    nowhere = await anna.http.get("/nowhere")
    wrong = await anna.http.put("/wizard/sessions")

    for answer, status in ((nowhere, 404), (wrong, 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail", "code", "error", "message"}
    assert set(wrong.headers["allow"].split(", ")) <= {"GET", "POST"}


async def test_a_body_that_is_not_said_to_be_json_is_refused_with_the_way_out(anna):
    refused = await anna.http.post("/wizard/sessions", content="{}", headers={"Content-Type": "text/plain"})

    assert refused.status_code == 422
    assert "Content-Type: application/json" in refused.json()["errors"][0]["message"]


async def test_every_answer_is_safe_to_look_at_and_kept_by_nobody(anna):
    for path in ("/wizard/sessions", "/nowhere"):
        answer = await anna.http.get(path)

        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


async def test_a_request_keeps_a_sane_id_of_its_own(anna):
    kept = await anna.http.get("/wizard/stages", headers={"X-Request-ID": "trace-1"})
    made = await anna.http.get("/wizard/stages", headers={"X-Request-ID": "a b\tc"})

    assert kept.headers["x-request-id"] == "trace-1"
    assert len(made.headers["x-request-id"]) == 32


async def test_an_allowed_origin_is_echoed_even_on_refusals_and_no_other(anna):
    allowed = {"Origin": "https://app.example.com"}

    refused = await anna.http.get("/nowhere", headers=allowed)
    too_large = await anna.http.post("/wizard/sessions", content=b" " * (LIMIT + 1), headers=allowed | JSON)
    stranger = await anna.http.get("/wizard/stages", headers={"Origin": "https://evil.example.com"})

    for answer in (refused, too_large):
        assert answer.headers["access-control-allow-origin"] == "https://app.example.com"
        exposed = answer.headers["access-control-expose-headers"]
        assert {"ETag", "Location", "Retry-After", "Idempotency-Replayed"} <= set(exposed.split(", "))
    assert "access-control-allow-origin" not in stranger.headers


async def test_a_preflight_is_answered_for_allowed_origins(anna):
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}

    async with httpx.AsyncClient(base_url=anna.address) as browser:
        fine = await browser.options("/api/v1/wizard/sessions", headers=asked | {"Origin": "http://localhost:3000"})
        refused = await browser.options("/api/v1/wizard/sessions", headers=asked | {"Origin": "http://evil"})

    assert fine.status_code == 200
    assert fine.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert "if-match" in fine.headers["access-control-allow-headers"]
    assert refused.status_code == 400

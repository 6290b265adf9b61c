"""Postgres goes and comes: alive throughout, 503 at once while it is away, served again without a restart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from server import schema
from state import embedded
from tests import postgres
from tests.server.running import FAR_FUTURE, Person, serving, settings_for

NOBODY = "postgresql://nobody:secret-password@127.0.0.1:1/nothing"
AT_ONCE = 2.0


async def looks(address: str) -> dict[str, tuple[int, float, httpx.Response]]:
    """Status and seconds of each kind of request."""
    person = Person(address, uuid4())
    asked: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
        "live": lambda: person.http.get(f"{address}/healthz"),
        "ready": lambda: person.http.get(f"{address}/readyz"),
        "read": lambda: person.http.get("/wizard/sessions"),
        "write": lambda: person.http.post("/wizard/sessions"),
    }
    found = {}
    for name, ask in asked.items():
        started = time.perf_counter()
        answer = await ask()
        found[name] = (answer.status_code, time.perf_counter() - started, answer)
    await person.http.aclose()
    return found


def assert_away(found: dict[str, tuple[int, float, httpx.Response]]) -> None:
    assert {name: status for name, (status, _, _) in found.items()} == {
        "live": 200,
        "ready": 503,
        "read": 503,
        "write": 503,
    }
    assert all(seconds < AT_ONCE for _, seconds, _ in found.values())
    for name in ("read", "write"):
        answer = found[name][2]
        assert int(answer.headers["retry-after"]) > 0 and answer.json()["code"] == "unavailable"
    assert found["ready"][2].json()["checks"]["database"]["ok"] is False
    assert not any("secret-password" in answer.text or "127.0.0.1" in answer.text for _, _, answer in found.values())


async def test_a_server_starts_while_its_database_is_away():
    with serving(settings_for(NOBODY)) as address:
        assert_away(await looks(address))


async def test_a_database_that_stops_and_returns_is_used_again_without_a_restart():
    with postgres.folder() as data_dir:
        with embedded.start(data_dir, durable=False) as first:
            await schema.migrate(first.url, first.url)
            with serving(settings_for(first.url)) as address:
                assert (await looks(address))["write"][0] == 201

                first.stop()
                assert_away(await looks(address))
                assert_away(await looks(address))

                with embedded.start(data_dir, durable=False):
                    returned = time.monotonic()
                    while (await looks(address))["ready"][0] != 200:
                        assert time.monotonic() - returned < 10
                    assert {status for status, _, _ in (await looks(address)).values()} == {200, 201}


async def test_what_is_missing_is_said_by_name(cluster_url):
    name = f"not_migrated_{uuid4().hex}"
    url = postgres.create_database(cluster_url, name)
    with serving(settings_for(url)) as address:
        async with httpx.AsyncClient(base_url=address) as http:
            answer = await http.get("/readyz", timeout=10)
    postgres.drop_database(cluster_url, name)

    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert checks["database"]["ok"] is True
    assert checks["migrations"]["ok"] is checks["checkpoints"]["ok"] is False
    assert "wizard migrate" in checks["migrations"]["detail"] and "wizard migrate" in checks["checkpoints"]["detail"]


async def test_an_older_schema_is_not_ready(server, database_url):
    async with httpx.AsyncClient(base_url=server) as http:
        ready = await http.get("/readyz")
        with psycopg.connect(database_url) as connection:
            connection.execute("update app.alembic_version set version_num = '0001'")
            connection.execute("delete from checkpoints.checkpoint_migrations where v > 0")
        behind = await http.get("/readyz")

    assert ready.status_code == 200
    assert ready.json()["ready"] is True and set(ready.json()["checks"]) == {"database", "migrations", "checkpoints"}
    assert behind.status_code == 503
    checks = behind.json()["checks"]
    assert (checks["database"]["ok"], checks["migrations"]["ok"], checks["checkpoints"]["ok"]) == (True, False, False)


async def test_an_identity_provider_that_is_away_is_no_reason_to_sign_out(database_url):
    token = jwt.encode({"sub": "x", "exp": FAR_FUTURE}, rsa.generate_private_key(65537, 2048), "RS256", {"kid": "a"})
    settings = settings_for(database_url, jwt_secret=None, jwks_url="http://127.0.0.1:1/jwks")

    with serving(settings) as address:
        async with httpx.AsyncClient(base_url=address, headers={"Authorization": f"Bearer {token}"}) as http:
            answer = await http.get("/api/v1/wizard/sessions")

    assert answer.status_code == 503 and answer.headers["retry-after"]


@pytest.mark.parametrize("size", [1, 2])
async def test_a_pool_used_up_is_waited_for_and_nothing_leaks(database_url, size):
    with serving(settings_for(database_url, database_pool_size=size)) as address:
        people = [Person(address, uuid4()) for _ in range(20)]
        for _ in range(3):
            answers = await asyncio.gather(*(each.http.post("/wizard/sessions") for each in people))
            assert {answer.status_code for answer in answers} == {201}
        for each in people:
            await each.http.aclose()

"""The `wizard` command: plain sentences, plain exit codes, no secrets, and a server that ends well."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
from psycopg import sql

from server.signing import DEMO_ORGANIZATION, DEMO_USER
from tests import postgres
from tests.server.processes import begun, forked, wizard
from tests.server.running import SECRET, Person, serving, settings_for

PASSWORD = "a-password-nobody-should-read"


@pytest.fixture
def fresh_url(cluster_url):
    """An empty database."""
    name = f"fresh_{uuid4().hex}"
    yield postgres.create_database(cluster_url, name)
    postgres.drop_database(cluster_url, name)


def test_help_lists_the_commands():
    shown = wizard("--help")

    assert shown.code == 0
    for command in ("serve", "worker", "jobs", "migrate", "seed", "token", "doctor", "chat", "openapi"):
        assert command in shown.out


def test_a_token_is_for_whom_and_as_long_as_asked():
    user, organization = uuid4(), uuid4()
    made = wizard("token", "--user", str(user), "--organization", str(organization), "--ttl", "60", JWT_SECRET=SECRET)

    claims = jwt.decode(made.out.strip(), SECRET, ["HS256"], audience="authenticated")

    assert claims["sub"] == str(user) and claims["app_metadata"] == {"organization_id": str(organization)}
    assert 55 <= claims["exp"] - time.time() <= 61


def test_a_token_without_options_is_the_demo_user_s():
    claims = jwt.decode(wizard("token", JWT_SECRET=SECRET).out.strip(), SECRET, ["HS256"], audience="authenticated")

    assert (claims["sub"], claims["app_metadata"]["organization_id"]) == (str(DEMO_USER), str(DEMO_ORGANIZATION))


def test_a_user_named_alone_is_in_no_organization():
    made = wizard("token", "--user", str(uuid4()), JWT_SECRET=SECRET)

    assert "app_metadata" not in jwt.decode(made.out.strip(), SECRET, ["HS256"], audience="authenticated")


def test_a_link_opens_the_page_signed_in_but_not_in_production():
    linked = wizard("token", "--link", JWT_SECRET=SECRET, PUBLIC_URL="https://wizard.example.com/")
    refused = wizard("token", "--link", JWT_SECRET=SECRET, ENVIRONMENT="production")

    assert linked.out.startswith("https://wizard.example.com/?token=ey")
    assert refused.code == 2 and refused.out == ""
    assert refused.err.startswith("ENVIRONMENT") and len(refused.err.splitlines()) == 1


def test_a_wrong_setting_ends_every_command_with_its_sentence():
    for command in ("serve", "migrate", "seed", "token", "doctor"):
        refused = wizard(command, PORT="secret-port")

        assert refused.code == 2, refused.err
        assert refused.err.startswith("PORT ") and "secret-port" not in refused.err


def test_migrating_twice_is_no_error_and_makes_the_database_ready(fresh_url):
    first, again = wizard("migrate", DATABASE_URL=fresh_url), wizard("migrate", DATABASE_URL=fresh_url)

    assert first.code == again.code == 0, first.err
    assert wizard("doctor", DATABASE_URL=fresh_url, JWT_SECRET=SECRET).code == 0


@pytest.fixture
def role(cluster_url, fresh_url):
    """Makes a role that can log in; gives its address of the fresh database."""
    made: list[str] = []

    def make(options: str) -> str:
        made.append(f"test_{uuid4().hex}")
        with psycopg.connect(cluster_url, autocommit=True) as connection:
            statement = f"create role {{}} login password {{}} {options}"
            connection.execute(sql.SQL(statement).format(sql.Identifier(made[-1]), sql.Literal(PASSWORD)))
        parts = urlsplit(fresh_url)
        return parts._replace(netloc=f"{made[-1]}:{PASSWORD}@{parts.netloc.rpartition('@')[2]}").geturl()

    yield make
    for url in (fresh_url, cluster_url):
        with psycopg.connect(url, autocommit=True) as connection:
            for name in made:
                connection.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(name)))
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        for name in reversed(made):
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


def test_a_login_that_owns_nothing_can_serve_after_the_owner_migrated(fresh_url, role):
    """What production should be: the app logs in as a NOINHERIT role without rights of its own."""
    app_url = role("noinherit nosuperuser nobypassrls")

    migrated = wizard("migrate", DATABASE_URL=app_url, DATABASE_OWNER_URL=fresh_url)
    examined = wizard("doctor", DATABASE_URL=app_url, DATABASE_OWNER_URL=fresh_url, JWT_SECRET=SECRET)
    with serving(settings_for(app_url)) as address:
        ready = httpx.get(f"{address}/readyz")
        made = httpx.post(f"{address}/api/v1/wizard/sessions", headers=Person(address, uuid4()).http.headers)

    assert migrated.code == 0, migrated.err
    assert ready.status_code == 200, ready.text
    assert made.status_code == 201
    assert examined.code == 0, examined.out
    assert PASSWORD not in migrated.out + migrated.err + examined.out + examined.err


def test_an_owner_who_is_no_superuser_can_migrate(cluster_url, fresh_url, role):
    """As on hosted Postgres: he made the roles, so he may grant them, but has not been let into them."""
    owner_url = role("createrole nosuperuser")
    owner = sql.Identifier(urlsplit(owner_url).username or "")
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        if connection.info.server_version < 160000:
            pytest.skip("Before Postgres 16 CREATEROLE was enough.")
        names = sql.SQL("authenticated, anon, service_role, app_definer, checkpointer")
        options = sql.SQL("with admin true, inherit false, set false")
        connection.execute(sql.SQL("grant {} to {} {}").format(names, owner, options))
        database = sql.Identifier(urlsplit(fresh_url).path[1:])
        connection.execute(sql.SQL("alter database {} owner to {}").format(database, owner))

    migrated = wizard("migrate", DATABASE_URL=owner_url)
    examined = wizard("doctor", DATABASE_URL=owner_url, JWT_SECRET=SECRET)
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(sql.SQL("alter database {} owner to current_user").format(database))

    assert migrated.code == 0, migrated.err
    assert examined.code == 0, examined.out


def test_seeding_twice_makes_one_demo_organization(database_url):
    first, again = wizard("seed", DATABASE_URL=database_url), wizard("seed", DATABASE_URL=database_url)

    assert first.code == again.code == 0
    assert "was made" in first.out and "was there already" in again.out
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select user_id, organization_id, completion_percentage, current_stage from wizard_sessions"
        ).fetchall()
        made = connection.execute(
            "select (select count(*) from sponsors), (select count(*) from designers), (select count(*) from venues), "
            "(select array_agg(name) from events), (select count(*) between 80 and 150 from event_tasks)"
        ).fetchone()
    assert rows == [(DEMO_USER, DEMO_ORGANIZATION, 23, "eventSetup")]
    assert made == (5, 10, 3, ["Milan Sustainable Fashion Showcase"], True)


@pytest.mark.parametrize("command", ["migrate", "seed"])
def test_a_database_that_cannot_be_reached_is_said_in_a_sentence(command):
    refused = wizard(command, DATABASE_URL=f"postgresql://nobody:{PASSWORD}@127.0.0.1:1/nothing")

    assert refused.code == 2
    assert refused.err.startswith("The database") and len(refused.err.splitlines()) == 1
    assert PASSWORD not in refused.err and "127.0.0.1" not in refused.err


def test_the_doctor_says_what_is_missing_and_never_a_value(database_url):
    values = {
        "DATABASE_URL": f"postgresql://some-user:{PASSWORD}@127.0.0.2:1/some-database",
        "JWT_SECRET": "another-value-nobody-should-read-12345",
        "ALLOWED_ORIGINS": "https://origin.example.com",
        "PUBLIC_URL": "https://public.example.com",
        "JWT_ISSUER": "https://issuer.example.com",
        "DATA_DIR": "/tmp/some-data-dir",
    }

    sick = wizard("doctor", **values)
    well = wizard("doctor", **(values | {"DATABASE_URL": database_url}))

    assert sick.code == 1 and well.code == 0
    assert "DATABASE_URL" in sick.out and "missing" in sick.out and "missing" not in well.out
    for value in (*values.values(), PASSWORD, "some-user", "127.0.0.2", urlsplit(database_url).path[1:]):
        assert value not in sick.out + sick.err + well.out + well.err


def test_the_doctor_notices_payments_that_would_never_be_heard_of(database_url):
    values = {"DATABASE_URL": database_url, "JWT_SECRET": SECRET, "STRIPE_SECRET_KEY": "sk_test_never_shown"}

    sick, well = wizard("doctor", **values), wizard("doctor", **values, STRIPE_WEBHOOK_SECRET="whsec_never_shown")

    assert (sick.code, well.code) == (1, 0) and "set STRIPE_WEBHOOK_SECRET" in sick.out
    assert "never_shown" not in sick.out + sick.err + well.out + well.err


def test_the_doctor_notices_a_table_whose_row_security_is_not_forced(fresh_url):
    wizard("migrate", DATABASE_URL=fresh_url)
    with psycopg.connect(fresh_url) as connection:
        connection.execute("alter table events no force row level security")

    examined = wizard("doctor", DATABASE_URL=fresh_url, JWT_SECRET=SECRET)

    assert examined.code == 1 and "not forced on 1 table" in examined.out


def test_the_document_is_printed_whole():
    printed = wizard("openapi")

    assert printed.code == 0
    assert "/api/v1/wizard/sessions" in json.loads(printed.out)["paths"]


def test_the_demo_prints_a_link_that_signs_in(database_url):
    with forked("serve", "--demo", DATABASE_URL=database_url, JWT_SECRET=SECRET, PORT="0") as process:
        assert process.stdout
        signed_in, ready = process.stdout.readline(), process.stdout.readline()
        address, token = ready.split()[-1], signed_in.strip().partition("?token=")[2]
        listed = httpx.get(f"{address}/api/v1/wizard/sessions", headers={"Authorization": f"Bearer {token}"})

    assert signed_in.startswith(f"Sign in: {address}/?token=")
    assert [each["session_id"] for each in listed.json()["sessions"]] == ["demo-milan-nights"]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_does_so_with_code_0(database_url, ending):
    with begun("serve", DATABASE_URL=database_url, JWT_SECRET=SECRET, PORT="0") as process:
        assert process.stdout and process.stdout.readline().startswith("Ready on http://127.0.0.1:")
        process.send_signal(ending)

        assert process.wait(10) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_server_told_to_end_while_it_starts_ends_with_code_0(database_url):
    with begun("serve", DATABASE_URL=database_url, JWT_SECRET=SECRET, PORT="0") as process:
        while not listens(process.pid, signal.SIGTERM):
            assert process.poll() is None
        process.terminate()

        assert process.wait(10) == 0
        assert process.stdout and process.stdout.read() == "", "it never got ready"


def listens(pid: int, to: signal.Signals) -> bool:
    """Whether a process has a handler for this signal (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = next(int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(caught & 1 << (to - 1))


def test_a_port_that_is_taken_is_said_in_a_sentence(server, database_url):
    refused = wizard("serve", "--port", str(urlsplit(server).port), DATABASE_URL=database_url, JWT_SECRET=SECRET)

    assert refused.code == 2
    assert refused.err.startswith("HOST and PORT") and len(refused.err.splitlines()) == 1


def test_production_without_a_key_does_not_start():
    refused = wizard("serve", ENVIRONMENT="production")

    assert refused.code == 2 and "JWT_SECRET or JWKS_URL" in refused.err


def test_without_a_database_of_its_own_the_server_brings_one():
    with postgres.folder() as folder:
        with forked("serve", DATA_DIR=str(folder / "data"), JWT_SECRET=SECRET, PORT="0") as process:
            assert process.stdout
            address = process.stdout.readline().split()[-1]
            made = httpx.post(f"{address}/api/v1/wizard/sessions", headers=Person(address, DEMO_USER).http.headers)
            ready = httpx.get(f"{address}/readyz")
            process.terminate()
            code = process.wait(20)

    assert (made.status_code, ready.status_code, code) == (201, 200, 0)

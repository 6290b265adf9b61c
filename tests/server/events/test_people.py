"""Persons as their verified tokens name them: written down at the door, found by colleagues and teammates."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest

from server.acquaintance import Acquaintances
from server.auth import Caller
from server.naming import email_in, name_in
from tests.server.events.conftest import published
from tests.server.running import Person, token


@pytest.fixture
def named(server):
    """Signs somebody in whose token makes these claims, and has him ask for something."""

    async def arrive(organization: UUID, user: UUID | None = None, **claims: Any) -> UUID:
        user = user or uuid4()
        headers = {"Authorization": f"Bearer {token(user, organization, **claims)}"}
        async with httpx.AsyncClient(base_url=f"{server}/api/v1", headers=headers) as http:
            assert (await http.get("/wizard/stages")).status_code == 200
        return user

    return arrive


async def people(person: Person, **query: str) -> list[tuple[str, str | None, str | None]]:
    found = (await person.http.get("/people", params=query)).json()["people"]
    return [(each["id"], each["name"], each["email"]) for each in found]


async def test_a_person_is_found_in_his_organization_by_name_and_e_mail(person, named):
    organization = uuid4()
    anna, mallory = person(organization=organization), person()
    ada = await named(organization, name="Ada Lovelace", email="ada@example.com")
    bob = await named(organization, user_metadata={"full_name": "Bob"}, email="bob@example.com", email_verified=False)
    await named(uuid4(), name="Ada Elsewhere", user_metadata={"organization_id": str(organization)})

    assert (
        await people(anna, q="LOVE") == await people(anna, q="ada@") == [(str(ada), "Ada Lovelace", "ada@example.com")]
    )
    assert (str(bob), "Bob", None) in await people(anna) and (str(anna.user), None, None) in await people(anna)
    assert await people(anna, q="Elsewhere") == await people(mallory, q="Ada") == await people(anna, q="%") == []


async def test_what_a_newer_token_says_counts_and_what_it_does_not_say_stays(person, named):
    organization = uuid4()
    anna = person(organization=organization)
    ada = await named(organization, name="Ada", email="ada@example.com")
    await named(organization, ada, name="Ada Lovelace")

    assert await people(anna, q="ada") == [(str(ada), "Ada Lovelace", "ada@example.com")]


async def test_at_most_fifty_are_found(person, named):
    organization = uuid4()
    for _ in range(52):
        await named(organization)

    assert len(await people(person(organization=organization))) == 50


async def test_who_puts_the_id_of_a_stranger_on_a_team_learns_nothing_of_him(person, named, do):
    anna = person(organization=uuid4())
    stranger = await named(uuid4(), name="Stranger", email="stranger@example.com")
    event = await published(anna)

    answers = [
        await anna.http.post(f"{event}/team", json={"user_id": str(user), "role": "custom"})
        for user in (stranger, uuid4())
    ]

    shown = [{**each.json(), "id": None, "user_id": None, "assigned_at": None} for each in answers]
    assert answers[0].status_code == 201 and shown[0] == shown[1], "nor whether there is such a person"
    team = (await anna.http.get(f"{event}/team")).json()["team"]
    assert [(each["name"], each["email"]) for each in team] == [(None, None)] * 3
    assert await people(anna, q="stranger") == []
    assert do(anna, "select * from people where user_id = %(user)s", user=stranger) == []
    activity = (await anna.http.get(f"{event}/activity")).json()["activity"]
    assert "Stranger" not in str(activity)


async def test_who_works_on_an_event_elsewhere_knows_its_people_on_the_team_and_nobody_else_there(person, named, do):
    organization = uuid4()
    anna, guest = person(organization=organization), person(organization=uuid4())
    ada = await named(organization, name="Ada Lovelace", email="ada@example.com")
    await named(organization, name="Ada Elsewhere")
    other = await named(uuid4(), name="Ada Another Guest")
    event = await published(anna)
    for user in (ada, guest.user, other):
        await anna.http.post(f"{event}/team", json={"user_id": str(user), "role": "custom"})

    assert await people(guest, q="Ada") == [(str(ada), "Ada Lovelace", "ada@example.com")]
    assert do(guest, "select name from people where name like 'Ada%%'") == [("Ada Lovelace",)]
    told = [[each["name"] for each in (await who.http.get(f"{event}/team")).json()["team"]] for who in (anna, guest)]
    assert told == [[None, "Ada Lovelace", None, None]] * 2


async def test_nobody_names_himself_or_others_by_sql(database_url, anna):
    await anna.http.get("/people")
    for statement in (
        "insert into people (user_id, organization_id, name) values (gen_random_uuid(), app.organization_id(), 'Boss')",
        "update people set email = 'boss@example.com'",
        "delete from people",
    ):
        with psycopg.connect(database_url) as connection:
            connection.execute(
                "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
                [f'{{"sub": "{anna.user}"}}'],
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "  Ada\n\0 Lovelace "}, "Ada  Lovelace"),
        ({"name": "", "user_metadata": {"name": "Ada"}}, "Ada"),
        ({"name": 7, "user_metadata": {"full_name": "Ada L."}}, "Ada L."),
        ({"user_metadata": "Ada"}, None),
        ({"name": "\ud800"}, None),
        ({"name": "a" * 1000}, "a" * 200),
        ({}, None),
    ],
)
def test_a_name_is_what_the_token_says_first(claims, name):
    assert name_in(claims) == name


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "ada@example.com"}, "ada@example.com"),
        ({"email": "ada@example.com", "email_verified": True}, "ada@example.com"),
        ({"email": "ada@example.com", "email_verified": False}, None),
        ({"email": "ada@example.com", "user_metadata": {"email_verified": False}}, None),
        ({"user_metadata": {"email": "ada@example.com"}}, None),
        ({"email": "ada"}, None),
        ({"email": "a" * 320 + "@example.com"}, None),
        ({"email": ["ada@example.com"]}, None),
    ],
)
def test_an_e_mail_is_taken_unless_it_is_said_to_be_unchecked(claims, email):
    assert email_in(claims) == email


class Counted:
    """A database that says how often it is asked, and may be away."""

    def __init__(self, database) -> None:
        self.database, self.asked, self.away = database, 0, False

    def transaction(self, principal):
        self.asked += 1
        return (self.gone if self.away else self.database).transaction(principal)

    @property
    def gone(self):
        from state.database import Database

        return Database("postgresql://nobody@127.0.0.1:1/nothing")


async def test_a_person_costs_one_statement_an_hour_unless_he_is_called_otherwise_now(database):
    counted, now = Counted(database), [0.0]
    met = Acquaintances(counted, most=2, clock=lambda: now[0])  # type: ignore[arg-type]
    ada, bob, eve = (Caller(uuid4(), uuid4(), 0, name) for name in ("Ada", "Bob", "Eve"))

    async def cost(caller: Caller) -> int:
        before = counted.asked
        await met.meet(caller)
        return counted.asked - before

    assert [await cost(ada), await cost(ada), await cost(bob), await cost(ada)] == [1, 0, 1, 0]
    renamed = Caller(ada.user_id, ada.organization_id, 0, "Ada L.")
    assert [await cost(renamed), await cost(renamed)] == [1, 0]
    assert [await cost(eve), await cost(renamed), await cost(bob)] == [1, 0, 1]
    now[0] = 3600.0
    assert await cost(bob) == 1


async def test_a_person_who_cannot_be_written_down_is_let_in_and_tried_again(database):
    counted = Counted(database)
    met, ada = Acquaintances(counted), Caller(uuid4(), uuid4(), 0, "Ada")  # type: ignore[arg-type]
    counted.away = True
    await met.meet(ada)
    counted.away = False

    await met.meet(ada)
    await met.meet(ada)

    assert counted.asked == 2

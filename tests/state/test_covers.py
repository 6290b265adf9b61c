"""Rows of covers as the request roles reach them: the team's to change, the public's to see once published."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import psycopg
import pytest

from state import objects
from state.errors import Busy
from state.events import covers as event_covers
from state.values import Principal
from state.wizard import covers as session_covers
from tests.state.worlds import Tenant, tenant

CHANGE = "update event_covers set version = version + 1 where event_id = %(event)s"


@pytest.fixture(scope="module")
async def anna(database) -> Tenant:
    return await tenant(database)


@pytest.fixture
def tried(database_url):
    """How many rows a statement reached, or the error's name; nothing stays. `before` is done as the owner."""

    def attempt(statement: str, caller: Principal | None, values: dict[str, object], before: str = "") -> int | str:
        with psycopg.connect(database_url) as connection:
            if before:
                connection.execute(before, values)
            role = "authenticated" if caller else "anon"
            claims = json.dumps(caller.claims() if caller else {})
            set_caller = "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)"
            connection.execute(set_caller, [role, claims])
            try:
                return connection.execute(statement, values).rowcount
            except psycopg.Error as error:
                return type(error).__name__
            finally:
                connection.rollback()

    return attempt


def colleague(anna: Tenant) -> Principal:
    return Principal(uuid4(), anna.principal.organization_id)


@pytest.mark.parametrize(("permissions", "reached"), [("admin", 1), ("edit", 0), ("view_only", 0), (None, 0)], ids=str)
def test_only_who_may_edit_the_event_changes_its_cover_even_inside_the_organization(anna, tried, permissions, reached):
    ben = colleague(anna)
    values = {"event": anna.event, "ben": ben.user_id, "permissions": permissions}
    joined = (
        "insert into event_team (event_id, user_id, role, permissions) values (%(event)s, %(ben)s, 'custom', "
        "%(permissions)s)"
    )

    assert tried(CHANGE, ben, values, joined if permissions else "") == reached
    made = "insert into event_covers (event_id) values (%(event)s)"
    room = "delete from event_covers where event_id = %(event)s; "
    with_room = f"with gone as ({room.rstrip('; ')}) {joined}" if permissions else room
    assert tried(made, ben, values, with_room) == (1 if reached else "InsufficientPrivilege")


@pytest.mark.parametrize(
    "statement",
    [
        "update event_covers set source = 'upload', object_id = %(object)s where event_id = %(event)s",
        "update session_covers set object_id = %(object)s where wizard_session_id = %(session)s",
    ],
)
async def test_a_picture_of_another_organization_cannot_be_made_one_s_own(database, anna, tried, statement):
    other = await tenant(database)
    values: dict[str, object] = {"event": anna.event, "session": anna.open, "object": other.spare}

    assert tried(statement, anna.principal, values) == "InsufficientPrivilege"
    assert tried(statement, anna.principal, values | {"object": anna.spare}) == 1


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [("", 1), ("published_at = null", 0), ("status = 'archived'", 0), ("status = 'cancelled'", 0)],
)
def test_the_public_sees_the_cover_of_a_published_event_and_nothing_else_of_it(anna, tried, hidden, seen):
    values = {"event": anna.event}
    before = f"update events set {hidden} where id = %(event)s" if hidden else ""

    assert tried("select object_id from event_covers where event_id = %(event)s", None, values, before) == seen
    for column in ("source", "version", "model_asked"):
        assert tried(f"select {column} from event_covers", None, values) == "InsufficientPrivilege"
    for table in ("session_covers", "stored_objects"):
        assert tried(f"select 1 from {table}", None, values) == "InsufficientPrivilege"


@pytest.mark.parametrize("source", ["upload", "model", "drawn"])
def test_a_cover_has_a_picture_unless_it_is_drawn(anna, tried, source):
    statement = f"update event_covers set source = '{source}', object_id = null where event_id = %(event)s"

    assert tried(statement, anna.principal, {"event": anna.event}) == (1 if source == "drawn" else "CheckViolation")


@pytest.mark.parametrize(
    ("change", "released"),
    [
        ("delete from wizard_sessions where id = %(open)s", True),
        ("delete from events where id = %(event)s", True),
        ("update event_covers set source = 'drawn', object_id = null where event_id = %(event)s", True),
        ("update event_covers set object_id = %(spare)s where event_id = %(event)s", True),
        ("update session_covers set object_id = %(spare)s where wizard_session_id = %(open)s", True),
        ("update event_covers set version = 7 where event_id = %(event)s", False),
    ],
)
def test_a_picture_whose_reference_goes_in_any_way_may_be_deleted_at_once(anna, database_url, change, released):
    table, column, key = (
        ("session_covers", "wizard_session_id", anna.open)
        if "session" in change
        else ("event_covers", "event_id", anna.event)
    )
    values = {"open": anna.open, "event": anna.event, "spare": anna.spare}
    with psycopg.connect(database_url) as connection:
        [held] = connection.execute(f"select object_id from {table} where {column} = %s", [key]).fetchone() or [None]  # type: ignore[arg-type]
        assert isinstance(held, UUID)
        connection.execute("alter table wizard_sessions disable trigger user")
        connection.execute(change, values)  # type: ignore[arg-type]
        due = connection.execute("select delete_after <= now() from stored_objects where id = %s", [held]).fetchone()
        connection.rollback()

    assert due == ((True,) if released else (None,))


async def test_a_picture_that_came_too_late_is_not_taken(database, database_url, anna):
    async with database.transaction(anna.principal) as tx:
        late = await objects.register(tx)
    with psycopg.connect(database_url) as connection:
        connection.execute("update stored_objects set delete_after = now() - interval '1 second' where id = %s", [late])

    for upload, where in ((event_covers.upload, anna.event), (session_covers.upload, anna.open)):
        with pytest.raises(Busy):
            async with database.transaction(anna.principal) as tx:
                await upload(tx, where, late)


def test_what_is_in_use_is_deleted_by_no_function(anna, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("set local role service_role")
        forgotten = connection.execute("select app.forget_objects(array(select %s::uuid))", [anna.spare]).fetchone()
        connection.execute("reset role")
        connection.rollback()

    assert forgotten == (0,)


@pytest.mark.parametrize("role", ["authenticated", "anon", "checkpointer"])
@pytest.mark.parametrize("call", ["unused_objects(1)", "forget_objects('{}')", f"export_covers('{UUID(int=1)}')"])
def test_no_request_role_finds_forgets_or_exports_pictures(database_url, role, call):
    with psycopg.connect(database_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"set local role {role}")  # type: ignore[arg-type]
        connection.execute(f"select app.{call}")  # type: ignore[arg-type]

"""`wizard export` and `wizard erase`: all that is held about one person, from a running server's database."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import psycopg
import pytest

from server import persons
from server.persons import Erased
from state import outbox, runs
from state import persons as everything
from state.errors import Conflict, NotFound
from state.wizard import interactions, sessions
from state.wizard.interactions import WizardInteraction
from state.wizard.retention import REDACTED
from tests.server.galleries import gallery
from tests.server.processes import wizard
from tests.state.test_outbox import run
from tests.state.test_retention import checkpoints_of, remembered
from tests.state.worlds import Tenant, filled, published_once, somebody, tenant

NOBODY = UUID(int=0)
LISTS = (
    "sessions", "interactions", "changes", "runs", "actions", "events", "teams", "tasks", "people", "notifications",
    "activity", "covers", "jobs",
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate wizard_sessions, events, wizard_actions, people, jobs.procrastinate_jobs cascade")


@pytest.fixture
async def anna(database, checkpointer) -> Tenant:
    """A published and an open session, a run under way, a mail that waits."""
    made = await tenant(database)
    await remembered(checkpointer, made.open)
    return made


@pytest.fixture
async def ben(database) -> Tenant:
    return await tenant(database)


@pytest.fixture
def erase(database, checkpointer):
    async def erase(person: Tenant) -> Erased:
        return await persons.erase_in(database, checkpointer, gallery().storage, person.principal.user_id)

    return erase


def exported(url: str, user: UUID) -> dict:
    said = wizard("export", "--user", str(user), DATABASE_URL=url)
    assert said.code == 0, said.err
    return json.loads(said.out)


async def held_about(database, user: UUID) -> dict:
    async with database.service() as tx:
        return await everything.exported(tx, user)


async def speaks(database, principal, session: UUID, said: str) -> None:
    """A turn as the server takes it: the message is stored, then the run begins, then the answer comes."""
    async with database.transaction(principal) as tx:
        row = await sessions.locked(tx, session)
        await interactions.record(
            tx, row, WizardInteraction(message_id=str(uuid4()), role="user", stage="eventSetup", text=said)
        )
        made = await runs.start(tx, row, "r", timedelta(seconds=30), None)
        await runs.end(tx, made, runs.Ending("finished"))
        answer = WizardInteraction(message_id=str(uuid4()), role="assistant", stage="eventSetup", text="Noted.")
        await interactions.record(tx, row, answer)


def test_the_export_holds_every_kind_of_row_and_nobody_else_s(database_url, anna, ben):
    held = exported(database_url, anna.principal.user_id)

    assert held.keys() == {"profile", *LISTS}
    assert {part: len(held[part]) for part in LISTS if part != "changes"} == {
        "sessions": 2, "interactions": 1, "runs": 1, "actions": 1, "events": 1, "teams": 1, "tasks": 0, "people": 0,
        "notifications": 0, "activity": 1, "covers": 2, "jobs": 3
    }  # fmt: skip
    assert held["profile"]["user_id"] == str(anna.principal.user_id)
    assert held["profile"]["organizer"][0]["email"] == "anna@example.com"
    assert {session["id"] for session in held["sessions"]} == {str(anna.published), str(anna.open)}
    assert held["interactions"][0]["text"] == "a secret word" and held["sessions"][0]["event_data"]["title"]
    assert {change["user_id"] for change in held["changes"]} == {str(anna.principal.user_id)}


USERS_IN = {
    "wizard_sessions", "wizard_changes", "wizard_actions", "runs", "events", "event_team", "event_tasks", "people",
    "notifications", "activity_logs",
}  # fmt: skip


def test_the_export_has_a_list_for_every_table_that_names_a_user(database_url):
    """A new column of this kind is to be exported, and erased."""
    named = run(
        database_url,
        "select distinct table_name from information_schema.columns where table_schema = 'public' "
        "and data_type = 'uuid' and (column_name ~ '(user|assignee|person|member)' or column_name like '%%\\_by')",
    )

    assert {table for (table,) in named} == USERS_IN


def test_of_somebody_unknown_the_export_is_empty(database_url, anna):
    held = exported(database_url, uuid4())

    assert [held[part] for part in LISTS] == [[]] * len(LISTS)


async def test_erasing_leaves_keys_and_events_without_the_person_and_again_changes_nothing(
    database_url, checkpointer, anna, erase
):
    done, again = await erase(anna), await erase(anna)

    assert done == Erased(sessions=2, actions=1, events=1, teams=1, activity=3, jobs=3, files=1) and again == Erased()
    assert str(again) == "There was nothing to erase."
    assert run(database_url, "select user_id, role from event_team") == [(NOBODY, "event_lead")]
    for table in ("wizard_sessions", "wizard_changes", "wizard_interactions", "runs", "run_events", "session_covers"):
        assert run(database_url, f"select 1 from {table}") == [], table
    assert run(database_url, "select 1 from jobs.procrastinate_jobs") == []
    assert checkpoints_of(database_url, anna.open) == [0, 0, 0]
    kept = run(
        database_url, "select idempotency_key, wizard_session_id, request_hash, response_body from wizard_actions"
    )
    assert kept == [("publish-key", None, "", "")]
    assert run(database_url, "select created_by, name, published_at is not null from events") == [
        (NOBODY, "Milan Nights", True)
    ]


async def test_a_key_of_somebody_erased_does_nothing_again(database, anna, erase):
    await erase(anna)
    session = await filled(database, anna.principal)

    with pytest.raises(Conflict) as refused:
        async with database.transaction(anna.principal) as tx:
            await published_once(tx, session, "publish-key")
    assert refused.value.code == "answer_erased"


async def test_published_events_lose_name_and_e_mail_as_they_are_and_as_they_were(database, database_url, erase):
    anna = await tenant(database)
    text = "Ask anna rossi (ANNA@example.com), formerly Anna Bianchi; not Joanna Rossi or Anna Rossini."
    run(database_url, "update events set organizer_name = 'Studio Anna Rossi', description = %s", text)
    run(
        database_url,
        'update wizard_changes set fields = fields || \'{"name": "Anna Bianchi"}\' '
        "where wizard_session_id = %s and stage = 'organizerSetup'",
        anna.open,
    )

    await erase(anna)

    told = f"Ask {REDACTED} ({REDACTED}), formerly {REDACTED}; not Joanna Rossi or Anna Rossini."
    assert run(database_url, "select organizer_name, description from events") == [(None, told)]


async def test_an_organization_s_name_stays_and_a_title_with_the_person_s_name_is_told_of(
    database, database_url, anna, erase
):
    run(database_url, "update events set organizer_name = 'Maison Rossi', name = 'Anna Rossi Couture'")

    done = await erase(anna)

    assert run(database_url, "select organizer_name, name from events") == [("Maison Rossi", "Anna Rossi Couture")]
    assert done.titled == 1 and "1 events with the person's name in their title" in str(done)


@pytest.mark.parametrize("name", ["A. (Rossi) [x] \\d+", "100% *", "O'Hara^$|?"])
async def test_a_name_is_taken_letter_by_letter(database, database_url, anna, erase, name):
    run(
        database_url,
        "update wizard_sessions set organizer_data = organizer_data || jsonb_build_object('name', %s::text)",
        name,
    )
    run(database_url, "update events set description = %s", f"By {name}, 7 d 1001")

    await erase(anna)

    assert run(database_url, "select description from events") == [(f"By {REDACTED}, 7 d 1001",)]


async def test_nobody_else_s_rows_are_touched(database, anna, ben, erase):
    before = await held_about(database, ben.principal.user_id)

    await erase(anna)

    assert await held_about(database, ben.principal.user_id) == before


async def test_words_and_changes_in_a_colleague_s_session_are_blanked_and_the_colleague_s_stay(
    database, database_url, checkpointer, erase
):
    anna, organization = await tenant(database), uuid4()
    ben, guest = somebody(organization), type(anna.principal)(anna.principal.user_id, organization)
    session = await filled(database, ben)
    for principal, said in ((ben, "I am Ben"), (guest, "I am Anna"), (ben, "Ben again")):
        await speaks(database, principal, session, said)
    async with database.transaction(guest) as tx:
        await sessions.save(tx, session, "eventSetup", {"title": "By Anna"}, source=sessions.Source.form)
    await remembered(checkpointer, session)
    held = await held_about(database, anna.principal.user_id)
    assert [said["text"] for said in held["interactions"]] == ["a secret word", "I am Anna"]

    done, again = await erase(anna), await erase(anna)

    texts = run(database_url, "select text from wizard_interactions where role = 'user' order by id")
    assert texts == [("I am Ben",), (REDACTED,), ("Ben again",)]
    assert (done.messages, done.changes, again) == (1, 1, Erased())
    assert checkpoints_of(database_url, session) == [0, 0, 0]
    assert run(database_url, "select count(*) from wizard_changes where user_id = %s", anna.principal.user_id) == [(0,)]
    assert run(database_url, "select count(*) from runs where user_id = %s", NOBODY) == [(1,)]
    assert run(database_url, "select count(*) from wizard_sessions where id = %s", session) == [(1,)]


async def test_a_run_under_way_is_ended_and_writes_nothing_more(database, database_url, anna, erase):
    await erase(anna)

    with pytest.raises(Conflict):
        async with database.transaction(anna.principal) as tx:
            await runs.hold(tx, anna.run)


async def test_a_mail_under_way_is_left_to_its_worker_and_all_that_waits_is_dropped(
    database, database_url, anna, erase
):
    async with database.transaction(anna.principal) as tx:
        await outbox.enqueue(tx, "note")
    async with database.transaction(somebody()) as tx:
        await outbox.enqueue(tx, "note")
    run(database_url, "update jobs.procrastinate_jobs set status = 'doing' where task_name = 'published_mail'")

    assert (await erase(anna)).jobs == 3

    assert run(database_url, "select task_name from jobs.procrastinate_jobs order by id") == [
        ("published_mail",), ("note",)
    ]  # fmt: skip


async def test_erased_twice_at_once_it_is_erased_once(database, database_url, checkpointer, anna):
    user = anna.principal.user_id

    storage = gallery().storage
    first, second = await asyncio.gather(*(persons.erase_in(database, checkpointer, storage, user) for _ in range(2)))

    assert first.sessions + second.sessions == 2 and first.actions + second.actions == 1


async def test_no_run_begins_on_what_is_being_erased(database, anna):
    """A run's first step is to take the session; it waits, and finds none then."""

    async def take() -> None:
        async with database.transaction(anna.principal) as tx:
            await sessions.locked(tx, anna.open)

    async with database.service() as tx:
        found = await everything.locked(tx, anna.principal.user_id)
        taking = asyncio.create_task(take())
        await asyncio.sleep(0.3)
        assert not taking.done()
        await everything.erase(tx, anna.principal.user_id, found)
    with pytest.raises(NotFound):
        await taking


async def test_more_sessions_than_a_batch_are_all_erased(database, database_url, anna, erase):
    async with database.transaction(anna.principal) as tx:
        for _ in range(everything.SESSIONS + 1):
            await sessions.create_or_resume(tx)

    assert (await erase(anna)).sessions == everything.SESSIONS + 3


def ask(url: str, user: UUID, *options: str):
    return wizard("erase", "--user", str(user), *options, DATABASE_URL=url)


def test_erasing_asks_first_and_says_what_it_did(database_url, anna, monkeypatch):
    user = anna.principal.user_id
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        refused = ask(database_url, user)
        assert refused.code == 1 and "cannot be undone" in refused.out + refused.err
    assert len(run(database_url, "select 1 from wizard_sessions")) == 2

    done = ask(database_url, user, "--yes")

    assert done.code == 0 and done.out.splitlines() == [
        "Deleted 2 sessions with their transcripts, changes, checkpoints and run logs.",
        "Emptied 1 stored answers; their keys stay used.",
        "Took the person off 1 events; the events stay with their organization.",
        "Left 1 teams.",
        "Took the person off 3 entries of activity.",
        "Dropped 3 waiting jobs and mails.",
        "Deleted 1 pictures that nothing shows any more.",
    ]


@pytest.mark.parametrize("role", ["authenticated", "anon", "checkpointer"])
@pytest.mark.parametrize(
    "call",
    ["words_elsewhere(u)", "export_person(u)", "end_runs_of(u)", "leave_events(u, '')", "lock_sessions_of(u, 1)",
     "erase_sessions_of(u, '{}', '')", "erase_traces_of(u)"],
)  # fmt: skip
def test_no_request_role_exports_or_erases_anybody(database_url, role, call):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select app.{call} from gen_random_uuid() u")  # type: ignore[call-overload]

"""What is kept no longer: words, sessions, and all that remembers them; a batch at a time, beside people at work."""

from __future__ import annotations

import asyncio
from uuid import UUID

import psycopg
import pytest
from langgraph.checkpoint.base import empty_checkpoint
from psycopg import sql

from server.forgetting import Forgetter, Forgotten
from state.errors import NotFound
from state.wizard import retention, sessions
from state.wizard.interactions import WizardInteraction, record
from state.wizard.retention import REDACTED
from tests.server.galleries import gallery
from tests.state.test_outbox import run
from tests.state.worlds import Tenant, somebody, tenant

GONE_BY = {
    "wizard_sessions": "id",
    "wizard_changes": "wizard_session_id",
    "wizard_interactions": "wizard_session_id",
    "runs": "wizard_session_id",
}


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate wizard_sessions, events, wizard_actions cascade")


@pytest.fixture
def forget(database, checkpointer):
    async def forget(**options: float) -> Forgotten:
        return await Forgetter(database, checkpointer, gallery().storage, **options).forget()

    return forget


@pytest.fixture
async def anna(database, database_url, checkpointer) -> Tenant:
    """Her open session has a message, a run that has ended with an open question, its log, and a checkpoint."""
    made = await tenant(database)
    ended(database_url, made.open)
    await remembered(checkpointer, made.open)
    return made


def ended(url: str, session: UUID) -> None:
    statement = (
        "update runs set status = 'interrupted', ended_at = now(), interrupts = '[{\"id\": \"i\"}]', "
        'open_calls = \'[{"id": "c"}]\' where wizard_session_id = %s'
    )
    run(url, statement, session)


async def remembered(saver, session: UUID) -> None:
    config = {"configurable": {"thread_id": str(session), "checkpoint_ns": ""}}
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"], checkpoint["channel_versions"] = {"messages": ["a secret word"]}, {"messages": "1"}
    stored = await saver.aput(config, checkpoint, {}, {"messages": "1"})
    await saver.aput_writes(stored, [("messages", "a secret word")], "task")


def aged(url: str, session: UUID, ago: str, status: str = "in_progress") -> None:
    statement = f"update wizard_sessions set expires_at = now() - interval '{ago}', status = %s where id = %s"
    run(url, statement, status, session)


def old_words(url: str, session: UUID) -> None:
    run(url, "update wizard_interactions set expires_at = now() where wizard_session_id = %s", session)


def words(url: str, session: UUID) -> list[str]:
    return [row[0] for row in run(url, "select text from wizard_interactions where wizard_session_id = %s", session)]


def of(url: str, session: UUID) -> list[tuple]:
    return run(url, "select status, is_active from wizard_sessions where id = %s", session)


def checkpoints_of(url: str, session: UUID) -> list[int]:
    tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
    statement = "select count(*) from checkpoints.{} where thread_id = %s"
    return [run(url, statement.format(table), str(session))[0][0] for table in tables]


async def test_old_words_go_from_transcript_checkpoints_run_logs_and_open_questions(database_url, anna, forget):
    old_words(database_url, anna.open)
    assert min(checkpoints_of(database_url, anna.open)) > 0

    assert (await forget()).messages == 1 and (await forget()).messages == 0

    assert words(database_url, anna.open) == [REDACTED] and checkpoints_of(database_url, anna.open) == [0, 0, 0]
    assert run(database_url, "select 1 from run_events") == []
    assert run(database_url, "select status, interrupts, open_calls from runs") == [("interrupted", [], [])]


async def test_young_words_stay_with_their_checkpoints_and_logs(database_url, anna, forget):
    assert (await forget()) == Forgotten()

    assert words(database_url, anna.open) == ["a secret word"] and min(checkpoints_of(database_url, anna.open)) > 0
    assert run(database_url, "select count(*) from run_events") == [(1,)]


async def test_a_conversation_with_a_run_is_left_alone_until_it_ends(database_url, database, forget):
    talking = await tenant(database)
    old_words(database_url, talking.open)
    aged(database_url, talking.open, "91 days", "expired")

    assert (await forget()) == Forgotten()

    ended(database_url, talking.open)
    assert (await forget()) == Forgotten(messages=1, conversations=1, deleted=1, files=1)


async def test_a_run_that_began_while_the_locks_were_taken_is_seen(database_url, database):
    talking = await tenant(database)

    assert run(database_url, "select app.without_run(%s)", [talking.open, talking.published]) == [(talking.published,)]


async def test_a_session_past_its_time_becomes_expired_and_inactive_and_can_be_reopened(
    database_url, database, anna, forget
):
    aged(database_url, anna.open, "1 second")
    before = run(database_url, "select updated_at, revision from wizard_sessions where id = %s", anna.open)

    assert (await forget()).expired == 1 and (await forget()).expired == 0

    assert of(database_url, anna.open) == [("expired", False)]
    assert run(database_url, "select updated_at, revision from wizard_sessions where id = %s", anna.open) == before
    async with database.transaction(anna.principal) as tx:
        row = await sessions.get(tx, anna.open)
        reopened, made = await sessions.create_or_resume(tx, row.session_id)
    assert (reopened.status, made) == ("in_progress", False)


async def test_what_is_not_past_its_time_or_closed_otherwise_is_not_marked(database_url, anna, forget):
    aged(database_url, anna.open, "1 second", "abandoned")
    aged(database_url, anna.published, "1 second", "completed")
    assert (await forget()).expired == 0

    run(database_url, "update wizard_sessions set status = 'in_progress', expires_at = now() + interval '1 minute'")
    assert (await forget()).expired == 0


async def test_90_days_after_it_expired_a_session_is_deleted_with_all_that_remembers_it(database_url, anna, forget):
    aged(database_url, anna.open, "90 days 1 second")
    run(database_url, "update wizard_actions set wizard_session_id = %s", anna.open)

    assert (await forget()) == Forgotten(expired=1, deleted=1, files=1)

    for table, column in GONE_BY.items():
        statement = sql.SQL("select 1 from {} where {} = %s").format(sql.Identifier(table), sql.Identifier(column))
        with psycopg.connect(database_url) as connection:
            assert connection.execute(statement, [anna.open]).fetchall() == [], table
    assert run(database_url, "select 1 from run_events") == [] and checkpoints_of(database_url, anna.open) == [0, 0, 0]
    kept = run(database_url, "select wizard_session_id, idempotency_key, response_status from wizard_actions")
    assert kept == [(None, "publish-key", 201)]


@pytest.mark.parametrize("status", ["abandoned", "completed"])
async def test_only_expired_sessions_are_deleted_and_none_too_early(database_url, anna, forget, status):
    aged(database_url, anna.open, "89 days 23 hours")
    aged(database_url, anna.published, "400 days", status)

    assert (await forget()).deleted == 0

    assert len(run(database_url, "select 1 from wizard_sessions")) == 2 and min(checkpoints_of(database_url, anna.open))


async def test_the_functions_do_nothing_to_what_is_not_due_whatever_they_are_given(database_url, database, anna):
    async with database.service() as tx:
        assert await retention.redact(tx, [anna.open]) == 0
        assert await retention.delete(tx, [anna.open, anna.published]) == 0

    assert words(database_url, anna.open) == ["a secret word"]
    assert len(run(database_url, "select 1 from wizard_sessions")) == 2


async def many(database, url: str, count: int) -> None:
    principal = somebody()
    async with database.transaction(principal) as tx:
        for _ in range(count):
            row, _ = await sessions.create_or_resume(tx)
            await record(tx, row, WizardInteraction(message_id="m", role="user", stage="eventSetup", text="old"))
    run(url, "update wizard_sessions set expires_at = now() - interval '100 days'")
    run(url, "update wizard_interactions set expires_at = now()")


async def test_more_than_a_batch_is_forgotten_and_by_several_at_once_each_once(database, database_url, forget):
    await many(database, database_url, 3 * retention.SESSIONS + 1)

    done = await asyncio.gather(*(forget() for _ in range(4)))
    rest = await forget()

    whole = [*done, rest]
    assert sum(each.messages for each in whole) == sum(each.expired for each in whole) == 3 * retention.SESSIONS + 1
    assert sum(each.deleted for each in whole) == 3 * retention.SESSIONS + 1
    assert run(database_url, "select count(*) from wizard_sessions") == [(0,)]


async def test_a_batch_is_no_larger_than_asked(database, database_url):
    await many(database, database_url, 5)

    async with database.service() as tx:
        assert (await retention.expire(tx, 2), len(await retention.redactable(tx, 2))) == (2, 2)
        assert len(await retention.deletable(tx, 1)) == 1


async def test_conversations_with_a_run_do_not_fill_the_batches(database, database_url):
    talking = await tenant(database)
    await many(database, database_url, 1)
    run(database_url, "update wizard_sessions set status = 'expired'")
    aged(database_url, talking.open, "200 days", "expired")
    run(database_url, "update wizard_interactions set expires_at = now() - interval '1 day' where text <> 'old'")

    async with database.service() as tx:
        [found] = await retention.redactable(tx, 1)
        assert words(database_url, found) == ["old"]
        [free] = await retention.deletable(tx, 1)
        assert free != talking.open


async def test_when_its_time_is_over_it_begins_no_further_batch(database, database_url, forget):
    await many(database, database_url, 1)

    assert (await forget(seconds=0)) == Forgotten()


async def test_what_somebody_is_at_is_passed_over_without_waiting(database_url, database, anna, forget):
    old_words(database_url, anna.open)
    aged(database_url, anna.open, "91 days", "expired")

    async with database.transaction(anna.principal) as tx:
        await sessions.locked(tx, anna.open)
        assert (await asyncio.wait_for(forget(), 5)) == Forgotten()

    assert (await forget()).deleted == 1


@pytest.mark.parametrize("find", [retention.redactable, retention.deletable])
async def test_no_run_begins_on_what_is_being_forgotten(database_url, database, anna, find):
    """A run's first step is to take the session; it waits, and finds what is left then."""
    old_words(database_url, anna.open)
    aged(database_url, anna.open, "91 days", "expired")

    async def take() -> None:
        async with database.transaction(anna.principal) as tx:
            await sessions.locked(tx, anna.open)

    async with database.service() as tx:
        assert await find(tx) == [anna.open]
        taking = asyncio.create_task(take())
        await asyncio.sleep(0.3)
        assert not taking.done()
        await retention.delete(tx, [anna.open])
    with pytest.raises(NotFound):
        await taking


@pytest.mark.parametrize("role", ["authenticated", "anon", "checkpointer"])
@pytest.mark.parametrize(
    "call",
    ["expire_sessions(1)", "lock_redactable(1)", "redact_sessions('{}', '')", "lock_deletable(1)",
     "delete_sessions('{}')", "without_run('{}')"],
)  # fmt: skip
def test_no_request_role_forgets_anything(database_url, role, call):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('role', %s, true)", [role])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select app.{call}")  # type: ignore[call-overload]


@pytest.mark.parametrize("table", GONE_BY)
def test_the_service_itself_reads_none_of_it(database_url, table):
    with psycopg.connect(database_url) as connection:
        connection.execute("set local role service_role")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("select * from {}").format(sql.Identifier(table)))


async def test_deliveries_are_forgotten_ninety_days_after_they_were_applied_and_not_while_they_wait(
    database_url, forget
):
    made = "insert into stripe_events (id, type, created, payload, received_at, processed_at) values "
    applied = {"evt_old": "now() - interval '91 days'", "evt_late": "now() - interval '89 days'", "evt_waits": "null"}
    came = "'t', now() - interval '1 year', '{}', now() - interval '1 year'"
    run(database_url, "truncate stripe_events")
    run(database_url, made + ", ".join(f"('{name}', {came}, {moment})" for name, moment in applied.items()))

    assert (await forget()).deliveries == 1 and (await forget()).deliveries == 0
    assert run(database_url, "select id from stripe_events order by id") == [("evt_late",), ("evt_waits",)]

"""The mail to who has published: sent twice, too late, in a name not the publisher's; and what the logs say of it."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from server.jobs import published_mail
from server.jobs.job import Means, Order
from server.mails.sending import mailer
from state.wizard import publishing
from tests.fakes import smtp
from tests.server.galleries import gallery
from tests.server.jobs.test_worker import until
from tests.server.processes import address_of, forked
from tests.server.published import alter, published
from tests.server.running import SECRET, Person, settings_for
from tests.state.test_outbox import queue, run
from tests.state.worlds import PUBLIC_URL, YES, filled, somebody


@pytest.fixture
def post():
    with smtp.serving() as fake:
        yield fake


@pytest.fixture
def means(database, database_url, checkpointer, post):
    given = {"smtp_url": f"smtp://127.0.0.1:{post.port}", "smtp_from": "Events <events@example.com>"}
    return Means(
        database, checkpointer, "https://events.example.com", mailer(settings_for(database_url, **given)), gallery()
    )


async def made(database) -> Order:
    principal = somebody()
    row = await filled(database, principal)
    async with database.transaction(principal) as tx:
        answer = await publishing.publish(tx, row, YES, PUBLIC_URL)
    return Order(principal, {"event_id": UUID(json.loads(answer.body)["event_id"])})


async def test_run_twice_it_is_the_same_mail(database, means, post):
    order = await made(database)
    await published_mail.run(means, order)
    await published_mail.run(means, order)

    assert len({message["Message-ID"] for message in post.mails}) == 1


@pytest.mark.parametrize("change", [{"status": "archived"}, {"published_at": None}, {"wizard_session_id": None}])
async def test_an_event_taken_down_meanwhile_is_not_written_about(database, database_url, means, post, change):
    order = await made(database)
    [(slug,)] = run(database_url, "select slug from events where id = %s", order.ids["event_id"])
    alter(database_url, slug, **change)

    await published_mail.run(means, order)

    assert post.attempts == 0


async def test_a_job_in_another_one_s_name_finds_no_event_to_write_about(database, means, post):
    order = await made(database)

    await published_mail.run(means, Order(somebody(), order.ids))

    assert post.attempts == 0


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("configured", [True, False])
async def test_no_log_names_the_receiver_whatever_becomes_of_his_mail(
    database_url, post, tmp_path, log_format, configured
):
    post.answers += ["550 no such user anna@example.com", "451 anna@example.com later"] if configured else []
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{post.port}", "SMTP_FROM": "events@example.com"} if configured else {}
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")
    log = tmp_path / "log"
    given = {"DATABASE_URL": database_url, "JWT_SECRET": SECRET, "PORT": "0", "LOG_FORMAT": log_format} | mail
    with forked("serve", log=log, **given) as process:
        anna = Person(address_of(process), uuid4())
        for _ in range(2):
            await published(anna)
        await anna.http.aclose()
        await until(lambda: post.attempts >= 2 or not queue(database_url))
        process.terminate()
        assert process.wait(20) == 0

    said = log.read_text()
    assert "anna" not in said.lower() and "rossi" not in said.lower()
    words = {"job_dead": 1, "job_failed": 1, "mail_not_configured": 0} if configured else {"mail_not_configured": 2}
    assert {word: said.count(word) for word in words} == words

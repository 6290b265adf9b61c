"""The mail after publishing: it comes, it is right, it never stands in the way, and no log names its receiver."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from server.jobs.table import JOBS
from state.wizard import publishing
from tests.fakes import smtp
from tests.server.documents import Document
from tests.server.jobs.test_worker import until
from tests.server.published import published
from tests.server.running import settings_for
from tests.state.test_outbox import queue, run

ADDRESS = "https://events.example.com"


@pytest.fixture(scope="module")
def post():
    with smtp.serving() as fake:
        yield fake


@pytest.fixture(scope="module")
def settings(database_url, post):
    return settings_for(
        database_url,
        worker=True,
        public_url=ADDRESS,
        smtp_url=f"smtp://127.0.0.1:{post.port}",
        smtp_from="Events <events@example.com>",
    )


@pytest.fixture(autouse=True)
def empty(database_url, post):
    run(database_url, "truncate jobs.procrastinate_jobs restart identity cascade")
    post.mails.clear()
    post.receivers.clear()
    post.answers.clear()
    post.attempts, post.stall = 0, 0


def parts(message: EmailMessage) -> tuple[str, Document]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text and html
    return text.get_content(), Document(html.get_content())


async def test_who_publishes_gets_a_mail_with_the_page_s_address(anna, post, database_url):
    slug = await published(anna, eventSetup={"title": "Silk & <b>Stone</b>\nBcc: b@example.com", "end_time": "01:00"})
    await until(lambda: post.mails and not queue(database_url))

    [message] = post.mails
    text, html = parts(message)
    address = f"{ADDRESS}/e/{slug}"
    assert post.receivers == ["anna@example.com"] and "Bcc" not in message
    assert message["Subject"] == "Silk & <b>Stone</b> Bcc: b@example.com is published"
    assert message["Message-ID"].endswith("@events.example.com>") and message["Auto-Submitted"] == "auto-generated"
    for said in (
        "Hello Anna Rossi,", "Silk & <b>Stone</b>", "Sunday 15 June 2031, 19:30 to 01:00",
        "Ends the next day, Monday 16 June", "Piazza del Duomo 12", "VIP: 150 euros (not on sale yet)",
    ):  # fmt: skip
        assert said in text and said in html.text, said
    assert address in text.split() and f"{address}.ics" in text.split()
    assert html.links == [address, f"{address}.ics"] and html.unclosed == [] and "b" not in html.names


@pytest.mark.parametrize("trouble", ["stall", "refuse", "later"])
async def test_a_mail_server_in_trouble_does_not_hold_up_publishing(anna, post, database_url, trouble):
    post.stall = 3 if trouble == "stall" else 0
    post.answers += {"refuse": ["550 no"], "later": ["451 later"] * 99}.get(trouble, [])
    session = await anna.filled()

    started = time.monotonic()
    answer = await anna.publish(session)

    assert answer.status_code == 201 and time.monotonic() - started < 1
    await until(lambda: post.attempts)
    if trouble == "refuse":
        await until(lambda: ("failed", 1) in queue(database_url, "status::text, attempts"))
    if trouble == "stall":
        await until(lambda: post.mails and not queue(database_url))
    if trouble == "later":
        await until(lambda: ("todo", 1) in queue(database_url, "status::text, attempts"))


async def test_a_mail_not_taken_at_first_comes_later(anna, post, database_url):
    post.answers.append("451 later")

    await published(anna)

    await until(lambda: post.mails and not queue(database_url))
    assert len(post.mails) == 1 and post.attempts == 2


async def test_publishing_again_sends_nothing_more(anna, post, database_url):
    session = await anna.filled()
    for key in ("a", "a", "b", None):
        await anna.publish(session, key)

    await until(lambda: post.mails and not queue(database_url))
    assert len(post.mails) == 1


async def test_a_refused_attempt_to_publish_leaves_no_job(anna, database_url):
    session = await anna.session()

    assert (await anna.publish(session)).status_code == 422

    assert queue(database_url) == []


def test_what_publishing_orders_is_a_kind_of_job_there_is():
    assert publishing.CONFIRMATION in {job.name for job in JOBS}

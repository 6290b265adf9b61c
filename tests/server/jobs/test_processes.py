"""Workers as processes: killed in the middle of a job, told to end, inside `serve` and alone, and what `jobs` shows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.server.jobs import ledger_worker
from tests.server.processes import ROOT, address_of, begun, forked, wizard
from tests.server.running import SECRET
from tests.state.test_outbox import queue, run

WORKERS = "select 1 from jobs.procrastinate_workers"


@pytest.fixture(autouse=True)
def empty(database_url):
    run(database_url, "truncate jobs.procrastinate_jobs, jobs.procrastinate_workers restart identity cascade")
    run(database_url, ledger_worker.LEDGER)
    run(database_url, "truncate ledger")


@contextmanager
def ledger_worker_process(url: str, seconds: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.server.jobs.ledger_worker", url, str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout and process.stdout.readline() == "Working.\n"
            yield process
        finally:
            process.kill()


def order(url: str, job: str = "note") -> None:
    run(
        url,
        "insert into jobs.procrastinate_jobs (queue_name, task_name, args) "
        "values (%s, %s, jsonb_build_object('event_id', %s::text))",
        job,
        job,
        str(uuid4()),
    )


def until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def written(url: str, word: str) -> int:
    return run(url, "select count(*) from ledger where word = %s", word)[0][0]


@pytest.mark.slow
def test_a_job_whose_worker_was_killed_is_done_by_another_and_only_once_more(database_url):
    order(database_url)
    with ledger_worker_process(database_url, 60) as process:
        until(lambda: written(database_url, "begun") == 1)
        process.kill()
        process.wait()
    assert queue(database_url, "status::text") == [("doing",)]

    with ledger_worker_process(database_url, 0), ledger_worker_process(database_url, 0):
        until(lambda: not queue(database_url))
        time.sleep(1)

    assert (written(database_url, "begun"), written(database_url, "done")) == (2, 1)


def test_a_worker_alone_does_jobs_and_ends_well_when_told_to(database_url):
    with begun("worker", DATABASE_URL=database_url, JWT_SECRET=SECRET) as process:
        assert process.stdout and process.stdout.readline() == "Working.\n"
        order(database_url, "retention")
        until(lambda: not queue(database_url))
        process.terminate()
        assert process.wait(20) == 0

    assert run(database_url, WORKERS) == []


@pytest.mark.parametrize(("setting", "works"), [({}, True), ({"WORKER": "off"}, False)])
def test_serving_works_the_jobs_unless_it_is_switched_off(database_url, setting, works):
    with forked("serve", DATABASE_URL=database_url, JWT_SECRET=SECRET, PORT="0", **setting) as process:
        address_of(process)
        order(database_url, "retention")
        if works:
            until(lambda: not queue(database_url))
        else:
            time.sleep(2)
            assert queue(database_url, "status::text") == [("todo",)] and run(database_url, WORKERS) == []
        process.terminate()
        assert process.wait(20) == 0


def test_dead_jobs_are_listed_and_tried_again_by_command(database_url):
    def jobs(*arguments: str):
        return wizard("jobs", *arguments, DATABASE_URL=database_url, JWT_SECRET=SECRET)

    assert jobs().out == "No jobs.\n"
    order(database_url)
    run(database_url, "update jobs.procrastinate_jobs set status = 'doing', attempts = 7")
    run(database_url, "update jobs.procrastinate_jobs set status = 'failed', attempts = 8")

    shown, tried, again = jobs(), jobs("--retry", "1"), jobs("--retry", "1")

    assert shown.out.startswith("1 failed\n1  note  tried 8 times, given up 20")
    assert " UTC  event_id=" in shown.out and "--retry" in shown.out
    assert (tried.code, tried.out) == (0, "1 todo\n")
    assert (again.code, again.err) == (2, "There is no dead job 1.\n")

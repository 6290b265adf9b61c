"""A worker in a process of its own, whose one kind of job writes into a ledger when it begins and when it ends.

`python -m tests.server.jobs.ledger_worker <database url> <seconds a job takes>`
"""

from __future__ import annotations

import asyncio
import sys

import psycopg

from server import checkpoints
from server.jobs.job import Job, Means, Order
from server.jobs.worker import Pace, working
from state.database import Database
from tests.server.galleries import gallery

LEDGER = "create table if not exists ledger (at timestamptz default now(), word text, event uuid)"


def write(url: str, word: str, order: Order) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into ledger (word, event) values (%s, %s)", [word, order.ids["event_id"]])


async def main(url: str, seconds: float) -> None:
    async def note(_: Means, order: Order) -> None:
        write(url, "begun", order)
        await asyncio.sleep(seconds)
        write(url, "done", order)

    async with checkpoints.opened(url, 1) as saver:
        means = Means(Database(url, 2), saver, "http://127.0.0.1", None, gallery())
        async with working(means, url, Pace(lease=2, look=0.2), [Job("note", note)]):
            print("Working.", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))

"""One Postgres per test run, and databases in it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from state import embedded

CONNECTIONS = 300


@contextmanager
def cluster() -> Iterator[str]:
    """A superuser's address of the database `postgres`: on the server in TEST_DATABASE_URL, else on one of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with folder() as data_dir, embedded.start(data_dir, durable=False, max_connections=CONNECTIONS) as postgres:
        yield postgres.url


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder that the unprivileged user of an embedded Postgres can enter, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="event-setup-copilot-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def create_database(cluster_url: str, name: str, template: str | None = None) -> str:
    """Its address; `template` is the name of a database without connections, to copy."""
    statement = sql.SQL("create database {} template {}").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    )
    _run(cluster_url, statement)
    return urlunsplit(urlsplit(cluster_url)._replace(path=f"/{quote(name, safe='')}"))


def drop_database(cluster_url: str, name: str) -> None:
    """With whoever is still connected to it."""
    _run(cluster_url, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _run(cluster_url: str, statement: sql.Composed) -> None:
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(statement)

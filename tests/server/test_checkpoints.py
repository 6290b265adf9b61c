"""Checkpoints: strict about what they read back, out of reach of the request roles, not queueing behind each other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from pydantic import BaseModel

from server import checkpoints
from tests import postgres


class Model(BaseModel):
    word: str


@dataclass
class Record:
    word: str


def through(saver: checkpoints.Saver, value: Any) -> Any:
    return saver.serde.loads_typed(saver.serde.dumps_typed(value))


def test_what_a_conversation_is_made_of_comes_back(checkpointer):
    for value in (
        HumanMessage("hi", id="1"),
        AIMessage("hello", tool_calls=[{"name": "save", "args": {"a": 1}, "id": "c"}]),
        {"calls": 3, "speaker": "eventSetup"},
        UUID(int=1),
    ):
        assert through(checkpointer, value) == value


@pytest.mark.parametrize("value", [Model(word="x"), Record("x")], ids=["a model", "a dataclass"])
def test_no_class_of_anybody_s_is_imported(checkpointer, value):
    lax = JsonPlusSerializer(allowed_msgpack_modules=True)
    assert isinstance(lax.loads_typed(lax.dumps_typed(value)), type(value)), "the trap is set"

    assert not isinstance(through(checkpointer, value), type(value))


def test_nothing_is_unpickled(checkpointer):
    with pytest.raises(NotImplementedError):
        checkpointer.serde.loads_typed(("pickle", b"cos\nsystem\n(S'true'\ntR."))


@pytest.mark.parametrize("role", ["authenticated", "anon", "service_role"])
@pytest.mark.parametrize("table", ["checkpoints", "checkpoint_blobs", "checkpoint_writes"])
def test_the_request_roles_cannot_even_see_them(database_url, role, table):
    with psycopg.connect(database_url) as connection:
        connection.execute(f"set role {role}")  # pyright: ignore[reportArgumentType]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select * from checkpoints.{table}")  # pyright: ignore[reportArgumentType]


def test_the_checkpointer_sees_no_table_of_ours(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("set role checkpointer")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from public.wizard_sessions")


async def test_calls_of_several_runs_do_not_wait_for_each_other(checkpointer):
    """The saver's own lock would let one call at a time through, whatever the pool holds."""
    inside = most = 0

    async def call() -> None:
        nonlocal inside, most
        async with checkpointer._cursor() as cursor:
            inside += 1
            most = max(most, inside)
            await cursor.execute("select pg_sleep(0.05)")
            inside -= 1

    await asyncio.gather(*(call() for _ in range(8)))

    assert most == checkpointer.pool.max_size


async def test_two_processes_may_set_them_up_at_once(cluster_url, template):
    name = f"checkpoints_{uuid4().hex}"
    url = postgres.create_database(cluster_url, name, template)
    with psycopg.connect(url) as connection:
        connection.execute("drop schema checkpoints cascade; create schema checkpoints")
        connection.execute("grant usage, create on schema checkpoints to checkpointer")

    await asyncio.gather(*(checkpoints.set_up(url) for _ in range(4)))

    async with checkpoints.opened(url, 1) as saver:
        assert await checkpoints.are_current(saver)
    postgres.drop_database(cluster_url, name)


async def test_connections_that_died_in_the_pool_are_replaced(cluster_url, template):
    name = f"checkpoints_{uuid4().hex}"
    url = postgres.create_database(cluster_url, name, template)
    async with checkpoints.opened(url, 2) as saver:
        assert await checkpoints.are_current(saver)
        with psycopg.connect(cluster_url, autocommit=True) as connection:
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        assert await checkpoints.are_current(saver)
    postgres.drop_database(cluster_url, name)

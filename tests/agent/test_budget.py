"""What a conversation costs is counted with its transcript; over budget, guided mode answers until the next day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from sqlalchemy import event

from agent import prices
from agent.fallback import SENTENCES
from agent.graph import build
from agent.nodes import Speaker
from agent.prices import cost_micros, price_of
from server.agui.runs import RunKeeper
from state import model_usage
from state.model_usage import Budget, Usage
from tests.agent.conversation import Conversation
from tests.agent.hosted import with_guided
from tests.agent.scripted import ScriptedModel
from tests.state.worlds import PUBLIC_URL, somebody

FLASH = "gemini-2.5-flash"


class Costly(ScriptedModel):
    """Answers "hosted" for 1,000 tokens in and 200 out."""

    name_said: str = FLASH

    async def _astream(self, messages, stop=None, run_manager=None, **kwargs):
        usage = {"input_tokens": 1000, "output_tokens": 200, "total_tokens": 1200}
        said = AIMessageChunk("hosted", usage_metadata=usage, response_metadata={"model_name": self.name_said})
        yield ChatGenerationChunk(message=said)


@pytest.fixture
def talk(database, checkpointer):
    def start(budget=None, name=FLASH, principal=None):
        model = with_guided(Costly(script=lambda messages, offered: AIMessage(""), name_said=name))
        limit = None if budget is None else Budget(budget, prices.DEAREST.input, prices.DEAREST.output)
        graph = build(Speaker(model, budget=limit), checkpointer)
        return Conversation(RunKeeper(database, graph, PUBLIC_URL, 30), principal or somebody())

    return start


def counted(url, chat):
    with psycopg.connect(url) as connection:
        return connection.execute(
            "select day, model, input_tokens, output_tokens, cost_micros from model_usage where organization_id = %s",
            [chat.principal.organization_id],
        ).fetchall()


@pytest.mark.parametrize(
    ("model", "known"),
    [("gemini-2.5-flash-lite-001", "gemini-2.5-flash-lite"), ("gemini-3-pro-preview", "gemini-3-pro"), ("other", None)],
)
def test_a_price_is_found_by_the_longest_beginning_of_the_name(model, known):
    assert price_of(model) == (prices.PRICES[known] if known else None)
    assert (cost_micros(model, 1_000_000, 0) is None) == (known is None)


async def test_tokens_and_cost_are_counted_per_day_and_model(database_url, talk):
    chat = talk()

    for _ in range(3):
        assert (await chat.say("hello")).text == "hosted"

    cost = 3 * (1000 * Decimal("0.30") + 200 * Decimal("2.50"))
    assert counted(database_url, chat) == [(datetime.now(UTC).date(), FLASH, 3000, 600, cost)]


async def test_over_budget_guided_mode_answers_says_so_once_and_the_next_day_the_model_is_back(database_url, talk):
    chat = talk(budget=1500)

    told = [(await chat.say("hello")).text for _ in range(4)]
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update model_usage set day = %s where organization_id = %s",
            [datetime.now(UTC).date() - timedelta(days=1), chat.principal.organization_id],
        )
    tomorrow = (await chat.say("hello")).text

    assert told[:2] == ["hosted", "hosted"]
    assert told[2].startswith(SENTENCES["budget"]) and SENTENCES["budget"] not in told[3] and told[3] != "hosted"
    assert tomorrow == "hosted"


async def test_one_organization_s_budget_is_not_another_s(talk):
    spent = talk(budget=1)
    await spent.say("hello")

    assert (await spent.say("hello")).text != "hosted"
    assert (await talk(budget=1).say("hello")).text == "hosted"


async def test_a_budget_holds_for_a_model_of_unknown_price_too_and_its_cost_stays_unknown(database_url, talk):
    chat = talk(budget=1000, name="brand-new")

    told = [(await chat.say("hello")).text for _ in range(2)]

    assert told[0] == "hosted" and told[1] != "hosted"
    assert counted(database_url, chat)[0][4] is None


async def test_a_budget_of_nothing_lets_nothing_be_spent(database_url, talk):
    chat = talk(budget=0)

    assert (await chat.say("hello")).text.startswith(SENTENCES["budget"])
    assert counted(database_url, chat) == []


async def test_the_budget_costs_one_question_before_and_counting_one_statement_after(database, talk):
    statements = []
    listening = database.engine.sync_engine

    def note(connection, cursor, statement, *_):
        statements.append(statement)

    event.listen(listening, "before_cursor_execute", note)
    try:
        await talk().say("hello")
        without = len(statements)
        await talk(budget=10_000).say("hello")
    finally:
        event.remove(listening, "before_cursor_execute", note)

    # The question has a transaction of its own, which begins with role and claims.
    assert len(statements) - without == without + 2
    assert sum("INSERT INTO model_usage" in each for each in statements) == 2


async def test_replies_counted_at_once_lose_nothing(database, database_url):
    import asyncio

    principal = somebody()

    async def one():
        async with database.transaction(principal) as tx:
            await model_usage.add(tx, Usage("m", 1, 2, 3))

    await asyncio.gather(*(one() for _ in range(40)))

    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "select input_tokens, output_tokens, cost_micros from model_usage where organization_id = %s",
            [principal.organization_id],
        ).fetchone()
    assert row == (40, 80, 120)

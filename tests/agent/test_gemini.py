"""One call of the hosted model over its real wire: what is sent, what comes of each failure, when it is given up."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from agent.faults import Kind, ModelFault
from agent.messages import SIGNATURES, rebuilt, stored_calls
from agent.nodes import declaration
from agent.stages import STAGES
from state.wizard.interactions import WizardInteraction
from tests.agent.hosted import connected, reply
from tests.fakes import gemini as fakes
from tests.fakes.gemini_brain import signature
from tests.fakes.gemini_rules import schema_of

ASKED = [SystemMessage("stable"), SystemMessage("changing"), HumanMessage("hello")]
KINDS = [
    (400, Kind.refused, 1),
    (403, Kind.denied, 1),
    (404, Kind.not_found, 1),
    (429, Kind.rate_limited, 3),
    (500, Kind.server_error, 3),
    (503, Kind.overloaded, 3),
    ("stalled", Kind.stalled, 2),
    ("slow thoughts", Kind.too_slow, 1),
    ("error object", Kind.error_in_stream, 3),
    ("half an object", Kind.garbled, 3),
    ("another shape", Kind.garbled, 3),
    ("connection cut", Kind.cut_off, 3),
    ("no finish", Kind.empty, 3),
    ("no candidates", Kind.empty, 3),
    ("nothing", Kind.empty, 3),
    ("thoughts only", Kind.thoughts_only, 3),
    ("prompt blocked", Kind.blocked, 1),
    ("SAFETY", Kind.blocked, 1),
    ("MALFORMED_FUNCTION_CALL", Kind.malformed_call, 3),
    ("call without name", Kind.malformed_call, 3),
    ("MAX_TOKENS", Kind.too_long, 1),
]
# A busy machine needs a while from one try to the next; a second one must still fit in.
LIMITS = {Kind.stalled: 4, Kind.too_slow: 1}
IN_STREAM = [
    ("stalled", Kind.stalled),
    ("slow words", Kind.too_slow),
    ("error object", Kind.error_in_stream),
    ("half an object", Kind.garbled),
    ("connection cut", Kind.cut_off),
    ("no finish", Kind.cut_off),
    ("SAFETY", Kind.blocked),
    ("MALFORMED_FUNCTION_CALL", Kind.malformed_call),
    ("MAX_TOKENS", Kind.too_long),
]


def says(*parts):
    return lambda body: [{"text": part} if isinstance(part, str) else dict(part) for part in parts]


@pytest.fixture
def fake():
    with fakes.serving(brain=says("Hello", " there")) as server:
        yield server


@pytest.mark.parametrize(("failure", "kind", "tries"), KINDS, ids=lambda value: str(value))
async def test_a_failure_before_the_first_token_is_tried_again_where_that_may_help_and_is_then_one_fault(
    fake, failure, kind, tries
):
    fake.fail(failure, times=3)
    seen = []
    async with connected(fake, limit=LIMITS.get(kind, 30)) as model:
        with pytest.raises(ModelFault) as fault:
            async for chunk in model.astream(ASKED):
                seen.append(chunk)

    assert (fault.value.kind, len(fake.requests), seen) == (kind, tries, [])
    assert fault.value.status == (failure if isinstance(failure, int) else 503 if failure == "error object" else None)
    assert fakes.KEY not in str(fault.value) and "gemini" not in str(fault.value).lower()
    assert fault.value.__cause__ is None and fault.value.__context__ is None
    assert fake.illegal == []


async def test_a_service_that_cannot_be_reached_is_one_fault(fake):
    async with connected(fake) as model:
        fake.close()
        with pytest.raises(ModelFault) as fault:
            await reply(model, ASKED)
        fake.open()

    assert fault.value.kind is Kind.unreachable and len(model.metadata["waited"]) == 2


@pytest.mark.parametrize(("failure", "kind"), IN_STREAM, ids=lambda value: str(value))
async def test_a_failure_after_the_first_token_is_not_tried_again(fake, failure, kind):
    fake.fail(failure, visible=True)
    seen = []
    async with connected(fake, limit=1) as model:
        with pytest.raises(ModelFault) as fault:
            async for chunk in model.astream(ASKED):
                seen.append(chunk.text)

    assert (fault.value.kind, len(fake.requests)) == (kind, 1)
    assert "".join(seen).startswith("Well, ")


async def test_a_short_failure_is_never_seen(fake):
    fake.fail(503)
    fake.fail("thoughts only")
    async with connected(fake) as model:
        said = await reply(model, ASKED)

    assert said.text == "Hello there" and len(fake.requests) == 3
    assert 0.2 < model.metadata["waited"][0] < model.metadata["waited"][1] < 2


@pytest.mark.parametrize(("delay", "tries"), [(1.5, 2), (10, 1)])
async def test_the_service_s_own_word_on_when_to_come_back_is_kept_or_not_waited_for(fake, delay, tries):
    fake.fail(429, retry_delay=delay)
    async with connected(fake) as model:
        try:
            await reply(model, ASKED)
        except ModelFault as fault:
            assert (fault.kind, fault.retry_after) == (Kind.rate_limited, 10)

    assert len(fake.requests) == tries and model.metadata["waited"] == [delay][: tries - 1]


async def test_the_time_limit_holds_for_all_tries_together(fake):
    fake.fail("stalled", times=3)
    started = time.monotonic()
    async with connected(fake, limit=0.8) as model:
        with pytest.raises(ModelFault):
            await reply(model, ASKED)

    assert time.monotonic() - started < 2


async def test_a_reader_that_is_slow_does_not_trip_the_time_limit_in_its_own_code(fake):
    fake.fail("slow words", visible=True)
    async with connected(fake, limit=1) as model:
        with pytest.raises(ModelFault) as fault:
            async for _ in model.astream(ASKED):
                await asyncio.sleep(1.2)

    assert fault.value.kind is Kind.too_slow


@pytest.mark.parametrize("failure", ["stalled", "slow words"])
async def test_cancelling_closes_the_request_upstream(fake, failure):
    fake.fail(failure, visible=True)
    async with connected(fake) as model:
        running = asyncio.create_task(reply(model, ASKED))
        while not fake.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        deadline = time.monotonic() + 5
        while not fake.left and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    assert fake.left == 1


async def test_the_stable_prompt_comes_first_and_the_changing_part_last_in_the_system_instruction(fake):
    async with connected(fake) as model:
        await reply(model, ASKED)

    assert fake.requests[0]["systemInstruction"]["parts"] == [{"text": "stable"}, {"text": "changing"}]
    assert fake.requests[0]["contents"] == [{"role": "user", "parts": [{"text": "hello"}]}]
    assert fake.headers[0]["x-goog-api-key"] == fakes.KEY


@pytest.mark.parametrize("row", STAGES, ids=lambda row: row.id)
async def test_tools_are_declared_by_their_own_schemas_and_a_free_object_stays_one(fake, row):
    async with connected(fake) as model:
        await reply(model.bind_tools([declaration(tool) for tool in row.tools]), ASKED)

    [tools] = fake.requests[0]["tools"]
    declared = {one["name"]: schema_of(one) for one in tools["functionDeclarations"]}
    properties = {name: list(schema.get("properties", {})) for name, schema in declared.items()}
    assert properties == {tool.name: list(tool.schema.get("properties", {})) for tool in row.tools}
    later = declared.get("save_for_later_stage") or declared["correct_earlier_stage"]
    assert later["properties"]["fields"]["type"] == "object"
    assert fake.illegal == []


async def test_signatures_survive_checkpoint_and_transcript_and_are_sent_back(fake):
    call = {"functionCall": {"name": "save_event", "args": {"title": "Gala"}}, "thoughtSignature": signature("c")}
    fake.brain = says("Right", {"text": "", "thoughtSignature": signature("t")}, call)
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    async with connected(fake) as model:
        said = await model.ainvoke(ASKED)
        kept = serde.loads_typed(serde.dumps_typed(said))
        assert kept == said and type(kept) is AIMessage
        answer = ToolMessage("{}", name="save_event", tool_call_id=said.tool_calls[0]["id"])
        await reply(model, [HumanMessage("hello"), kept, answer])
        row = WizardInteraction(
            message_id="a", role="assistant", stage="eventSetup", text="Right", tool_calls=stored_calls(said)
        )
        asked = WizardInteraction(message_id="u", role="user", stage="eventSetup", text="hello")
        await reply(model, rebuilt([asked, row]))

    assert SIGNATURES in said.additional_kwargs and "function_call" not in said.additional_kwargs
    replayed, after_crash = (request["contents"][1]["parts"] for request in fake.requests[1:])
    assert [part.get("thoughtSignature") for part in replayed] == [None, signature("t"), signature("c")]
    assert [part.get("thoughtSignature") for part in after_crash] == [None, signature("c")]
    assert fake.illegal == []


async def test_tokens_and_the_model_s_name_come_with_the_reply(fake):
    async with connected(fake) as model:
        said = await reply(model, ASKED)

    assert said.response_metadata["model_name"] == "gemini-2.5-flash"
    assert said.usage_metadata["output_tokens"] == 2
    assert said.usage_metadata["total_tokens"] == said.usage_metadata["input_tokens"] + 2


async def test_the_libraries_say_nothing_in_our_logs(fake, caplog):
    fake.fail("prompt blocked")
    fake.fail("half an object", times=3)
    with caplog.at_level(logging.INFO):
        async with connected(fake) as model:
            for _ in range(2):
                with pytest.raises(ModelFault):
                    await reply(model, ASKED)

    said = [record for record in caplog.records if record.name.split(".")[0] not in {"httpx", "asyncio"}]
    assert said == []


def test_guided_mode_never_imports_the_library():
    code = (
        "import sys; from agent.models import ModelChoice, opened; import asyncio\n"
        "async def main():\n    async with opened(ModelChoice()): pass\n"
        "    async with opened(ModelChoice('google_genai:gemini-2.5-flash')): pass\n"
        "asyncio.run(main()); print([m for m in sys.modules if m.startswith(('google', 'langchain_google'))])"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


async def test_an_importable_aiohttp_is_not_picked_up(fake, monkeypatch):
    from google.genai import _api_client

    monkeypatch.setattr(_api_client, "has_aiohttp", True)
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")

    async with connected(fake) as model:
        said = await reply(model, ASKED)

    assert said.text == "Hello there"

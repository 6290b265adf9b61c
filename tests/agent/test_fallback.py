"""Who answers when the hosted model does not: guided mode, said once; and the hosted one again as soon as it can."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from agent.briefing import FACTS
from agent.circuit import FIRST_REST_SECONDS, LONGEST_REST_SECONDS, Circuit
from agent.fallback import SENTENCES, STANDING_IN
from agent.faults import TREATMENTS, Kind, ModelFault
from agent.messages import SIGNATURES
from agent.replies import entering, with_own_ids
from state.wizard.stages import STAGES
from tests.agent.hosted import Clock, reply, with_guided
from tests.agent.scripted import ScriptedModel, call

STAGE = {"data": {}, "missing": ["name", "email", "role"], "problems": []}
KNOWN = {
    "today": "Monday 2031-01-06",
    "stage": "organizerSetup",
    "status": "in_progress",
    "percent": 0,
    "completed_stages": [],
    "needs_review": [],
    "stages": {stage.id: dict(STAGE) for stage in STAGES},
}
ASKED = [SystemMessage("facts", additional_kwargs={FACTS: KNOWN}), HumanMessage("hello")]


class Script:
    """A model that fails or answers as `now` says."""

    def __init__(self, now=None):
        self.now, self.asked = now, 0
        self.model = ScriptedModel(script=self.say)

    def say(self, messages, offered):
        self.asked += 1
        return ModelFault(self.now) if isinstance(self.now, Kind) else AIMessage(self.now or "hosted")


def spoken_by(said):
    return said.additional_kwargs.get(STANDING_IN, "hosted")


@pytest.mark.parametrize("kind", Kind)
async def test_a_fault_before_the_first_token_is_answered_by_guided_mode_with_one_sentence(kind):
    script = Script(kind)

    said = await reply(with_guided(script.model), ASKED)

    assert said.text.startswith(SENTENCES["fault"] + "\n\n") and len(said.text) > len(SENTENCES["fault"]) + 10
    assert spoken_by(said) == "fault" and "asked" in said.additional_kwargs


async def test_the_sentence_is_not_said_again_in_the_same_outage_and_is_in_the_next():
    script = Script(Kind.blocked)
    model = with_guided(script.model)
    talk = list(ASKED)
    heard = []
    for now in (Kind.blocked, Kind.blocked, None, Kind.blocked):
        script.now = now
        said = await reply(model, talk)
        heard.append(SENTENCES["fault"] in said.text)
        talk += [AIMessage(said.text, additional_kwargs=said.additional_kwargs), HumanMessage("and?")]

    assert heard == [True, False, False, True]


async def test_the_model_rests_after_a_fault_longer_each_time_and_is_used_again_when_it_works():
    clock, script = Clock(), Script(Kind.overloaded)
    model = with_guided(script.model, clock)
    rests = []
    for _ in range(7):
        await reply(model, ASKED)
        asked, began = script.asked, clock.now
        while script.asked == asked:
            clock.now += 5
            await reply(model, ASKED)
        rests.append(clock.now - began)
        script.asked = asked
    script.now = None
    clock.now += LONGEST_REST_SECONDS
    answers = [spoken_by(await reply(model, ASKED)) for _ in range(3)]

    assert rests[0] == FIRST_REST_SECONDS and rests[1] == 2 * FIRST_REST_SECONDS
    assert rests == sorted(rests) and rests[-1] == LONGEST_REST_SECONDS
    assert answers == ["hosted"] * 3


async def test_a_request_the_service_will_not_answer_does_not_shut_it_for_others():
    script = Script(Kind.blocked)
    model = with_guided(script.model)
    await reply(model, ASKED)
    script.now = None

    assert spoken_by(await reply(model, ASKED)) == "hosted"
    assert {kind for kind in Kind if not TREATMENTS[kind].of_service} == {
        Kind.refused,
        Kind.empty,
        Kind.thoughts_only,
        Kind.blocked,
        Kind.malformed_call,
        Kind.too_long,
    }


def test_after_a_rest_one_call_tries_it_out_while_the_others_wait():
    clock = Clock()
    circuit = Circuit(clock)
    circuit.failed(2)
    assert not circuit.admits()
    clock.now += FIRST_REST_SECONDS

    assert [circuit.admits() for _ in range(3)] == [True, False, False]
    circuit.gave_up()
    assert circuit.admits()
    circuit.worked()
    assert all(circuit.admits() for _ in range(3))


def test_many_calls_that_fail_at_once_make_one_rest_of_it():
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(50):
        circuit.failed(2)
    clock.now += FIRST_REST_SECONDS

    assert circuit.admits()


async def test_one_answer_that_broke_off_is_no_outage_two_in_a_row_are():
    clock = Clock()
    circuit = Circuit(clock)
    circuit.failed(1)
    assert circuit.admits()
    circuit.failed(1)

    assert not circuit.admits()


async def test_a_cancelled_trial_leaves_the_way_free_for_the_next():
    clock, started = Clock(), asyncio.Event()

    async def hang():
        started.set()
        await asyncio.sleep(60)

    script = Script(Kind.overloaded)
    model = with_guided(script.model, clock)
    await reply(model, ASKED)
    clock.now += FIRST_REST_SECONDS
    script.model.pause = hang
    trial = asyncio.create_task(reply(model, ASKED))
    await started.wait()
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    script.model.pause, script.now = None, None

    assert spoken_by(await reply(model, ASKED)) == "hosted"


@pytest.mark.parametrize(("reason", "options"), [("budget", {"over_budget": True}), ("no_key", {})])
async def test_without_key_or_budget_the_model_is_not_asked_and_the_person_is_told_once(reason, options):
    script = Script()
    model = with_guided(script.model if reason == "budget" else None)

    first = await reply(model, ASKED, **options)
    talk = [*ASKED, AIMessage(first.text, additional_kwargs=first.additional_kwargs), HumanMessage("and?")]
    second = await reply(model, talk, **options)

    assert first.text.startswith(SENTENCES[reason]) and SENTENCES[reason] not in second.text
    assert script.asked == 0


def test_what_the_person_reads_names_no_vendor_key_or_class():
    for words in [*SENTENCES.values(), *(treatment.words for treatment in TREATMENTS.values())]:
        assert not {"gemini", "google", "genai", "api", "key", "http", "error", "model"} & set(words.lower().split())


async def test_ids_that_the_model_repeats_are_made_its_own_in_the_stream():
    twice = [call("save_organizer", name="A") | {"id": "same"}, call("save_organizer", role="agency") | {"id": "same"}]
    model = with_guided(ScriptedModel(script=lambda messages, offered: AIMessage("", tool_calls=twice)))

    said = [await reply(model, ASKED) for _ in range(2)]

    ids = [made["id"] for one in said for made in one.tool_calls]
    assert len(set(ids)) == 4 and "same" not in ids
    assert [made["args"] for made in said[0].tool_calls] == [{"name": "A"}, {"role": "agency"}]


def test_a_signature_goes_with_its_call_to_the_new_id():
    from langchain_core.messages import AIMessageChunk

    chunk = AIMessageChunk(
        content="",
        tool_call_chunks=[{"name": "a", "args": "{}", "id": "x", "index": 0, "type": "tool_call_chunk"}],
        additional_kwargs={SIGNATURES: {"x": "sig"}},
    )

    own = with_own_ids(chunk)

    assert own.additional_kwargs[SIGNATURES] == {own.tool_calls[0]["id"]: "sig"}


def test_an_empty_reply_is_a_fault_and_a_broken_call_is_answered_as_refused():
    with pytest.raises(ModelFault) as empty:
        entering(AIMessage([{"type": "thinking", "thinking": "hm"}]))
    broken = {"name": "save_event", "args": "[1]", "id": "b", "error": None, "type": "invalid_tool_call"}
    entry = entering(AIMessage("", tool_calls=[call("show_progress")], invalid_tool_calls=[broken]))

    assert empty.value.kind is Kind.empty
    assert [made["name"] for made in entry.calls] == ["show_progress"]
    assert [made["name"] for made in entry.message.tool_calls] == ["show_progress", "save_event"]
    assert [(m.tool_call_id, m.status) for m in entry.refusals] == [("b", "error")]
    assert not entry.message.invalid_tool_calls

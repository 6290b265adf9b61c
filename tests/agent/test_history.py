"""Any stored conversation becomes one the hosted service accepts, judged on what goes over the wire."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from agent.history import NOTHING_SAID, OPENING, legal
from agent.messages import SIGNATURES, rebuilt, repaired, unanswered
from state.wizard.interactions import WizardInteraction
from tests.agent.hosted import connected, reply
from tests.fakes import gemini as fakes

IDS = st.sampled_from(["a", "b", "c", "", "a~2"])
WORDS = st.sampled_from(["", " ", "\n", "one", "two words", "{}", "👗", OPENING, NOTHING_SAID])
SIGNED = st.sampled_from([None, base64.b64encode(b"one").decode(), base64.b64encode(b"two").decode()])


@st.composite
def said(draw):
    """Content as models give it: a string, or blocks with and without text and signatures."""
    if draw(st.booleans()):
        return draw(WORDS)
    blocks = []
    for _ in range(draw(st.integers(0, 3))):
        signature = draw(SIGNED)
        block = {"type": "text", "text": draw(WORDS)} | ({"extras": {"signature": signature}} if signature else {})
        blocks.append(draw(st.sampled_from([block, draw(WORDS)])))
    return blocks


@st.composite
def assistants(draw):
    names = st.sampled_from(["save", "go_on", ""])
    calls = [
        {"name": draw(names), "args": {}, "id": draw(IDS), "type": "tool_call"} for _ in range(draw(st.integers(0, 3)))
    ]
    signatures = {call["id"]: signature for call in calls if (signature := draw(SIGNED))}
    metadata = draw(st.sampled_from([{}, {"model_provider": "google_genai"}, {"model_name": "guided"}]))
    kwargs = {SIGNATURES: signatures} if signatures else {}
    return AIMessage(draw(said()), tool_calls=calls, additional_kwargs=kwargs, response_metadata=metadata)


MESSAGES = st.one_of(
    st.builds(HumanMessage, WORDS),
    assistants(),
    st.builds(ToolMessage, st.sampled_from(["{}", "[1]", "", "no json"]), tool_call_id=IDS),
)
HISTORIES = st.lists(MESSAGES, max_size=14)


def users_words(messages):
    told = "\n".join(message.text for message in messages if isinstance(message, HumanMessage))
    return [word for word in told.replace(OPENING, "").replace(NOTHING_SAID, "").split("\n") if word.strip()]


def calls(messages):
    return [call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]


def signatures(messages):
    found = [message.additional_kwargs.get(SIGNATURES, {}) for message in messages for _ in calls([message])]
    return [known.get(call["id"]) for known, call in zip(found, calls(messages), strict=True)]


@given(HISTORIES)
def test_the_repair_is_idempotent_and_loses_no_word_of_the_user(history):
    once = legal([SystemMessage("s"), *history])

    assert legal(once) == once
    kept = "".join(word for message in once if isinstance(message, HumanMessage) for word in message.text.split())
    for word in users_words(history):
        assert "".join(word.split()) in kept


@given(HISTORIES)
def test_every_call_has_an_id_of_its_own_and_keeps_its_signature(history):
    mended = repaired(history)

    ids = [call["id"] for call in calls(mended)]
    assert len(ids) == len(set(ids)) and all(ids)
    before, after = signatures(history), signatures(mended)
    assert after == before


@pytest.fixture(scope="module")
async def services():
    """Two models of the service, one of which insists on signatures; and the service itself."""
    with fakes.serving(brain=lambda body: [{"text": "fine"}]) as fake:
        async with connected(fake) as older, connected(fake, model="gemini-3-pro-preview") as newer:
            yield fake, older, newer


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(history=HISTORIES, newer=st.booleans())
async def test_any_history_is_legal_on_the_wire(services, history, newer):
    fake, *models = services
    fake.illegal.clear()

    answered = await reply(models[newer], [SystemMessage("stable"), SystemMessage("facts"), *history])

    assert fake.illegal == [] and answered.text == "fine"


def test_answers_under_a_repeated_id_stay_with_the_call_they_were_given_to():
    def call(name):
        return AIMessage("", tool_calls=[{"name": name, "args": {}, "id": "same", "type": "tool_call"}])

    first, second = ToolMessage("1", tool_call_id="same"), ToolMessage("2", tool_call_id="same")
    history = [HumanMessage("go"), call("one"), first, call("two"), second, call("three")]

    mended = repaired(history)

    assert [(m.tool_call_id, m.text[:1]) for m in mended if m.type == "tool"] == [
        ("same", "1"),
        ("same~2", "2"),
        ("same~3", "{"),
    ]
    assert [each["name"] for each in unanswered(history)] == ["three"]


def test_a_lost_answer_is_not_replaced_by_that_of_a_later_call_of_the_same_id():
    made = [{"name": "save", "args": {}, "id": "same", "type": "tool_call"}]
    later = ToolMessage("later", tool_call_id="same")
    history = [
        HumanMessage("a"),
        AIMessage("", tool_calls=made),
        HumanMessage("b"),
        AIMessage("", tool_calls=made),
        later,
    ]

    answers = [message for message in repaired(history) if message.type == "tool"]

    assert [answer.status for answer in answers] == ["error", "success"] and answers[1].text == "later"


def test_a_history_rebuilt_from_the_transcript_is_legal_whatever_was_cut_off():
    call = {"name": "save_event", "args": {}, "id": "c1", "type": "tool_call", "signature": "c2ln"}
    rows = [
        WizardInteraction(message_id="1", role="user", stage="eventSetup", text="one"),
        WizardInteraction(message_id="2", role="assistant", stage="eventSetup", text="", tool_calls=[call]),
        WizardInteraction(message_id="3", role="user", stage="eventSetup", text="two"),
        WizardInteraction(message_id="4", role="user", stage="eventSetup", text="three"),
    ]

    turns = legal(rebuilt(rows))

    assert [turn.type for turn in turns] == ["human", "ai", "tool", "human"]
    assert turns[1].additional_kwargs == {SIGNATURES: {"c1": "c2ln"}} and "signature" not in turns[1].tool_calls[0]
    assert [block["text"] for block in turns[3].content] == ["two", "three"]

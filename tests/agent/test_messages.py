"""The conversation stays legal and bounded whatever was cut off."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.messages import WINDOW, rebuilt, repaired, window
from state.wizard.interactions import WizardInteraction

CALLS = st.lists(st.sampled_from("abcdef"), max_size=3, unique=True)


@st.composite
def histories(draw):
    """Any order of user words, calls and answers, with calls unanswered and answers astray."""
    messages = []
    for index, kind in enumerate(draw(st.lists(st.sampled_from(["user", "calls", "answer", "words"]), max_size=40))):
        made = {
            "user": lambda i: HumanMessage(f"said {i}", id=f"h{i}"),
            "words": lambda i: AIMessage(f"words {i}", id=f"w{i}"),
            "calls": lambda i: AIMessage(
                "",
                id=f"c{i}",
                tool_calls=[{"name": "save", "args": {}, "id": f"{c}{i}", "type": "tool_call"} for c in draw(CALLS)],
            ),
            "answer": lambda i: ToolMessage(
                "{}", id=f"t{i}", tool_call_id=f"{draw(st.sampled_from('abcdef'))}{draw(st.integers(0, 40))}"
            ),
        }[kind](index)
        messages.append(made)
    return messages


@given(histories())
def test_any_history_becomes_one_in_which_each_call_is_answered_right_after_it(history):
    legal = repaired(history)

    for index, message in enumerate(legal):
        if isinstance(message, AIMessage):
            following = legal[index + 1 : index + 1 + len(message.tool_calls)]
            assert [m.tool_call_id for m in following] == [call["id"] for call in message.tool_calls]
    answers = [m.tool_call_id for m in legal if isinstance(m, ToolMessage)]
    calls = [call["id"] for m in legal if isinstance(m, AIMessage) for call in m.tool_calls]
    assert answers == calls


@given(histories())
def test_repair_is_idempotent_and_loses_no_word_of_the_user(history):
    legal = repaired(history)

    assert repaired(legal) == legal
    assert [m for m in legal if isinstance(m, HumanMessage)] == [m for m in history if isinstance(m, HumanMessage)]


@given(histories())
def test_the_window_is_bounded_begins_with_the_user_and_keeps_the_current_turn_whole(history):
    kept = window([], history)

    users = [i for i, m in enumerate(history) if isinstance(m, HumanMessage)]
    current_turn = len(history) - users[-1] if users else 0
    assert len(kept) <= max(WINDOW, current_turn) or not users
    if users and len(history) > WINDOW:
        assert isinstance(kept[0], HumanMessage)
        assert history[users[-1]] in kept
    assert kept == history[len(history) - len(kept) :]


def test_a_rebuilt_conversation_begins_with_the_user_and_answers_the_cut_off_call():
    call = {"name": "save_event", "args": {"title": "Milan"}, "id": "c1", "type": "tool_call"}
    rows = [
        WizardInteraction(message_id="m0", role="assistant", stage="eventSetup", text="old words"),
        WizardInteraction(message_id="m1", role="user", stage="eventSetup", text="It is called Milan"),
        WizardInteraction(message_id="m2", role="assistant", stage="eventSetup", text="", tool_calls=[call]),
    ]

    messages = rebuilt(rows)

    assert [m.type for m in messages] == ["human", "ai", "tool"]
    assert messages[-1].tool_call_id == "c1" and messages[-1].status == "error"

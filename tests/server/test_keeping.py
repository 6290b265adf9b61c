"""What is forgotten after 30 days, and what a model would be told: the commands, on a real database."""

from __future__ import annotations

import psycopg
import pytest

from server import forgetting, prompting
from state.errors import NotFound
from state.values import Principal
from tests.server.running import Person

SAID = "I am Anna Rossi"


async def talked(anna: Person, text: str = SAID) -> str:
    session = await anna.session()
    body = {"threadId": session, "runId": "r", "messages": [{"id": f"m-{text}", "role": "user", "content": text}]}
    response = await anna.http.post(f"{anna.address}/agui", json=body)
    assert "RUN_FINISHED" in response.text
    return session


def run(url: str, statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def held(url: str, session: str) -> int:
    return run(
        url,
        "select count(*) from checkpoints.checkpoints where thread_id = "
        "(select id::text from wizard_sessions where session_id = %s)",
        session,
    )[0][0]


async def test_after_30_days_words_are_blanked_with_their_checkpoints_and_younger_ones_stay(
    anna, settings, database_url
):
    old, young = await talked(anna), await talked(anna)
    run(
        database_url,
        "update wizard_interactions set expires_at = now() where wizard_session_id = "
        "(select id from wizard_sessions where session_id = %s)",
        old,
    )

    told = await forgetting.forget(settings)
    again = await forgetting.forget(settings)

    texts = {
        session: [
            i["text"] for i in (await anna.http.get(f"/wizard/sessions/{session}/interactions")).json()["interactions"]
        ]
        for session in (old, young)
    }
    assert set(texts[old]) == {"[REDACTED]"} and SAID in texts[young]
    assert (held(database_url, old), held(database_url, young) > 0) == (0, True)
    assert told.startswith("4 messages of 1") and again.startswith("0 messages of 0")
    leftovers = run(
        database_url, "select 1 from wizard_interactions where redacted_at is not null and tool_calls is not null"
    )
    assert leftovers == []


async def test_the_prompt_command_shows_prompts_facts_history_and_tools(anna, settings):
    session = await talked(anna)
    principal = Principal(anna.user, anna.organization or anna.user)

    shown = await prompting.shown(settings, principal, session, "event")

    order = [
        "=== system ===",
        "# Stage: Event",
        "## Session facts",
        "Anna Rossi",
        "=== human ===",
        SAID,
        "=== tools ===",
        "save_event",
    ]
    places = [shown.index(part) for part in order]
    assert places == sorted(places)
    assert "save_venue" not in shown and "save_organizer" in shown.split("=== tools ===")[0]


async def test_the_prompt_command_tries_other_prompts(anna, settings, tmp_path):
    from importlib.resources import files
    from shutil import copytree

    folder = copytree(str(files("prompts")), tmp_path / "prompts")
    (folder / "stages" / "eventSetup.md").write_text("# Try this instead")
    session = await talked(anna)
    principal = Principal(anna.user, anna.organization or anna.user)

    shown = await prompting.shown(settings.model_copy(update={"prompts_dir": folder}), principal, session, "event")

    assert "# Try this instead" in shown and "# Stage: Event" not in shown


async def test_a_conversation_of_somebody_else_is_not_shown(anna, person, settings):
    session, bruno = await talked(anna), person()

    with pytest.raises(NotFound):
        await prompting.shown(settings, Principal(bruno.user, bruno.user), session, "event")

"""A case from life: what was said and stored, with nobody in it; it is a case, and it plays."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from agent.guided.model import GuidedModel
from evals.capturing import capture
from evals.capturing.redaction import Redaction, harmless_words
from evals.cases import load
from evals.driving import Seat
from evals.judging import sample
from evals.organizers import organizer_of
from evals.stores import BadRun
from server.settings import Settings
from state.errors import NotFound
from state.wizard import interactions, sessions
from tests.state.worlds import somebody

PERSONAL = ["Giulia", "Verdi", "giulia.verdi@casaverdi.it", "Casa", "Lorenzo", "Tramonto", "Garibaldi", "Bulgari"]
PERSONAL += ["casaverdi", "347", "4455667", "Fiammetta"]
SAYS = [
    "hi, I'm Giulia Verdi",
    "giulia.verdi@casaverdi.it, or call me at +39 347 4455667",
    "event organizer at Casa Verdi",
    "next",
    'it is called "Tramonto", a runway show on 14 June 2031 at 20:30 in Milan',
    "Milan",
    "my friend Fiammetta sends her regards",
    "no, the title is Tramonto Rosso",
    "next",
    "physical, Via Garibaldi 41, Milan, 320 guests",
    "next",
    "VIP 150 euros x 40, standard 60 euros x 200",
    "240 in total",
    "later",
    "next",
    "Bulgari as gold sponsor",
    "next",
    "publish",
    "!no",
    "publish",
    "!yes",
]


@pytest.fixture
def settings(database_url):
    return Settings(_env_file=None, database_url=database_url)


@pytest.fixture
def talked(world):
    """Says these lines as somebody on a thread of his own; who it was, and the session's id."""

    async def talk(lines, csat=None):
        who = somebody()
        seat = Seat(world.keeper(GuidedModel()), who, "a-thread")
        async with world.database.transaction(who) as tx:
            await sessions.create_or_resume(tx, "a-thread")
        for line in lines:
            _, pending, _ = await seat.look()
            await seat.say(line, pending)
        if csat:
            async with world.database.transaction(who) as tx:
                await interactions.rate(tx, await sessions.get(tx, "a-thread"), csat, "Verdi was not pleased")
        return who

    return talk


async def test_a_captured_case_names_nobody_and_plays_like_the_conversation(world, settings, talked, tmp_path):
    who, file = await talked(SAYS, csat=2), tmp_path / "captured.yaml"

    told = await capture.captured(settings, who, "a-thread", file)
    (case,) = load([file])
    again = await sample(world.keeper(GuidedModel()), case, 1, organizer_of(case), 30)

    text = file.read_text()
    assert [word for word in PERSONAL if word.casefold() in text.casefold()] == []
    assert told.startswith("captured-1 is in") and "rated 2 of 5" in case.title and "Look it over" in text
    assert again.passed, {name: score.findings for name, score in again.scores.items()}
    assert again.transcript and again.transcript.final.has_event


async def test_the_same_thing_gets_the_same_name_everywhere(settings, talked, tmp_path):
    who, file = await talked(SAYS), tmp_path / "captured.yaml"

    await capture.captured(settings, who, "a-thread", file)
    (case,) = load([file])

    facts, said = case.facts, "\n".join(case.says or ())
    assert facts["organizerSetup"]["name"].value in said and facts["organizerSetup"]["email"].value in said
    assert facts["eventSetup"]["title"].value.split()[0] == facts["eventSetup"]["title"].was[0]
    assert case.says and case.says[-4:] == ("publish", "!no", "publish", "!yes")


async def test_numbers_grow_together_so_that_sums_still_fit(settings, talked, tmp_path):
    who, file = await talked(SAYS), tmp_path / "captured.yaml"

    await capture.captured(settings, who, "a-thread", file)
    (case,) = load([file])

    tickets = case.facts["ticketSetup"]
    quantities = [tier["quantity"] for tier in tickets["tiers"].value]
    assert quantities == [120, 600] and tickets["total_capacity"].value == 720
    assert case.facts["venueSetup"]["capacity"].value == 960
    assert case.facts["eventSetup"]["date"].value == "2031-06-14" and case.expect.published


async def test_a_second_case_is_added_to_the_first(settings, talked, tmp_path):
    file = tmp_path / "captured.yaml"
    for _ in range(2):
        await capture.captured(settings, await talked(SAYS[:3]), "a-thread", file)

    assert [case.id for case in load([file])] == ["captured-1", "captured-2"]


async def test_the_worst_rated_come_first(world, settings, talked):
    who = await talked(SAYS[:1], csat=4)
    async with world.database.transaction(who) as tx:
        row, _ = await sessions.create_or_resume(tx, "another")
        await interactions.rate(tx, row, 1, None)

    assert await capture.worst_rated(settings, who) == "1  another\n4  a-thread"
    assert await capture.worst_rated(settings, somebody()) == "No conversation has been rated."


async def test_a_foreign_session_and_an_empty_one_are_refused(world, settings, talked, tmp_path):
    who = await talked(SAYS[:1])
    async with world.database.transaction(who) as tx:
        await sessions.create_or_resume(tx, "silent")

    with pytest.raises(NotFound):
        await capture.captured(settings, somebody(), "a-thread", tmp_path / "c.yaml")
    with pytest.raises(BadRun, match="What was said is not all there"):
        await capture.captured(settings, who, "silent", tmp_path / "c.yaml")
    assert not Path(tmp_path / "c.yaml").exists()


async def test_a_conversation_that_was_redacted_in_part_makes_no_case(settings, database_url, talked, tmp_path):
    who = await talked(SAYS[:4])
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "update wizard_interactions set text = '[REDACTED]', redacted_at = now() where id in "
            "(select min(id) from wizard_interactions where organization_id = %s)",
            [who.organization_id],
        )

    with pytest.raises(BadRun, match="What was said is not all there"):
        await capture.captured(settings, who, "a-thread", tmp_path / "c.yaml")


@pytest.mark.parametrize(
    ("text", "kept", "gone"),
    [
        ("meet Zelda at 7 pm on 5 May 2031", ["7 pm", "5 May 2031"], ["Zelda"]),
        ("zelda@a.example or www.zelda.example/x", [], ["zelda"]),
        ("call 0171 5551234", ["call"], ["0171", "1234"]),
        ("the venue holds 300 people", ["the venue holds", "900"], ["300"]),
        ("it is on 2031-06-15 at 19:30", ["2031-06-15", "19:30"], []),
    ],
)
def test_days_stay_and_people_go(text, kept, gone):
    hidden = Redaction(harmless_words()).text(text)

    assert [part for part in kept if part not in hidden] == []
    assert [part for part in gone if part in hidden] == []


def test_a_name_in_small_letters_goes_once_it_is_known_from_the_facts():
    hide = Redaction(harmless_words())
    hide.learn(["Giulia Verdi"])

    assert "giulia" not in hide.text("my name is giulia verdi") and hide.leaks("ask giulia") == ["giulia"]


async def test_nothing_is_written_while_something_personal_would_stay(settings, talked, tmp_path, monkeypatch):
    who = await talked(SAYS[:1])
    monkeypatch.setattr(Redaction, "text", lambda _, text: text)

    with pytest.raises(BadRun, match="personal words would stay"):
        await capture.captured(settings, who, "a-thread", tmp_path / "c.yaml")

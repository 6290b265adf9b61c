"""Properties that hold for any text: no exception, no chance, no invention, bounded time."""

import json
import re
import time
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.guided.understanding import Asked, Setting, Understood, understand

from .report import STAGES, TABLES, TODAY, Phrasing, phrasings

ROWS = [row for table in TABLES for row in phrasings(table)]
FIELDS = sorted({(u.stage, u.field) for row in ROWS if (u := row.setting.asked)}, key=str)
DATA = [row.setting.data for row in ROWS if row.setting.data] + [{}]
WORDS = sorted({word for row in ROWS for word in row.say.split()})
# Values that stand for words, not for themselves: chosen from a list, computed, or normalised.
NOT_QUOTED = {
    "type",
    "role",
    "mode",
    "tier",
    "date",
    "start_time",
    "end_time",
    "timezone",
    "currency",
    "price",
    "sales_start_date",
    "sales_end_date",
}
# Written out, or short for thousands.
IN_WORDS = re.compile(
    r"\b(?:zero|one|t[a-z]+|f[a-z]+|s[a-z]+|e[a-z]+|n[a-z]+|hundred|thousand)\b|\d\s?k\b", re.IGNORECASE
)
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.lists(st.sampled_from([row.say for row in ROWS]), min_size=1, max_size=4).map(". ".join),
)
stages_asked = st.sampled_from([None, *(Asked(stage, field) for stage, field in FIELDS)])
reading = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _setting(stage: str, asked: Asked | None, data: dict[str, dict[str, object]]) -> Setting:
    return Setting(stage, data, TODAY, asked)


setting_of = st.builds(_setting, st.sampled_from(STAGES), stages_asked, st.sampled_from(DATA))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace("\x00", " ").casefold()).strip()


def _strings(value: object, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, name)
    elif isinstance(value, str) and name not in NOT_QUOTED:
        yield value


def _said(understood: Understood) -> Iterator[str]:
    for fields in understood.facts.values():
        for name, value in fields.items():
            yield from _strings(value, name)


@reading
@given(texts, setting_of)
def test_any_text_is_read_the_same_way_twice_into_json(text: str, setting: Setting) -> None:
    first, second = understand(text, setting), understand(text, setting)

    assert first == second
    assert json.loads(json.dumps(dict(first.facts))) == first.facts


@reading
@given(texts, setting_of)
def test_every_text_fact_stands_in_the_message_or_stood_before(text: str, setting: Setting) -> None:
    understood = understand(text, setting)

    known = {
        _plain(value)
        for fields in setting.data.values()
        for name, stored in fields.items()
        for value in _strings(stored, name)
    }
    assert [
        value for value in _said(understood) if _plain(value) not in _plain(text) and _plain(value) not in known
    ] == []


@reading
@given(texts, setting_of)
def test_every_number_fact_stands_in_the_message(text: str, setting: Setting) -> None:
    understood = understand(text, setting)

    digits = re.sub(r"[.,' ]", "", text)
    counts = [value for fields in understood.facts.values() for value in fields.values() if isinstance(value, int)]
    assert [n for n in counts if str(abs(n)) not in digits and not IN_WORDS.search(text)] == []


def test_a_typical_message_is_read_within_150_ms() -> None:
    assert {row.say: ms for row in ROWS if (ms := _milliseconds(row)) >= 150} == {}


def _milliseconds(row: Phrasing) -> float:
    understand(row.say, row.setting)
    started = time.process_time()
    understand(row.say, row.setting)
    return (time.process_time() - started) * 1000


HARD = {
    "one letter": "a" * 10_000,
    "capitals": "Ab " * 3_333,
    "digits": "1" * 10_000,
    "at signs": "a@" * 5_000,
    "quotes": "'\"" * 5_000,
    "commas": "a, " * 3_333,
    "tiers": "VIP 150 euros x 40, " * 500,
    "sponsors": "Gucci gold, " * 833,
    "negations": "not x, " * 1_428,
    "own words": "our the " * 1_250,
    "media partners": "our the media partner " * 454,
    "blanks": " " * 10_000,
    "lines": "\n" * 10_000,
    "dates": "12 June 2027 " * 770,
    "ranges": "from 7 to " * 1_000,
    "streets": "Via A b c d " * 833,
    "emoji": "😍" * 10_000,
    "everything": " ".join(row.say for row in ROWS)[:10_000],
    "lines of everything": "\n".join(row.say for row in reversed(ROWS))[:10_000],
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_ten_thousand_characters_are_read_within_1500_ms(text: str, stage: str) -> None:
    started = time.process_time()

    understand(text, Setting(stage, {"venueSetup": {"capacity": 3}}, TODAY, Asked("eventSetup", "title")))

    assert time.process_time() - started < 1.5

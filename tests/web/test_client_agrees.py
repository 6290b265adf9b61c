"""What the form finds by itself and what the server says of the same value are one and the same."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.routes.stages import _all
from state.wizard.patches import check
from state.wizard.stages import STAGES, resolve
from tests.web.values import LEFT, VALUES, Row, rows, tier

HERE = Path(__file__).parent
# The machine's Node, or the one that make setup has put here.
_PATH = f"{Path('.venv/node/bin').absolute()}{os.pathsep}{os.environ['PATH']}"
Found = set[tuple[str, str, str]]
Client = Callable[[list[Row]], list[Found]]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """The form's own findings for many rows at a time, by one process for all."""
    assert Path("web/node_modules").is_dir(), "the page's packages are not installed; make test installs them"
    with subprocess.Popen(
        ["node", HERE / "findings.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={"PATH": _PATH},
    ) as node:
        assert node.stdin and node.stdout
        print(json.dumps([stage.model_dump(by_alias=True) for stage in _all().stages]), file=node.stdin)

        def found(told: list[Row]) -> list[Found]:
            assert node.stdin and node.stdout
            print(json.dumps(told), file=node.stdin, flush=True)
            return [
                {(each["field"], each["code"], each["message"]) for each in row}
                for row in json.loads(node.stdout.readline())
            ]

        yield found
        node.stdin.close()


def server(row: Row) -> Found:
    stage, field, value = row
    errors = check(resolve(stage), {field: value}, {}, charges_enabled=False).errors
    return {(error.field, error.code, error.message) for error in errors}


def test_the_table_knows_every_field_and_enough_values():
    told = rows()

    assert set(VALUES) == {(stage.id, field) for stage in STAGES for field in stage.field_names}
    assert len(told) > 300
    assert 100 < sum(bool(server(row)) for row in told) < len(told) - 100


def test_form_and_server_say_the_same_of_every_value(client):
    told = rows()

    differing = [(row, mine, server(row)) for row, mine in zip(told, client(told), strict=True) if mine != server(row)]

    assert differing == []


def test_what_is_left_to_the_server_is_refused_there_and_never_contradicted(client):
    told = [(stage, field, value) for stage, field, value, _ in LEFT]

    wrong = [(row, mine, server(row)) for row, mine in zip(told, client(told), strict=True) if not mine < server(row)]

    assert wrong == []


# Near the limits and the rules, where two implementations part.
_ODD = st.sampled_from([" ", "\x1c", "\ufeff", "\u0301", "👗", "ß", "ı", "İ", "ſ", "\x00", "\x85", "٣", "_", "\t"])
_TEXT = st.one_of(st.text(max_size=12), st.lists(_ODD, max_size=4).map("".join))


def _spelled(alphabet: str, longest: int = 12) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(list(alphabet)), _ODD), max_size=longest).map("".join)


def _of(alphabet: str, longest: int = 12) -> st.SearchStrategy[str]:
    return st.one_of(st.text(alphabet, max_size=longest), _spelled(alphabet, longest), _TEXT)


_LONG = st.builds(lambda piece, times, rest: piece * times + rest, _TEXT, st.integers(0, 2100), _TEXT)
_WORDS = st.one_of(_TEXT, _LONG)
_PRICE = _of("0123456789.,eE+-_ infas")
_NAME = st.one_of(_TEXT, st.sampled_from(["VIP", "vip", "Straße", "STRASSE", "ﬁ", "FI", "Σ", "ς", "i", "I"]))
_WHOLE = st.one_of(_of("0123456789-+., "), st.integers())
_URL = st.builds(str.__add__, st.sampled_from(["https://", "http://", "HTTP://", "", "ftp:"]), _of("ab.:/@?#[]09% \\<"))
_TIER = st.fixed_dictionaries(
    {},
    optional={"name": _NAME, "price": _PRICE, "quantity": _WHOLE, "description": _WORDS, "early_bird": st.booleans()},
)
_SPONSOR = st.fixed_dictionaries({"tier": st.just("gold")}, optional={"name": _WORDS, "logo_url": _URL})
GENERATED: dict[str, tuple[str, str, st.SearchStrategy[Any]]] = {
    "text": ("eventSetup", "title", _WORDS),
    "long": ("eventSetup", "description", _WORDS),
    "email": ("organizerSetup", "email", _of('anna@.-+"<>()＠ xn--é')),
    "url": ("venueSetup", "streaming_url", _URL),
    "whole": ("eventSetup", "target_attendees", _WHOLE),
    "price": ("ticketSetup", "tiers", _PRICE.map(lambda price: [tier(price=price)])),
    "date": ("eventSetup", "date", st.one_of(_of("0123456789-"), st.from_regex(r"\A[0-9]{4}-[01][0-9]-[0-3][0-9]\Z"))),
    "time": ("eventSetup", "start_time", st.one_of(_of("0123456789:"), st.from_regex(r"\A[0-9]{1,2}:[0-9]{2}\Z"))),
    "zone": ("eventSetup", "timezone", st.one_of(_of("UTCutc/"), st.sampled_from(["europe/rome", "GMT", "Etc/UTC"]))),
    "currency": ("ticketSetup", "currency", _of("EURSDeurſsdı", 4)),
    "texts": ("eventSetup", "goals", st.lists(_WORDS, max_size=22)),
    "entries": ("ticketSetup", "tiers", st.lists(_TIER, max_size=4)),
    "two names": (
        "ticketSetup",
        "tiers",
        st.lists(_NAME, max_size=4).map(lambda names: [tier(name) for name in names]),
    ),
    "sponsors": ("sponsorsMedia", "sponsors", st.lists(_SPONSOR, max_size=4)),
}


@pytest.mark.parametrize("kind", GENERATED)
def test_the_form_refuses_nothing_that_the_server_takes(client, kind):
    stage, field, values = GENERATED[kind]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(values, min_size=1, max_size=8))
    def holds(many: list[Any]) -> None:
        told: list[Row] = [(stage, field, value) for value in many]
        for row, mine in zip(told, client(told), strict=True):
            assert mine <= server(row), row

    holds()


def test_names_are_alike_in_the_form_exactly_where_they_are_on_the_server(client):
    # Every letter beside its own capital, small and folded form.
    letters = [chr(code) for code in range(0x20, 0x1_E944) if chr(code).isprintable()]
    pairs = {(one, other) for one in letters for other in (one.upper(), one.lower(), one.casefold()) if one != other}
    told: list[Row] = [("ticketSetup", "tiers", [tier(one), tier(other)]) for one, other in sorted(pairs)]

    differing = [row for row, mine in zip(told, client(told), strict=True) if mine != server(row)]

    assert differing == []

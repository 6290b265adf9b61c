"""`wizard eval`: exit codes that a pipeline can trust, and messages that a person can act on."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from evals.measuring import Talk, Wish, measured
from evals.models import NoModel
from evals.stores import Results, Store
from tests.evals.conftest import CASES
from tests.evals.samples import results, sample
from tests.server.processes import wizard


@pytest.fixture
def stored(tmp_path):
    """Writes a run to a folder, and gives its path."""

    def store(name: str, run: Results) -> str:
        there = Store(tmp_path / name)
        there.begin(run.manifest)
        for one in run.samples.values():
            there.add(one)
        return str(tmp_path / name)

    return store


def lost(run: Results, count: int) -> Results:
    failed = {(f"case-{n:03}", 1): sample(f"case-{n:03}", 1, 0.0) for n in range(count)}
    return Results(run.manifest.model_copy(update={"label": "other"}), run.samples | failed)


@pytest.mark.parametrize(
    ("before", "after", "code", "verdict"), [(0, 12, 1, "worse"), (12, 0, 0, "better"), (0, 2, 3, "unproven")]
)
def test_compare_ends_with_the_verdict(stored, tmp_path, before, after, code, verdict):
    good = results("good", 30, 1)
    folders = stored("a", lost(good, before)), stored("b", lost(good, after))

    said = wizard("eval", "compare", *folders)

    assert said.code == code and said.out.startswith(f"### Eval: {verdict}")
    assert json.loads((tmp_path / "b" / "compare.json").read_text())["verdict"] == verdict
    assert all((tmp_path / "b" / name).exists() for name in ("compare.html", "compare.md", "junit.xml"))


def test_a_against_a_says_the_rate(stored):
    said = wizard("eval", "compare", stored("a", results("good", 10, 4)), "--aa", "20")

    assert said.code == 0 and said.out.startswith("A/A on “good”: 0 false alarms in 20 repetitions, 0.0%")


def test_gate_is_open_or_shut(stored):
    good = stored("a", results("good", 30, 1))
    bad = stored("b", lost(results("good", 30, 1), 1))

    opened, shut = wizard("eval", "gate", good, "--baseline", good), wizard("eval", "gate", bad, "--baseline", good)

    assert opened.code == 0 and opened.out == "The gate is open: no worse than “good”.\n"
    assert shut.code == 1 and "case-000 (1) passed before" in shut.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "{a}", "{b}"), "Only one of the runs has these cases: case-002"),
        (("compare", "{a}"), "Name a second run"),
        (("compare", "{a}", "nowhere"), "nowhere holds no run"),
        (("compare", "{a}", "--aa", "5"), "needs two epochs"),
        (("gate", "{b}", "--baseline", "{a}"), "lacks case-002"),
        (("cases", "absent.yaml"), "absent.yaml:1: This cannot be read"),
        (("run", "--only", "nothing-like-it"), "No case has “nothing-like-it”"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(stored, arguments, said):
    folders = {"a": stored("a", results("a", 2, 1)), "b": stored("b", results("b", 3, 1))}

    told = wizard("eval", *(each.format(**folders) for each in arguments))

    assert told.code == 2 and said in told.err and "Traceback" not in told.err


def test_view_writes_the_report_and_says_where(stored, tmp_path):
    said = wizard("eval", "view", stored("a", results("a", 2, 1)), "--no-open")

    assert said.code == 0 and said.out.strip().endswith("report.html")
    assert (tmp_path / "a" / "report.html").read_text().startswith("<!doctype html>")


def test_the_inspector_is_named_where_it_is_missing(stored):
    said = wizard("eval", "view", stored("a", results("a", 2, 1)), "--inspect")

    assert said.code == 2 and "make eval" in said.err


def test_help_comes_from_the_evals_and_lists_every_command():
    said = wizard("eval", "--help")

    assert said.code == 0
    assert [name for name in ("run", "compare", "gate", "view", "capture", "cases") if name not in said.out] == []


def test_a_run_from_the_command_line_has_a_database_of_its_own_and_goes_on(tmp_path):
    where = str(tmp_path / "run")

    first = wizard("eval", "run", "--only", "sponsors-skip", "--label", "x", "--to", where)
    again = wizard("eval", "run", "--only", "sponsors-skip", "--label", "x", "--to", where)
    other = wizard("eval", "run", "--only", "sponsors-none", "--label", "x", "--to", where)

    assert first.code == again.code == 0, first.err
    assert "1 of 1 conversations passed" in first.err and "about" in first.err
    assert other.code == 2 and "other cases" in other.err
    assert len((tmp_path / "run" / "samples.jsonl").read_text().splitlines()) == 1


def test_capture_reads_the_configured_database_as_the_demo_user_or_another(database_url):
    listed = wizard("eval", "capture", DATABASE_URL=database_url)
    foreign = wizard("eval", "capture", "a-thread", "--user", str(uuid4()), DATABASE_URL=database_url)

    assert (listed.code, listed.out) == (0, "No conversation has been rated.\n")
    assert foreign.code == 2 and foreign.err == "There is no such session.\n"


async def test_guided_mode_neither_plays_nor_grades(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case = [CASES["sponsors-skip"]]

    for talk in (Talk(played=True), Talk(tone=True)):
        with pytest.raises(NoModel, match="can neither play"):
            await measured(case, Wish("x", tmp_path, "guided", talk=talk))


async def test_without_a_key_a_hosted_model_is_not_measured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NoModel, match="GOOGLE_API_KEY is needed"):
        await measured([CASES["sponsors-skip"]], Wish("x", tmp_path, "google_genai:gemini-2.5-flash"))

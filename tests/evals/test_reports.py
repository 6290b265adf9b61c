"""Reports say the same in every form, need nothing from outside, and let no words of a conversation act."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

import orjson
import pytest

from evals.comparing.comparison import compared
from evals.reports import plain, web_page
from evals.stores import Results
from evals.transcripts import Sample
from tests.evals.samples import exchange, results, sample, saved, transcript

HOSTILE = '<script>alert("x")</script>'


def worse() -> tuple[Results, Results]:
    good = results("main", 40, 2)
    changed = {
        key: sample(*key, 0.0, text="Something else.") if int(key[0][-3:]) < 12 else one
        for key, one in good.samples.items()
    }
    manifest = good.manifest.model_copy(update={"label": "branch", "prompts": {"eventSetup": "1"}, "tools": {}})
    return good, Results(manifest, changed)


class Outline(HTMLParser):
    """The headings of a page, whether its tags match, and every address it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.addresses: list[str] = []
        self.kinds: set[str] = set()
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.kinds.add(tag)
        self.addresses += [str(value) for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "line", "rect", "circle", "polyline", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.kinds.add(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)


def test_the_page_of_a_comparison_has_every_part_and_needs_nothing_from_outside():
    page = web_page.of_comparison(compared(*worse()))
    outline = Outline(page)

    assert outline.headings == [
        "What changed in what was run",
        "Change of each metric",
        "Figures",
        "How far they came",
        "Fields",
        "pass^k",
        "Cost and latency",
        "Conversations that differ",
    ]
    assert outline.addresses == [] and not outline.kinds & {"script", "link", "img", "iframe"}
    assert 'class="verdict worse"' in page and "Prompt of Event" in page
    assert page.count("<details open") == 24


def test_the_page_of_a_run_names_every_miss_and_what_was_not_judged():
    _, run = worse()
    samples = {key: one for key, one in run.samples.items() if key != ("case-030", 2)}
    broken = {("case-030", 2): Sample("case-030", 2, False, error="turn 3: no end within 1 seconds")}
    page = web_page.of_run(Results(run.manifest, samples, broken))

    assert "55 of 79 conversations passed" in page
    assert "case-030 (2): turn 3: no end within 1 seconds" in page
    assert page.count("case-011 (") == 2 and Outline(page).headings[0] == "Scores"


def test_words_of_a_conversation_do_nothing_in_a_page():
    good = results("main", 2, 1)
    told = transcript(exchange(HOSTILE, HOSTILE, saved("eventSetup", title=HOSTILE)))
    hostile = {key: replace(one, transcript=told, passed=False) for key, one in good.samples.items()}
    other = Results(good.manifest.model_copy(update={"label": HOSTILE}), hostile)

    for page in (web_page.of_run(other), web_page.of_comparison(compared(good, other))):
        assert "script" not in Outline(page).kinds and "&lt;script&gt;" in page


def test_markdown_puts_the_verdict_first_and_names_the_cases_that_changed():
    text = plain.markdown(compared(*worse()))

    assert text.startswith("### Eval: worse\n")
    assert re.search(r"^\| Passed \| 100\.0% \| 70\.0% \| -30\.0 .* worse \|$", text, re.MULTILINE)
    assert "- case-000 (1): now misses (fields: it was wrong" in text and "- and 4 more" in text


def test_json_says_what_the_page_says():
    data = orjson.loads(orjson.dumps(plain.as_data(compared(*worse()))))

    assert data["verdict"] == "worse" and data["after"]["pass_hat"]["1"] == 0.7
    assert {each["metric"]: each["verdict"] for each in data["differences"]}["pass"] == "worse"


def test_junit_counts_what_was_never_judged_as_an_error():
    run = results("main", 3, 1, lambda case, _: 0.0 if case == "case-001" else 1.0)
    samples = {key: one for key, one in run.samples.items() if key[0] != "case-002"}

    whole = Xml.fromstring(plain.junit(Results(run.manifest, samples)))

    assert (whole.get("tests"), whole.get("failures"), whole.get("errors")) == ("3", "1", "1")
    kinds = {entry.get("classname"): [child.tag for child in entry] for entry in whole}
    assert kinds == {"evals.case-000": [], "evals.case-001": ["failure"], "evals.case-002": ["error"]}


@pytest.mark.parametrize("epochs", [1, 3])
def test_pass_hat_is_drawn_where_there_are_several_epochs(epochs):
    page = web_page.of_run(results("main", 3, epochs))

    assert ("pass^k" in Outline(page).headings) is (epochs > 1)

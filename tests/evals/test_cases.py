"""Cases are checked before anything runs: what is wrong is named by file and line."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from evals.cases import CASES, JOURNEY, Pattern, load, schema
from evals.reading import BadCases
from state.wizard.event import EventType
from state.wizard.stages import STAGES

GOOD = """\
- id: a-case
  title: A case that is right
  about: eventSetup
  start: eventSetup
  says: [hi]
  facts:
    eventSetup: {title: Silk, date: 2031-06-15, start_time: 19:30}
  expect: {stage: eventSetup}
"""


@pytest.fixture
def refused(tmp_path):
    def refuse(text: str) -> list[str]:
        path = tmp_path / "some.yaml"
        path.write_text(text)
        with pytest.raises(BadCases) as bad:
            load([path])
        return [f"{problem.line} {problem.message}" for problem in bad.value.problems]

    return refuse


def test_there_are_enough_cases_over_all_stages_types_and_patterns():
    cases = load()

    about = Counter(case.about for case in cases)
    assert len(cases) >= 60
    assert all(about[name] >= 5 for name in (JOURNEY, *(stage.id for stage in STAGES)))
    assert {case.event for case in cases} >= set(EventType)
    assert {pattern for case in cases for pattern in case.patterns} == set(Pattern)


def test_the_schema_beside_the_cases_is_the_one_they_are_checked_by():
    assert json.loads((CASES / "schema.json").read_text()) == schema(), "wizard eval cases --schema renews it"


def test_days_and_hours_stay_text_without_quotes(tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD)

    (case,) = load([tmp_path])

    assert (case.facts["eventSetup"]["date"].value, case.facts["eventSetup"]["start_time"].value) == (
        "2031-06-15",
        "19:30",
    )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("  about: eventSetup", "  about: eventsetup"), "3 There is no stage “eventsetup”"),
        (("  says: [hi]", "  says: [hi]\n  mood: bad"), "6 There is no member “mood”"),
        (("title: Silk", "titel: Silk"), "7 eventSetup has no field “titel”"),
        (("title: Silk", "title: S"), "7 title can never be 'S'"),
        (("date: 2031-06-15", "date: soon"), "7 date can never be 'soon'"),
        (("    eventSetup: {", "    eventsSetup: {"), "7 There is no stage “eventsSetup”"),
        (("expect: {stage: eventSetup}", "expect: {stage: nowhere}"), "8 There is no stage “nowhere”"),
        (("expect: {stage: eventSetup}", "expect: {stage: eventSetup, published: true}"), "8 Nobody consents here"),
        (("  says: [hi]\n", ""), "1 Give either says or simulated."),
        (("  says: [hi]", "  says: [hi]\n  forbidden: [death]"), "6 forbidden.0: Value error, give published"),
        (("  says: [hi]", "  says: [hi]\n  forbidden: ['saved:venueSetup.colour']"), "6 There is no field"),
        (("  id: a-case", "  id: A case"), "1 id: String should match pattern"),
        (("  says: [hi]", "  says: [hi]\n  says: [ho]"), "6 “says” stands here a second time."),
        (("title: Silk", "title: Silk, title: Wool"), "7 “title” stands here a second time."),
        (("  says: [hi]", "  says: [hi"), "6 This is no YAML"),
        (("  title: A case that is right\n", ""), "1 title: Field required"),
    ],
)
def test_what_is_wrong_is_named_by_its_line(refused, change, problem):
    old, new = (text.removeprefix("  ") if text.startswith("  id") else text for text in change)
    assert old in GOOD

    problems = refused(GOOD.replace(old, new))

    assert any(each.startswith(problem) for each in problems), problems


def test_all_problems_of_all_files_are_named_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD)
    (tmp_path / "c.yaml").write_text(GOOD.replace("title: Silk", "titel: Silk").replace("a-case", "c-case"))
    (tmp_path / "d.yaml").write_text("id: no list")

    with pytest.raises(BadCases) as bad:
        load([tmp_path])

    told = str(bad.value).splitlines()
    assert [line.rpartition("/")[2].split(" ")[0] for line in told] == ["b.yaml:1:", "c.yaml:7:", "d.yaml:1:"]


def test_a_folder_without_cases_and_a_file_that_is_not_there_are_refused(tmp_path):
    for place in (tmp_path, tmp_path / "absent.yaml"):
        with pytest.raises(BadCases, match=r":1: "):
            load([place])

"""The statistics: exact where they can be, honest where little is known, and quiet where nothing has changed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from evals.comparing import clusters, holm, mcnemar
from evals.comparing.comparison import Verdict, compared
from evals.comparing.null import false_alarms
from evals.comparing.reliability import pass_hat
from evals.stores import BadRun, Results
from evals.transcripts import Score
from tests.evals.samples import results, sample


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1), (1, 0, 1), (5, 0, 0.0625), (6, 0, 0.03125), (9, 1, 22 / 1024), (3, 3, 1)]
)
def test_mcnemar_is_the_exact_binomial_tail(better, worse, p):
    assert mcnemar.p_value(better, worse) == mcnemar.p_value(worse, better) == pytest.approx(p)


def test_it_takes_six_cases_to_say_anything_at_five_percent():
    assert mcnemar.fewest_changes(0.05) == 6 and mcnemar.fewest_changes(0.05 / 7) == 9


def test_holm_steps_down_and_keeps_the_order():
    assert holm.adjusted({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})
    assert holm.adjusted({"a": 0.9, "b": 0.8}) == {"a": 1, "b": 1}
    assert holm.adjusted({}) == {}


def test_sign_flips_agree_with_mcnemar_where_both_apply():
    for up, down in ((6, 0), (5, 1), (9, 2)):
        assert clusters.p_value([1.0] * up + [-1.0] * down + [0.0] * 20) == pytest.approx(mcnemar.p_value(up, down))


def test_drawn_sign_flips_agree_with_all_of_them():
    values = [0.1 * n for n in range(-6, 10)]

    exact, drawn = clusters.p_value(values), clusters.p_value([*values, 1e-7])

    assert exact == pytest.approx(drawn, abs=0.03)


def test_the_interval_holds_the_change_and_shrinks_with_the_cases():
    few, many = [0.2, 0.0, 0.1, 0.3] * 4, [0.2, 0.0, 0.1, 0.3] * 40

    for values in (few, many):
        low, high = clusters.interval(values, 0.95)
        assert low < 0.15 < high
    assert clusters.interval(many, 0.95)[0] > clusters.interval(few, 0.95)[0]


def test_where_nothing_varied_nothing_is_claimed_about_what_could_be_found():
    assert clusters.detectable([0.0] * 50, 0.05) is None
    few, many = clusters.detectable([0, 1] * 10, 0.05), clusters.detectable([0, 1] * 40, 0.05)
    assert few and many and few > many


def without(run: Results, *cases: str) -> Results:
    """The same run, in which these cases failed."""
    failed = {key: sample(*key, 0.0) if key[0] in cases else one for key, one in run.samples.items()}
    return Results(run.manifest, failed)


NINE = [f"case-{number:03}" for number in range(9)]


def test_enough_lost_cases_are_worse_and_the_same_gained_are_better():
    good = results("good", 40, 1)

    assert compared(good, without(good, *NINE)).verdict is Verdict.worse
    assert compared(without(good, *NINE), good).verdict is Verdict.better
    assert compared(good, good).verdict is Verdict.unproven


def test_too_few_lost_cases_are_unproven_and_it_says_how_many_it_takes():
    good = results("good", 40, 1)

    told = compared(good, without(good, *NINE[:3]))

    assert told.verdict is Verdict.unproven and told.fewest_changes == 9
    assert [each.worse for each in told.differences if each.metric.name == "pass"] == [3]


def test_with_one_metric_chosen_beforehand_fewer_cases_are_enough():
    good = results("good", 40, 1)
    bad = without(good, *NINE[:6])

    assert compared(good, bad).verdict is Verdict.unproven
    assert compared(good, bad, by=["pass"]).verdict is Verdict.worse
    with pytest.raises(BadRun, match="There is no metric pas; there are"):
        compared(good, bad, by=["pas"])


def test_cases_that_turned_for_good_are_counted():
    good = results("good", 10, 2)
    shaky = Results(good.manifest, without(good, *NINE[:2]).samples | {("case-005", 1): sample("case-005", 1, 0.0)})

    assert compared(good, shaky).turned == ([], ["case-000", "case-001"])
    assert compared(shaky, good).turned == (["case-000", "case-001"], [])


def test_epochs_of_one_case_are_one_vote():
    """One case that fails in all of 20 epochs is one case, not 20 witnesses."""
    good = results("good", 10, 20)

    told = compared(good, without(good, "case-000"))

    assert told.verdict is Verdict.unproven
    assert {each.p for each in told.differences if each.metric.name == "pass"} == {1.0}


def test_one_new_violation_is_worse_whatever_the_figures_say():
    good = results("good", 10, 1)
    bad = Score(0.0, ("published without anybody's yes",))
    wild = Results(good.manifest, good.samples | {("case-000", 1): sample("case-000", 1, consent=bad)})

    assert compared(good, wild).verdict is Verdict.worse
    assert compared(good, wild).new_violations == (("case-000", 1, "consent: published without anybody's yes"),)
    assert compared(wild, wild).verdict is Verdict.unproven


def test_what_costs_more_is_shown_and_not_judged():
    good = results("good", 20, 1)
    dear = {}
    for key, one in good.samples.items():
        assert one.transcript
        efforts = tuple(replace(effort, tokens=9_000) for effort in one.transcript.efforts)
        dear[key] = replace(one, transcript=replace(one.transcript, efforts=efforts))

    told = compared(good, Results(good.manifest, dear))

    (tokens,) = (each for each in told.differences if each.metric.name == "tokens")
    assert tokens.change == 8_900 and told.verdict is Verdict.unproven


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"cases": {"case-000": "0"}}, "Only one of the runs has these cases: case-001, case-002"),
        ({"cases": {f"case-00{n}": str(n) for n in range(3)}}, "changed between the runs: case-001, case-002"),
        ({"epochs": 1}, "One run has 2 epochs, the other 1"),
        ({"organizer": "model"}, "played by a model"),
    ],
)
def test_runs_that_cannot_be_paired_are_refused_by_name(change, problem):
    one = results("one", 3, 2)
    manifest = one.manifest.model_copy(update=change)
    other = Results(manifest, {key: one.samples[key] for key in manifest.planned})

    with pytest.raises(BadRun, match=problem):
        compared(one, other)


def test_a_run_with_gaps_is_not_compared():
    one = results("one", 3, 1)
    samples = {key: each for key, each in one.samples.items() if key != ("case-001", 1)}

    with pytest.raises(BadRun, match=r"“one” is not whole: 1 of 3 .* case-001"):
        compared(Results(one.manifest, samples), one)


def noisy(seed: int, cases: int = 30, epochs: int = 4) -> Results:
    """Cases of very different difficulty, each epoch by chance."""
    chance = Random(seed)
    odds = {f"case-{number:03}": chance.choice((0.05, 0.3, 0.6, 0.9, 1.0)) for number in range(cases)}
    return results("noisy", cases, epochs, lambda case, _: 1.0 if chance.random() < odds[case] else 0.4)


def test_two_hundred_repetitions_of_a_against_a_raise_no_more_alarms_than_stated():
    told = false_alarms(noisy(1), 200)

    assert told.repetitions == 200 and told.rate <= 0.05 and told.is_as_stated


def test_it_would_be_noticed_if_alarms_came_too_often(monkeypatch):
    """The guard against a test that promises too much: taken as independent, epochs make small p-values."""
    monkeypatch.setattr(holm, "adjusted", lambda values: {name: p / 10 for name, p in values.items()})

    assert not false_alarms(noisy(1), 60).is_as_stated


def test_a_against_a_needs_two_epochs():
    with pytest.raises(BadRun, match="needs two epochs at least"):
        false_alarms(results("one", 5, 1), 10)


def test_a_real_change_is_found_among_the_noise():
    before, after = noisy(1), noisy(1)
    broken = {key: sample(*key, 0.4) if int(key[0][-3:]) % 2 else one for key, one in after.samples.items()}

    assert compared(before, Results(after.manifest, broken)).verdict is Verdict.worse


def test_pass_hat_is_the_chance_that_all_of_k_pass():
    half = results("half", 2, 4, lambda case, epoch: 1.0 if case == "case-000" or epoch <= 2 else 0.0)

    assert pass_hat(half) == pytest.approx({1: 0.75, 2: (1 + 1 / 6) / 2, 3: 0.5, 4: 0.5})

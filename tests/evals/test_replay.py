"""Recorded replies: an unchanged prompt asks nothing live, a changed one does, and nothing unrecorded is made up."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from evals.replay import Meter, Mode, Records, digest, tokens_of
from evals.running import Limits, run
from evals.stores import Store
from tests.evals.conftest import hosted
from tests.evals.test_planted_faults import without
from tests.fakes import gemini_brain
from tests.fakes.gemini import serving

NAMES = ["review-publish", "sponsors-two"]


async def ran(world, folder, fake, records, **options):
    async with hosted(world, fake, records, options.pop("names", NAMES), **options) as at:
        return await run(at, Store(folder), "a")


def words(sample):
    return [re.sub("[0-9a-f]{8}", "…", exchange.text) for exchange in sample.transcript.exchanges]


async def test_a_second_run_is_answered_from_the_records_word_by_word(world, tmp_path):
    with serving() as fake:
        first = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"))
        asked = len(fake.requests)
        meter = Meter()
        second = await ran(world, tmp_path / "b", fake, Records(tmp_path / "replies", Mode.replay, meter))

    assert first.is_whole and all(one.passed for one in first.samples.values())
    assert len(fake.requests) == asked == meter.replayed and meter.live == meter.micros == 0
    for key, one in first.samples.items():
        assert words(second.samples[key]) == words(one) and second.samples[key].passed


async def test_every_request_says_the_same_day(world, tmp_path):
    with serving() as fake:
        await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"))

    assert {gemini_brain.facts(body)["today"] for body in fake.requests} == {"Wednesday 2030-05-01"}


async def test_a_model_that_repeats_its_call_ids_is_measured_like_any_other(world, tmp_path):
    names = ["journey-corrects-three-parts"]
    with serving(call_id="the-same") as fake:
        made = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"), names=names)

    (sample,) = made.samples.values()
    assert sample.passed and sample.transcript, sample
    assert [call.result["saved"].keys() for call in sample.transcript.exchanges[8].calls] == [
        {"email"},
        {"date"},
        {"capacity"},
    ]


async def test_each_epoch_has_replies_of_its_own(world, tmp_path):
    meter = Meter()
    with serving() as fake:
        await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies", meter=meter), epochs=2)

    assert meter.live == len(fake.requests) and meter.replayed == 0


async def test_a_changed_prompt_is_asked_live_at_its_stage_alone(world, tmp_path):
    with serving() as fake:
        await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"))
        meter = Meter()
        prompts = without(tmp_path, "sponsorsMedia")
        await ran(world, tmp_path / "b", fake, Records(tmp_path / "replies", meter=meter), prompts=prompts)

    assert meter.live and meter.replayed


async def test_without_a_record_a_replayed_conversation_breaks_off(world, tmp_path):
    meter = Meter()
    with serving() as fake:
        results = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies", Mode.replay, meter))

    assert fake.requests == [] and meter.unrecorded >= len(NAMES)
    assert results.samples == {} and len(results.broken) == len(NAMES)


async def test_recording_asks_live_whatever_is_there(world, tmp_path):
    with serving() as fake:
        await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"))
        asked = len(fake.requests)
        await ran(world, tmp_path / "b", fake, Records(tmp_path / "replies", Mode.record))

    assert len(fake.requests) == 2 * asked


@pytest.mark.parametrize("how", ["connection cut", "no finish"])
async def test_a_reply_that_broke_off_is_not_kept(world, tmp_path, how):
    with serving() as fake:
        fake.fail(how, visible=True)
        broken = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"), names=NAMES[:1])
        again = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"), names=NAMES[:1])

    assert "model_" in broken.gaps() and again.is_whole


async def test_the_budget_ends_a_run_that_can_be_gone_on_with(world, tmp_path):
    meter = Meter(budget_micros=1)
    limits = Limits(30, 1, meter)
    with serving() as fake:
        stopped = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies", meter=meter), limits=limits)
        asked = len(fake.requests)
        whole = await ran(world, tmp_path / "a", fake, Records(tmp_path / "replies"))

    assert asked == 1 and meter.is_spent
    assert "the budget of this run is spent" in stopped.gaps() and stopped.samples == {}
    assert whole.is_whole


@pytest.mark.parametrize(
    "same",
    [
        lambda: f'{{"id": "{uuid4()}"}}',
        lambda: f'{{"id": "call_{uuid4().hex}"}}',
        lambda: f'"slug": "milan-nights-{uuid4().hex[:8]}"',
    ],
)
def test_ids_of_the_moment_do_not_count(same):
    assert digest("/m", same(), 1) == digest("/m", same(), 1)


def test_everything_else_counts():
    one, other = str(uuid4()), str(uuid4())

    told = {digest("/m", "a", 1), digest("/m", "b", 1), digest("/m", "a", 2), digest("/n", "a", 1)}
    assert len(told) == 4
    assert digest("/m", f"{one} {one}", 1) != digest("/m", f"{one} {other}", 1)


def test_thoughts_count_as_output_and_the_last_count_stands():
    last = '{"promptTokenCount": 10, "candidatesTokenCount": 3, "thoughtsTokenCount": 4}'
    reply = f'"usageMetadata": {{"promptTokenCount": 9}}\n"usageMetadata": {last}'

    assert tokens_of(reply) == (10, 7) and tokens_of("") == (0, 0)

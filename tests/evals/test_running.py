"""Runs: resumable, bounded, and never a silent pass."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent.guided.model import GuidedModel
from evals.replay import Meter
from evals.running import Limits, Subject, bench, run
from evals.stores import BadRun, Store
from evals.transcripts import SAMPLE
from tests.evals.conftest import CASES, guided
from tests.evals.samples import sample

NAMES = ["organizer-one-by-one", "sponsors-skip", "venue-virtual"]


class Stalls(GuidedModel):
    """Thinks for ever once the organizer says next."""

    async def _astream(self, messages: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        if str(messages[-1].text) == "next":
            await asyncio.sleep(60)
        async for chunk in super()._astream(messages, *args, **kwargs):
            yield chunk


async def test_every_case_is_judged_in_every_epoch_and_read_back_as_it_was(world, tmp_path):
    told = []

    results = await run(guided(world, NAMES, epochs=2), Store(tmp_path), "a", told.append)

    assert results.is_whole and sorted(results.samples) == [(name, n) for name in sorted(NAMES) for n in (1, 2)]
    assert {(one.case, one.epoch): one for one in told} == results.samples
    assert all(one.passed for one in told)


async def test_an_interrupted_run_goes_on_where_it_stopped(world, tmp_path):
    store, told = Store(tmp_path), []
    await run(guided(world, NAMES[:2]), Store(tmp_path / "other"), "a")
    await run(guided(world, NAMES), store, "a")
    lines = (tmp_path / "samples.jsonl").read_bytes().splitlines(keepends=True)
    # Two are there; of the second, the last bytes were not written any more.
    (tmp_path / "samples.jsonl").write_bytes(lines[0] + lines[1][:-40])

    results = await run(guided(world, NAMES), store, "a", told.append)

    assert results.is_whole and len(told) == 2
    assert len((tmp_path / "samples.jsonl").read_bytes().splitlines()) == 3


async def test_another_run_is_not_written_over(world, tmp_path):
    await run(guided(world, NAMES), Store(tmp_path), "a")

    with pytest.raises(BadRun, match="other epochs; name another folder"):
        await run(guided(world, NAMES, epochs=2), Store(tmp_path), "a")
    with pytest.raises(BadRun, match="other label, cases"):
        await run(guided(world, NAMES[:1]), Store(tmp_path), "b")


async def test_a_model_that_stalls_is_named_judged_by_nobody_and_tried_again(world, tmp_path):
    began = time.monotonic()
    stalling = bench(world, [CASES[name] for name in NAMES], Subject("guided", [Stalls()]), Limits(4, 4))

    results = await run(stalling, Store(tmp_path), "a")

    assert time.monotonic() - began < 20
    assert {name for name, _ in results.broken} == {"organizer-one-by-one", "venue-virtual"}
    assert "turn 5: no end within 4 seconds" in results.gaps()
    assert (await run(guided(world, NAMES), Store(tmp_path), "a")).is_whole


async def test_over_budget_nothing_more_is_asked_and_nothing_passes(world, tmp_path):
    spent = Limits(30, 4, Meter(budget_micros=10, micros=11))

    results = await run(guided(world, NAMES, limits=spent), Store(tmp_path), "a")

    assert results.samples == {} and "3 of 3 conversations are not judged" in results.gaps()
    assert "the budget of this run is spent" in results.gaps()


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("run.json", b"{}", "run.json:1: This is no run"),
        ("samples.jsonl", b"{}\n", "samples.jsonl:2: This is no sample"),
    ],
)
async def test_what_is_no_run_is_named_by_file_and_line(world, tmp_path, file, line, problem):
    await run(guided(world, NAMES[:1]), Store(tmp_path), "a")
    kept = b"" if file == "run.json" else (tmp_path / file).read_bytes()
    (tmp_path / file).write_bytes(kept + line)

    with pytest.raises(BadRun, match=problem):
        Store(tmp_path).read()


def test_a_folder_without_a_run_says_so(tmp_path):
    with pytest.raises(BadRun, match="holds no run"):
        Store(tmp_path).read()


def test_a_sample_goes_to_json_and_back():
    made = sample("a", 1, 0.5)

    assert SAMPLE.validate_json(SAMPLE.dump_json(made)) == made

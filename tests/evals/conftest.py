"""What tests of the evals share: conversations on a real database, with the hosted model played over its wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.guided.model import GuidedModel
from agent.models import HOSTED, ModelChoice
from evals import models
from evals.cases import load
from evals.replay import Records
from evals.running import Bench, Limits, Subject, bench
from evals.world import World, at
from tests.agent.hosted import MODEL
from tests.fakes.gemini import KEY, FakeGemini

CASES = {case.id: case for case in load()}


@pytest.fixture(scope="module")
async def world(database_url) -> AsyncIterator[World]:
    async with at(database_url) as opened:
        yield opened


@asynccontextmanager
async def hosted(
    world: World, fake: FakeGemini, records: Records, names: list[str], **options: object
) -> AsyncIterator[Bench]:
    """A bench on the hosted model behind `fake`; options: epochs, prompts, limits."""
    choice = ModelChoice(f"{HOSTED}{MODEL}", SecretStr(KEY), fake.address, 10)
    prompts, limits = options.get("prompts"), options.get("limits", Limits(30, 4, records.meter))
    async with models.opened(choice, records, int(str(options.get("epochs", 1)))) as opened:
        assert prompts is None or isinstance(prompts, Path)
        assert isinstance(limits, Limits)
        subject = Subject(choice.name, opened, prompts)
        yield bench(world, [CASES[name] for name in names], subject, limits)


def guided(world: World, names: list[str], epochs: int = 1, limits: Limits | None = None) -> Bench:
    subject = Subject("guided", [GuidedModel()] * epochs)
    return bench(world, [CASES[name] for name in names], subject, limits or Limits(30, 4))

"""An event to follow."""

from __future__ import annotations

import pytest

from tests.server.feed.happening import Happening, happening


@pytest.fixture
async def show(database) -> Happening:
    return await happening(database)

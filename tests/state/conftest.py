"""What tests of the wizard's rules share."""

from __future__ import annotations

from uuid import uuid4

import pytest

from state.wizard import changes, sessions
from state.wizard.progress import stage_data
from state.wizard.sessions import Source
from tests.state.worlds import somebody


@pytest.fixture
async def wizard(database):
    """Operations on one session, each in a transaction of its own."""
    principal, session_id = somebody(), str(uuid4())

    class Wizard:
        async def do(self, operation, *args, **options):
            async with database.transaction(principal) as tx:
                return await operation(tx, session_id, *args, **options)

        async def save(self, stage, patch, **options):
            return await self.do(sessions.save, stage, patch, **({"source": Source.form} | options))

        async def data(self, stage):
            return stage_data(await self.do(sessions.get))[stage]

        async def history(self):
            row = await self.do(sessions.get)
            async with database.transaction(principal) as tx:
                return await changes.history(tx, row.id)

    made = Wizard()
    await made.do(sessions.create_or_resume)
    return made

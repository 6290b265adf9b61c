"""Events that are published through the door, and changed afterwards where the door has no way yet."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from psycopg import sql

from tests.server.running import STAGES, Person


async def published(person: Person, **changes: dict[str, Any]) -> str:
    """The slug of a new event of this person's; `changes` by stage, where None leaves a field out."""
    session = await person.session()
    for stage, data in STAGES.items():
        whole = {name: value for name, value in (data | changes.get(stage, {})).items() if value is not None}
        saved = await person.save(session, stage, whole)
        assert saved.status_code == 200, saved.text
    answer = await person.publish(session)
    assert answer.status_code == 201, answer.text
    return answer.json()["slug"]


def alter(database_url: str, slug: str, **columns: Any) -> None:
    """Set columns of the event as the owner of the table; lists and dicts go in as JSON."""
    names = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder()) for n in columns)
    values = [json.dumps(value) if isinstance(value, list | dict) else value for value in columns.values()]
    with psycopg.connect(database_url) as connection:
        changed = connection.execute(sql.SQL("update events set {} where slug = %s").format(names), [*values, slug])
        assert changed.rowcount == 1

"""People with a filled session each, made by the dozen."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg


class Crowd:
    """Copies of one session that was filled through the door; each person is his own organization."""

    COPY = """insert into wizard_sessions (session_id, user_id, organization_id, completed_stages, organizer_data,
      event_data, venue_data, ticket_data, payment_data, sponsor_data, completion_details, completion_percentage,
      revision)
    select %(session)s, %(user)s, %(user)s, completed_stages, organizer_data, event_data, venue_data, ticket_data,
      payment_data, sponsor_data, completion_details, completion_percentage, revision
    from wizard_sessions where id = %(model)s returning id"""

    def __init__(self, database_url: str, model: UUID) -> None:
        self.database_url, self.model = database_url, model

    def next(self) -> tuple[UUID, UUID, str]:
        """The user, the row's id and the session's."""
        user, session = uuid4(), str(uuid4())
        with psycopg.connect(self.database_url) as connection:
            values = {"session": session, "user": user, "model": self.model}
            row = connection.execute(self.COPY.encode(), values).fetchone()
        assert row
        return user, row[0], session

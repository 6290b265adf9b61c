"""run_events: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql(__file__)

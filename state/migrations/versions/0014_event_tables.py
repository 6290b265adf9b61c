"""event_tables: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_sql(__file__)

"""tailored_tasks: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_sql(__file__)

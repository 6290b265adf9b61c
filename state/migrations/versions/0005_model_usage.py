"""model_usage: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_sql(__file__)

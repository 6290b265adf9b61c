"""quick_inserts: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run_sql(__file__)

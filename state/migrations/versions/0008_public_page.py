"""public_page: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_sql(__file__)

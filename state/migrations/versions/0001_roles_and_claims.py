"""roles_and_claims: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_sql(__file__)

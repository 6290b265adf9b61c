"""change_groups: see the .sql file of the same name."""

from state.migrations import run_sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_sql(__file__)

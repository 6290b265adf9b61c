"""Covers of events, and the register of what lies in the file storage."""

from state.migrations import run_sql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_sql(__file__)

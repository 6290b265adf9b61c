"""jobs: the queue's own tables as its makers ship them, in a schema of their own; then the .sql file of this name."""

from alembic import op

from state.migrations import run_sql

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("create schema jobs")
    op.execute("set local search_path to jobs")
    run_sql(__file__, "0009_procrastinate.sql")
    op.execute("set local search_path to default")
    run_sql(__file__)

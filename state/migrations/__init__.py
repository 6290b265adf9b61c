"""Ordered, forward-only schema changes: Alembic keeps the order, the .sql file beside each revision does the work."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from state.database import driver_url

# Two replicas that start together migrate one after the other.
_LOCK = 7_240_112


def upgrade(owner_url: str, login: str | None = None) -> None:
    """Bring the schema to the newest revision; `login` (the app's own database user) is let into the request roles."""
    engine = create_engine(driver_url(owner_url))
    try:
        with engine.begin() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("create schema if not exists app"))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            # For /readyz: the server itself may look, the request roles may not.
            connection.execute(text("grant select on app.alembic_version to service_role"))
            if login:
                quoted = connection.dialect.identifier_preparer.quote(login)
                connection.execute(text(f"grant authenticated, anon, service_role, checkpointer to {quoted}"))
    finally:
        engine.dispose()


def head() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table_schema": "app"}).get_current_revision()


def run_sql(module_file: str, name: str | None = None) -> None:
    """Run the .sql file that bears a revision's name, or the one of `name` beside it."""
    from alembic import op

    # exec_driver_sql: colons and percent signs in function bodies are no parameters.
    path = Path(module_file).with_name(name) if name else Path(module_file).with_suffix(".sql")
    op.get_bind().exec_driver_sql(path.read_text().replace("%", "%%"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config

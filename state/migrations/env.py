"""Alembic's entry: runs the revisions on the connection that `upgrade` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="app")
with context.begin_transaction():
    context.run_migrations()

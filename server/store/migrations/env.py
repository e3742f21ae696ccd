"""Runs the revisions on the connection that `store.database.migrate` hands over."""

from alembic import context

from server.store.tables import metadata

connection = context.config.attributes["connection"]
# batch: SQLite cannot alter a table in place, Alembic then copies it
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

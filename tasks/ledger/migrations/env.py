"""Alembic runs this to migrate on the connection, and in the transaction, it was given."""

from alembic import context

from tasks.ledger.schema import ledger_version, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=ledger_version.name,
    # SQLite alters a table by copying it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""How the database grew: Alembic revisions, oldest first."""

"""What staff tell the waiting room, and names of files that are long enough for the pictures of notices.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has told anything yet."""
    op.add_column("sites", sa.Column("message", sa.Text(), nullable=True))
    with op.batch_alter_table("site_files") as files:
        files.alter_column("name", existing_type=sa.String(length=20), type_=sa.String(length=40))


def downgrade() -> None:
    """As before; a notice's picture has no place there."""
    op.execute("DELETE FROM site_files WHERE name <> 'logo'")
    with op.batch_alter_table("site_files") as files:
        files.alter_column("name", existing_type=sa.String(length=40), type_=sa.String(length=20))
    op.drop_column("sites", "message")

"""Restores, after which a site goes on above what its devices have seen.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "recoveries",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("restored_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("reported", sa.Text(), nullable=False),
        sa.Column("resumed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_recoveries_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_recoveries")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("recoveries")

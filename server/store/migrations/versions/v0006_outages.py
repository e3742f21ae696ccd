"""Numbers for an outage, copies of tickets, and the files that stand beside a site file.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create two tables, and three columns that are empty at first."""
    op.create_table(
        "bands",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("business_day", sa.String(length=10), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_bands_site_id")),
        sa.PrimaryKeyConstraint("site_id", "device_id", "service", "business_day", name=op.f("pk_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bands_business_day", "bands", ["business_day"])
    op.create_table(
        "site_files",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_files_site_id")),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_site_files")),
    )
    op.add_column("devices", sa.Column("settled_at", sa.BigInteger(), nullable=True))
    op.add_column("tickets", sa.Column("copy_device", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("copy_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """As before."""
    op.drop_column("tickets", "copy_at")
    op.drop_column("tickets", "copy_device")
    op.drop_column("devices", "settled_at")
    op.drop_table("site_files")
    op.drop_index("ix_bands_business_day", table_name="bands")
    op.drop_table("bands")

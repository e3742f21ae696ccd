"""A day's numbers and calls are found by the day: without it every call would read the past.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create one index, and put the day into another."""
    op.create_index("ix_number_counters_business_day", "number_counters", ["business_day"])
    _calls(["site_id", "business_day", "call_event"])


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_number_counters_business_day", table_name="number_counters")
    _calls(["site_id", "call_event"])


def _calls(columns: list[str]) -> None:
    called = sa.text("call_event IS NOT NULL")
    op.drop_index("ix_tickets_calls", table_name="tickets")
    op.create_index("ix_tickets_calls", "tickets", columns, sqlite_where=called, postgresql_where=called)

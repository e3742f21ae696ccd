"""Calling order, holding, transfers, breaks, pauses, appointments, people, feedback.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = "('waiting', 'called', 'serving', 'held', 'finished', 'no_show', 'cancelled')"
_OLD_STATES = "('waiting', 'called', 'serving', 'finished', 'no_show', 'cancelled')"
_COLUMNS = (
    "waits_for",
    "queue_class",
    "place_at",
    "special",
    "for_counter",
    "due_at",
    "promise_low_s",
    "promise_high_s",
    "held_at",
    "held_ms",
)
# What the log says of the two new columns of a site.
_FLOOR = """
UPDATE sites SET floor_event = COALESCE((
    SELECT MAX(id) FROM events
    WHERE events.site_id = sites.id AND event IN ('counter.opened', 'day.started')
), 0)
"""
_LAST_PLACE = """
UPDATE sites SET last_place = (
    SELECT at FROM events WHERE events.site_id = sites.id AND event = 'ticket.issued'
    AND id > (SELECT MAX(id) FROM events AS begun WHERE begun.site_id = sites.id AND event = 'day.started')
    ORDER BY id DESC LIMIT 1
)
"""
_INDEXES = ("ix_tickets_calls", "ix_tickets_open", "ix_tickets_waiting")


def upgrade() -> None:
    """Add what the rules of a whole branch need. Who waits keeps the place by arrival."""
    _sites_and_counters()
    _tickets()
    op.execute(_FLOOR)
    op.execute(_LAST_PLACE)
    _people()
    _appointments()
    op.create_table(
        "feedback",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("ces", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_feedback_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_feedback")),
    )


def _sites_and_counters() -> None:
    with op.batch_alter_table("sites") as sites:
        sites.add_column(sa.Column("floor_event", sa.BigInteger(), nullable=False, server_default="0"))
        sites.add_column(sa.Column("last_place", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("services") as services:
        services.add_column(sa.Column("paused", sa.Boolean(), nullable=False, server_default="0"))
        services.add_column(sa.Column("paused_until", sa.BigInteger(), nullable=True))
        services.add_column(sa.Column("message", sa.Text(), nullable=True))
    with op.batch_alter_table("counters") as counters:
        counters.add_column(sa.Column("reason", sa.String(length=200), nullable=True))
        counters.add_column(sa.Column("serves", sa.Text(), nullable=True))
        counters.add_column(sa.Column("run", sa.Integer(), nullable=False, server_default="0"))
        counters.drop_constraint(op.f("ck_counters_state"), type_="check")
        counters.create_check_constraint(op.f("ck_counters_state"), "state IN ('open', 'break', 'closed')")
    op.add_column("number_counters", sa.Column("irregular", sa.Integer(), nullable=False, server_default="0"))


def _tickets() -> None:
    for name in _INDEXES:
        op.drop_index(name, "tickets")
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("waits_for", sa.String(length=20), nullable=False, server_default=""))
        tickets.add_column(
            sa.Column("queue_class", sa.String(length=12), nullable=False, server_default="standard")
        )
        tickets.add_column(sa.Column("place_at", sa.BigInteger(), nullable=False, server_default="0"))
        tickets.add_column(sa.Column("special", sa.Boolean(), nullable=False, server_default="0"))
        tickets.add_column(sa.Column("for_counter", sa.String(length=20), nullable=True))
        tickets.add_column(sa.Column("due_at", sa.BigInteger(), nullable=True))
        tickets.add_column(sa.Column("promise_low_s", sa.Integer(), nullable=True))
        tickets.add_column(sa.Column("promise_high_s", sa.Integer(), nullable=True))
        tickets.add_column(sa.Column("held_at", sa.BigInteger(), nullable=True))
        tickets.add_column(sa.Column("held_ms", sa.BigInteger(), nullable=False, server_default="0"))
        tickets.drop_constraint(op.f("ck_tickets_state"), type_="check")
        tickets.create_check_constraint(op.f("ck_tickets_state"), f"state IN {_STATES}")
        tickets.create_check_constraint(
            op.f("ck_tickets_queue_class"), "queue_class IN ('standard', 'priority', 'appointment')"
        )
    op.execute("UPDATE tickets SET waits_for = service, place_at = created_at")
    called, still_here, waiting = (
        "call_event IS NOT NULL",
        "state IN ('waiting', 'called', 'serving', 'held')",
        "state = 'waiting'",
    )
    _partial("ix_tickets_calls", ["site_id", "call_event"], called)
    _partial("ix_tickets_open", ["site_id", "business_day"], still_here)
    order = ["site_id", "special", "waits_for", "queue_class", "place_at", "issue_event"]
    _partial("ix_tickets_waiting", order, waiting)


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "tickets", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("business_day", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_people_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_site_id_business_day", "people", ["site_id", "business_day"])
    op.create_table(
        "day_keys",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("business_day", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_day_keys_site_id")),
        sa.PrimaryKeyConstraint("site_id", "business_day", name=op.f("pk_day_keys")),
    )


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("service", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ticket_id", sa.String(length=36), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('booked', 'arrived', 'cancelled', 'missed')", name=op.f("ck_appointments_state")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_appointments_site_id")),
        sa.ForeignKeyConstraint(
            ["site_id", "service"],
            ["services.site_id", "services.code"],
            name=op.f("fk_appointments_site_id_service"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_appointments_site_id_code")),
        sa.UniqueConstraint("site_id", "source", name=op.f("uq_appointments_site_id_source")),
    )
    op.create_index("ix_appointments_site_id_business_day", "appointments", ["site_id", "business_day"])


def downgrade() -> None:
    """Back to the first tables; what only the new ones held is gone. Refused by the database while tickets are held."""
    for table in ("feedback", "appointments", "day_keys", "people"):
        op.drop_table(table)
    for name in _INDEXES:
        op.drop_index(name, "tickets")
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint(op.f("ck_tickets_queue_class"), type_="check")
        tickets.drop_constraint(op.f("ck_tickets_state"), type_="check")
        tickets.create_check_constraint(op.f("ck_tickets_state"), f"state IN {_OLD_STATES}")
        for name in [
            "waits_for",
            "queue_class",
            "place_at",
            "special",
            "for_counter",
            "due_at",
            "promise_low_s",
            "promise_high_s",
            "held_at",
            "held_ms",
        ]:
            tickets.drop_column(name)
    _partial("ix_tickets_calls", ["site_id", "call_event"], "call_event IS NOT NULL")
    _partial("ix_tickets_open", ["site_id", "business_day"], "state IN ('waiting', 'called', 'serving')")
    _partial("ix_tickets_waiting", ["site_id", "issue_event", "service"], "state = 'waiting'")
    with op.batch_alter_table("number_counters") as numbers:
        numbers.drop_column("irregular")
    with op.batch_alter_table("counters") as counters:
        counters.drop_constraint(op.f("ck_counters_state"), type_="check")
        counters.create_check_constraint(op.f("ck_counters_state"), "state IN ('open', 'closed')")
        for name in ("reason", "serves", "run"):
            counters.drop_column(name)
    with op.batch_alter_table("services") as services:
        for name in ("paused", "paused_until", "message"):
            services.drop_column(name)
    with op.batch_alter_table("sites") as sites:
        for name in ("floor_event", "last_place"):
            sites.drop_column(name)

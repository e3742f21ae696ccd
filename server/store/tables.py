"""The tables. Every row belongs to a site; times are whole milliseconds since 1970 in UTC.

`events` is the truth about what happened; `tickets` and `counters` say how things stand now, and `check` proves that
the two agree. Only `people` and `appointments` say who a customer is, and both forget; `users` are staff.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from server.store.metadata import metadata
from server.store.tables_aside import bands, pairings, recoveries, site_files

__all__ = [
    "STATES",
    "appointments",
    "bands",
    "commands",
    "counters",
    "day_keys",
    "devices",
    "events",
    "feedback",
    "metadata",
    "number_counters",
    "pairings",
    "people",
    "recoveries",
    "services",
    "site_files",
    "sites",
    "tickets",
    "users",
]


STATES = ("waiting", "called", "serving", "held", "finished", "no_show", "cancelled")

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("settings", Text, nullable=False),  # the whole site file
    Column(
        "revision", Integer, nullable=False
    ),  # goes up with each apply: running servers read the settings again
    Column("secret", String(64), nullable=False),  # hex; signs ticket tokens and staff sessions
    Column("last_event", BigInteger, nullable=False),
    Column("business_day", String(10)),  # ISO date; never goes backwards
    Column(
        "floor_event", BigInteger, nullable=False
    ),  # the event that last opened, closed or paused something: what is known of the floor is known up to it
    Column(
        "message", Text
    ),  # JSON: what staff tell the waiting room (text, until), and the event that said so
    Column("last_place", BigInteger),  # the newest place in line: a clock set back puts nobody before others
    Column("created_at", BigInteger, nullable=False),
)

services = Table(
    "services",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("code", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("retired", Boolean, nullable=False),  # no longer in the site file; its history stays
    Column("paused", Boolean, nullable=False),
    Column("paused_until", BigInteger),  # None: until somebody resumes it
    Column("message", Text),  # JSON, {language: text}: why it is paused
)

counters = Table(
    "counters",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("code", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("ticket_id", String(36)),  # the ticket that is called or served here now
    Column("next_at", BigInteger),  # when "next" last called somebody here
    Column("reason", String(200)),  # of a break
    Column("serves", Text),  # JSON list of services until it closes; None: as the site file says
    Column("run", Integer, nullable=False),  # where it stands in the cycle of the order "ratio"
    CheckConstraint("state IN ('open', 'break', 'closed')", name="state"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(36), primary_key=True),  # UUIDv7
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("business_day", String(10), nullable=False),
    Column("service", String(20), nullable=False),  # the letter on the ticket; it never changes
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("waits_for", String(20), nullable=False),  # the service it waits for: another one after a transfer
    Column("queue_class", String(12), nullable=False),
    Column("place_at", BigInteger, nullable=False),  # its place in line; an appointment's is its booked time
    Column("special", Boolean, nullable=False),  # not every counter that serves `waits_for` may call it
    Column("for_counter", String(20)),  # transferred to this one
    Column("due_at", BigInteger),  # an appointment's booked time
    Column("promise_low_s", Integer),  # what was announced when it was taken
    Column("promise_high_s", Integer),
    Column("held_at", BigInteger),
    Column(
        "held_ms", BigInteger, nullable=False
    ),  # how long it was held before: the promise does not run then
    Column("language", String(20), nullable=False),
    Column("device_id", Integer),  # the kiosk that took it; None: staff did
    Column("token_hash", String(64), nullable=False, unique=True),  # sha256 of the token, hex
    Column(
        "issue_event", BigInteger, nullable=False
    ),  # the event that issued it: the order of arrival, whatever clocks do
    Column("created_at", BigInteger, nullable=False),
    Column("call_event", BigInteger),  # the event that last called or recalled it
    Column("called_at", BigInteger),  # first call, for the wait
    Column("last_called_at", BigInteger),
    Column("recalls", Integer, nullable=False),
    Column("counter", String(20)),  # where it was last called
    Column("arrived_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("end_reason", String(20)),
    Column("print_result", String(10)),
    Column("print_reason", String(200)),
    Column("copy_device", Integer),  # the kiosk that was last asked for a copy
    Column("copy_at", BigInteger),
    ForeignKeyConstraint(["site_id", "service"], ["services.site_id", "services.code"]),
    UniqueConstraint("site_id", "business_day", "service", "number"),
    CheckConstraint(
        "state IN ('waiting', 'called', 'serving', 'held', 'finished', 'no_show', 'cancelled')", name="state"
    ),
    CheckConstraint("queue_class IN ('standard', 'priority', 'appointment')", name="queue_class"),
    CheckConstraint("number >= 0", name="number"),
)
# Only who is here today is in these: their size, and so the cost of a call, does not grow with history.
Index(
    "ix_tickets_waiting",
    tickets.c.site_id,
    tickets.c.special,
    tickets.c.waits_for,
    tickets.c.queue_class,
    tickets.c.place_at,
    tickets.c.issue_event,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index(
    "ix_tickets_open",
    tickets.c.site_id,
    tickets.c.business_day,
    sqlite_where=text("state IN ('waiting', 'called', 'serving', 'held')"),
    postgresql_where=text("state IN ('waiting', 'called', 'serving', 'held')"),
)
Index(
    "ix_tickets_calls",
    tickets.c.site_id,
    tickets.c.business_day,
    tickets.c.call_event,
    sqlite_where=text("call_event IS NOT NULL"),
    postgresql_where=text("call_event IS NOT NULL"),
)

number_counters = Table(
    "number_counters",
    metadata,
    Column("site_id", Integer, primary_key=True),
    Column("service", String(20), primary_key=True),
    Column("business_day", String(10), primary_key=True),
    Column("last", Integer, nullable=False),  # the highest number given on that day
    Column(
        "waiting", Integer, nullable=False
    ),  # how many of that day's tickets wait for this service: counting them would cost more
    Column("irregular", Integer, nullable=False),  # how many of these do not simply stand in order of arrival
    ForeignKeyConstraint(["site_id", "service"], ["services.site_id", "services.code"]),
    # By the key alone every call would read the numbers of all past days.
    Index("ix_number_counters_business_day", "business_day"),
    sqlite_with_rowid=False,  # its key is its order: one tree to write instead of two
)

people = Table(
    "people",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("business_day", String(10), nullable=False),  # of the ticket: from it the retention counts
    # What the customer told is sealed with the day's key: `server.store.sealing`.
    Column("name", Text),
    Column("phone", Text),
    Column("consent", Boolean, nullable=False),  # to be called by name
    Column("note", Text),
    Column("answers", Text),  # JSON list: for each question of the service which answer, or null
    Column("needs", Text),  # JSON list of counters' features
    Column("comment", Text),  # what the customer wrote afterwards
)
Index("ix_people_site_id_business_day", people.c.site_id, people.c.business_day)

# Without its key nothing that a day's customers told can be read, in whatever journal or old backup it still stands.
day_keys = Table(
    "day_keys",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("business_day", String(10), primary_key=True),
    Column("key", String(64), nullable=False),  # 256 random bits, hex
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(36), primary_key=True),  # UUIDv7
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("code", String(12), nullable=False),  # what a customer types or shows
    Column("service", String(20), nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("business_day", String(10), nullable=False),  # of `due_at`: from it the retention counts
    Column("state", String(10), nullable=False),
    Column("ticket_id", String(36)),
    Column("language", String(20)),
    Column("source", String(64)),  # HMAC-SHA256 of the name it has in the calendar that it comes from
    Column("created_at", BigInteger, nullable=False),
    Column("name", Text),  # these three sealed as in `people`
    Column("phone", Text),
    Column("note", Text),
    UniqueConstraint("site_id", "code"),
    UniqueConstraint("site_id", "source"),
    CheckConstraint("state IN ('booked', 'arrived', 'cancelled', 'missed')", name="state"),
    ForeignKeyConstraint(["site_id", "service"], ["services.site_id", "services.code"]),
)
Index("ix_appointments_site_id_business_day", appointments.c.site_id, appointments.c.business_day)

feedback = Table(
    "feedback",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("site_id", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("csat", Integer),  # satisfaction, 1-5
    Column("nps", Integer),  # would recommend, 0-10
    Column("ces", Integer),  # how easy it was, 1-7
)

events = Table(
    "events",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column(
        "id", BigInteger, primary_key=True, autoincrement=False
    ),  # 1, 2, 3 … for each site, in commit order
    Column("event", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("ticket_id", String(36)),
    Column("actor", String(60), nullable=False),  # device:ID, user:ID, or system
    Column("data", Text, nullable=False),  # JSON, small
    Column("checksum", BigInteger, nullable=False),  # CRC-32 of the rest: one flipped bit on the card is seen
    sqlite_with_rowid=False,  # its key is its order: one tree to write instead of two
)

commands = Table(
    "commands",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("caller", String(60), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),  # sha256 of method, path and body
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),  # JSON; never a ticket's token
    Column("at", BigInteger, nullable=False),
    Column("checksum", BigInteger, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("role", String(10), nullable=False),
    Column("counter", String(20)),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("seen_at", BigInteger),
    Column("status", Text),  # the last heartbeat, as JSON
    Column("settled_at", BigInteger),  # when it was last heard with nothing left to hand in
    CheckConstraint("role IN ('kiosk', 'display', 'counter', 'metrics')", name="role"),
)
# A name can be used again after its device was revoked.
Index(
    "uq_devices_name",
    devices.c.site_id,
    devices.c.name,
    unique=True,
    sqlite_where=text("revoked_at IS NULL"),
    postgresql_where=text("revoked_at IS NULL"),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("role", String(10), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    UniqueConstraint("site_id", "name"),
    CheckConstraint("role IN ('staff', 'manager', 'admin')", name="role"),
)

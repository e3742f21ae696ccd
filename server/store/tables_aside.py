"""The tables beside the queue itself: devices being paired, restores, numbers for an outage, a site's files."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from server.store.metadata import metadata

# New devices that wait for somebody to type their code. They belong to no site until then.
pairings = Table(
    "pairings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False),  # of the token that the secret makes; see desk.pairing
    Column("role", String(10), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("device_id", ForeignKey("devices.id")),  # once the code has been typed
    Column("claimed_at", BigInteger),  # once the device has fetched its token
    CheckConstraint("role IN ('kiosk', 'display', 'counter')", name="role"),
)

# The numbers that each kiosk may give while it is alone, as they were told it on that day.
bands = Table(
    "bands",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("device_id", Integer, primary_key=True),
    Column("service", String(20), primary_key=True),
    Column("business_day", String(10), primary_key=True),
    Column("slot", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Index("ix_bands_business_day", "business_day"),
    sqlite_with_rowid=False,
)

# Files that stand beside a site file: its logo, and the pictures of its notices.
site_files = Table(
    "site_files",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("name", String(40), primary_key=True),  # what it is for: "logo", "notice:ID"
    Column("kind", String(40), nullable=False),  # as HTTP names it: image/png
    Column("digest", String(64), nullable=False),  # sha256 of the content, hex
    Column("content", LargeBinary, nullable=False),
)

# A site's last restore from a backup, or the last time that its newest changes were found missing.
recoveries = Table(
    "recoveries",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("restored_at", BigInteger, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("seen", Text, nullable=False),  # JSON: how far it had come, as far as this machine knows
    Column("reported", Text, nullable=False),  # JSON: how far devices say it had come; "" before the first
    Column("resumed_at", BigInteger),  # None: it waits for its devices
)

"""The first tables: records, their child rows, the log, the kept totals, the search index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "revision",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(length=36), nullable=True),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("parents", sa.String(), nullable=False),
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.Column("station_seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("at_offset", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "verb IN ('record', 'amend', 'verify', 'void', 'undo', 'redo')", name="ck_revision_verb"
        ),
        sa.CheckConstraint("position >= 1", name="ck_revision_position"),
        sa.CheckConstraint("station_seq >= 1", name="ck_revision_station_seq"),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_revision_action_id"), "revision", ["action_id"], unique=False)
    op.create_index("ix_revision_record", "revision", ["record_id", "position"], unique=False)
    op.create_index("ix_revision_station", "revision", ["station_id", "station_seq"], unique=True)
    op.create_table(
        "situation",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.Column("tight_at", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("border_km", sa.Float(), nullable=True),
        sa.Column("border_source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("border_km > 0", name="ck_situation_border_km"),
        sa.CheckConstraint("cutoff BETWEEN 1 AND 1440", name="ck_situation_cutoff"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_situation_illustrative"),
        sa.CheckConstraint("tight_at BETWEEN 1 AND 100", name="ck_situation_tight_at"),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_situation_origin",
        "situation",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_table(
        "store_info",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.String(length=36), nullable=False),
        sa.CheckConstraint("pk = 1", name="ck_store_info_pk"),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_table(
        "context_event",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("date_precision IN ('day', 'rough')", name="ck_context_event_date_precision"),
        sa.CheckConstraint(
            "kind IN ('decree', 'declaration', 'threat', 'fence', 'aid', 'deployment', 'election', 'agreement', 'sanctions', 'other')",
            name="ck_context_event_kind",
        ),
        sa.CheckConstraint("amount >= 0", name="ck_context_event_amount"),
        sa.CheckConstraint("first_day <= last_day", name="ck_context_event_days"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_context_event_illustrative"),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_context_event_origin",
        "context_event",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_index(op.f("ix_context_event_situation_pk"), "context_event", ["situation_pk"], unique=False)
    op.create_table(
        "daily_total",
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(length=11), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("arrivals", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("unknown_size", sa.Integer(), nullable=False),
        sa.Column("claimed_unknown", sa.Integer(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("situation_pk", "axis", "day", "key"),
    )
    op.create_table(
        "party",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_party_illustrative"),
        sa.CheckConstraint("persons BETWEEN 0 AND 10000000", name="ck_party_persons"),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_party_origin", "party", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_index(op.f("ix_party_situation_pk"), "party", ["situation_pk"], unique=False)
    op.create_table(
        "sector",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("length_km", sa.Float(), nullable=True),
        sa.Column("length_source", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_sector_illustrative"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="ck_sector_latitude"),
        sa.CheckConstraint("length_km > 0", name="ck_sector_length_km"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="ck_sector_longitude"),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_sector_origin", "sector", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_index(op.f("ix_sector_situation_pk"), "sector", ["situation_pk"], unique=False)
    op.create_table(
        "station",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("situation_pk", sa.Integer(), nullable=True),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_station_illustrative"),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_station_origin", "station", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_table(
        "facility",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("sector_pk", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "regime IN ('closed', 'open', 'border_holding', 'medical')", name="ck_facility_regime"
        ),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_facility_illustrative"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="ck_facility_latitude"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="ck_facility_longitude"),
        sa.ForeignKeyConstraint(
            ["sector_pk"],
            ["sector.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_facility_origin", "facility", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_index(op.f("ix_facility_situation_pk"), "facility", ["situation_pk"], unique=False)
    op.create_table(
        "incident",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("sector_pk", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("circumstances", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reliability", sa.String(), nullable=False),
        sa.Column("credibility", sa.String(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=True),
        sa.Column("happened_at_offset", sa.Integer(), nullable=True),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.Column("posted_at_offset", sa.Integer(), nullable=True),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("sort_persons", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("crossed", sa.Boolean(), nullable=False),
        sa.Column("party_pk", sa.Integer(), nullable=True),
        sa.Column("seen_before_pk", sa.Integer(), nullable=True),
        sa.Column("seen_persons", sa.Integer(), nullable=True),
        sa.Column("destination", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("(basis = 'unknown') = (persons IS NULL)", name="ck_incident_basis_persons"),
        sa.CheckConstraint(
            "(precision = 'unknown') = (happened_at IS NULL)", name="ck_incident_precision_when"
        ),
        sa.CheckConstraint(
            "basis IN ('counted', 'estimated', 'reported', 'unknown')", name="ck_incident_basis"
        ),
        sa.CheckConstraint("credibility IN ('1', '2', '3', '4', '5', '6')", name="ck_incident_credibility"),
        sa.CheckConstraint(
            "kind IN ('crossing', 'not_admitted', 'arrival', 'return', 'pushback', 'rescue', 'death', 'violence', 'smuggling')",
            name="ck_incident_kind",
        ),
        sa.CheckConstraint(
            "precision IN ('exact', 'hour', 'part_of_day', 'day', 'unknown')", name="ck_incident_precision"
        ),
        sa.CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name="ck_incident_reliability"),
        sa.CheckConstraint(
            "status IN ('claimed', 'reported', 'verified', 'refuted')", name="ck_incident_status"
        ),
        sa.CheckConstraint("crossed IN (0, 1)", name="ck_incident_crossed"),
        sa.CheckConstraint("high BETWEEN 0 AND 10000000", name="ck_incident_high"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_incident_illustrative"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="ck_incident_latitude"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="ck_incident_longitude"),
        sa.CheckConstraint("low BETWEEN 0 AND 10000000", name="ck_incident_low"),
        sa.CheckConstraint("persons BETWEEN 0 AND 10000000", name="ck_incident_persons"),
        sa.CheckConstraint("seen_persons BETWEEN 0 AND 10000000", name="ck_incident_seen_persons"),
        sa.ForeignKeyConstraint(
            ["party_pk"],
            ["party.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["sector_pk"],
            ["sector.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["seen_before_pk"],
            ["incident.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_incident_kind_listed", "incident", ["situation_pk", "kind", "listed_at", "pk"], unique=False
    )
    op.create_index("ix_incident_listed", "incident", ["situation_pk", "listed_at", "pk"], unique=False)
    op.create_index(
        "ix_incident_origin", "incident", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_index("ix_incident_persons", "incident", ["situation_pk", "sort_persons", "pk"], unique=False)
    op.create_index(
        "ix_incident_sector_listed",
        "incident",
        ["situation_pk", "sector_pk", "listed_at", "pk"],
        unique=False,
    )
    op.create_index(
        "ix_incident_seen_before",
        "incident",
        ["seen_before_pk"],
        unique=False,
        sqlite_where=sa.text("seen_before_pk IS NOT NULL"),
    )
    op.create_index(
        "ix_incident_status_listed", "incident", ["situation_pk", "status", "listed_at", "pk"], unique=False
    )
    op.create_table(
        "published_total",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("reported", sa.Date(), nullable=True),
        sa.Column("nationality", sa.String(length=3), nullable=True),
        sa.Column("sector_pk", sa.Integer(), nullable=True),
        sa.Column("cumulative", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "qualifier IN ('exactly', 'more than', 'at least', 'about')", name="ck_published_total_qualifier"
        ),
        sa.CheckConstraint(
            "rule IN ('persons', 'apprehensions', 'detections', 'events', 'boats', 'prevented')",
            name="ck_published_total_rule",
        ),
        sa.CheckConstraint("cumulative IN (0, 1)", name="ck_published_total_cumulative"),
        sa.CheckConstraint("first_day <= last_day", name="ck_published_total_days"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_published_total_illustrative"),
        sa.CheckConstraint("value >= 0", name="ck_published_total_value"),
        sa.ForeignKeyConstraint(
            ["sector_pk"],
            ["sector.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_published_total_days", "published_total", ["situation_pk", "first_day", "last_day"], unique=False
    )
    op.create_index(
        "ix_published_total_origin",
        "published_total",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_table(
        "capacity_change",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("facility_pk", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("from_at_offset", sa.Integer(), nullable=False),
        sa.Column("nominal", sa.Integer(), nullable=True),
        sa.Column("operational", sa.Integer(), nullable=True),
        sa.Column("surge", sa.Integer(), nullable=True),
        sa.Column("out_of_use", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_capacity_change_illustrative"),
        sa.CheckConstraint("nominal BETWEEN 0 AND 10000000", name="ck_capacity_change_nominal"),
        sa.CheckConstraint("operational BETWEEN 0 AND 10000000", name="ck_capacity_change_operational"),
        sa.CheckConstraint("out_of_use BETWEEN 0 AND 10000000", name="ck_capacity_change_out_of_use"),
        sa.CheckConstraint("surge BETWEEN 0 AND 10000000", name="ck_capacity_change_surge"),
        sa.ForeignKeyConstraint(
            ["facility_pk"],
            ["facility.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_capacity_change_from", "capacity_change", ["facility_pk", "from_at", "pk"], unique=False
    )
    op.create_index(
        "ix_capacity_change_origin",
        "capacity_change",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_table(
        "evidence",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("incident_pk", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_at_offset", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name="ck_evidence_sha256"),
        sa.CheckConstraint("size >= 0", name="ck_evidence_size"),
        sa.ForeignKeyConstraint(
            ["incident_pk"],
            ["incident.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_evidence_incident_pk"), "evidence", ["incident_pk"], unique=False)
    op.create_table(
        "group",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("incident_pk", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("nationality", sa.String(length=3), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("age", sa.String(), nullable=True),
        sa.CheckConstraint(
            "age IN ('0-4', '5-11', '12-17', '18-59', '60+', 'unknown', '0-17')", name="ck_group_age"
        ),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="ck_group_sex"),
        sa.CheckConstraint("count BETWEEN 1 AND 10000000", name="ck_group_count"),
        sa.ForeignKeyConstraint(
            ["incident_pk"],
            ["incident.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_group_incident_pk"), "group", ["incident_pk"], unique=False)
    op.create_table(
        "headcount",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("facility_pk", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.BigInteger(), nullable=False),
        sa.Column("counted_at_offset", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("reckoned", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_headcount_illustrative"),
        sa.CheckConstraint("persons BETWEEN 0 AND 10000000", name="ck_headcount_persons"),
        sa.ForeignKeyConstraint(
            ["facility_pk"],
            ["facility.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_headcount_counted", "headcount", ["facility_pk", "counted_at", "pk"], unique=False)
    op.create_index(
        "ix_headcount_origin",
        "headcount",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_table(
        "movement",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("from_facility_pk", sa.Integer(), nullable=True),
        sa.Column("to_facility_pk", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at_offset", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at_offset", sa.Integer(), nullable=True),
        sa.Column("incident_pk", sa.Integer(), nullable=True),
        sa.Column("party_pk", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('arrival', 'transfer', 'release', 'return', 'hospital', 'back_from_hospital', 'birth', 'death', 'left')",
            name="ck_movement_reason",
        ),
        sa.CheckConstraint("arrived_at >= left_at", name="ck_movement_order"),
        sa.CheckConstraint("from_facility_pk <> to_facility_pk", name="ck_movement_places"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_movement_illustrative"),
        sa.CheckConstraint("left_at IS NOT NULL OR arrived_at IS NOT NULL", name="ck_movement_when"),
        sa.CheckConstraint("persons BETWEEN 1 AND 10000000", name="ck_movement_persons"),
        sa.ForeignKeyConstraint(
            ["from_facility_pk"],
            ["facility.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_pk"],
            ["incident.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["party_pk"],
            ["party.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["to_facility_pk"],
            ["facility.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_movement_arrived", "movement", ["to_facility_pk", "arrived_at"], unique=False)
    op.create_index(op.f("ix_movement_incident_pk"), "movement", ["incident_pk"], unique=False)
    op.create_index("ix_movement_left", "movement", ["from_facility_pk", "left_at"], unique=False)
    op.create_index(
        "ix_movement_origin", "movement", ["origin"], unique=False, sqlite_where=sa.text("origin IS NOT NULL")
    )
    op.create_index(op.f("ix_movement_situation_pk"), "movement", ["situation_pk"], unique=False)
    op.create_table(
        "outcome_count",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("incident_pk", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('admitted', 'hospital', 'turned_back', 'dead', 'missing', 'unknown')",
            name="ck_outcome_count_outcome",
        ),
        sa.CheckConstraint("count BETWEEN 0 AND 10000000", name="ck_outcome_count_count"),
        sa.ForeignKeyConstraint(
            ["incident_pk"],
            ["incident.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_outcome_count_incident_pk"), "outcome_count", ["incident_pk"], unique=False)
    op.create_table(
        "referral",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("incident_pk", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at_offset", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("party_pk", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "service IN ('asylum', 'unaccompanied_child', 'medical', 'family_tracing', 'trafficking', 'protection', 'legal_aid', 'other')",
            name="ck_referral_service",
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'received', 'closed', 'declined')", name="ck_referral_state"
        ),
        sa.CheckConstraint("consent IN (0, 1)", name="ck_referral_consent"),
        sa.CheckConstraint("persons BETWEEN 0 AND 10000000", name="ck_referral_persons"),
        sa.ForeignKeyConstraint(
            ["incident_pk"],
            ["incident.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["party_pk"],
            ["party.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_referral_incident_pk"), "referral", ["incident_pk"], unique=False)
    op.create_table(
        "statement",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("situation_pk", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("date_precision", sa.String(), nullable=False),
        sa.Column("date_text", sa.String(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=False),
        sa.Column("credibility", sa.String(), nullable=False),
        sa.Column("about_incident_pk", sa.Integer(), nullable=True),
        sa.Column("about_event_pk", sa.Integer(), nullable=True),
        sa.Column("about_total_pk", sa.Integer(), nullable=True),
        sa.Column("answers_pk", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.CheckConstraint("credibility IN ('1', '2', '3', '4', '5', '6')", name="ck_statement_credibility"),
        sa.CheckConstraint("date_precision IN ('day', 'rough')", name="ck_statement_date_precision"),
        sa.CheckConstraint("reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name="ck_statement_reliability"),
        sa.CheckConstraint("first_day <= last_day", name="ck_statement_days"),
        sa.CheckConstraint("illustrative IN (0, 1)", name="ck_statement_illustrative"),
        sa.ForeignKeyConstraint(
            ["about_event_pk"],
            ["context_event.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["about_incident_pk"],
            ["incident.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["about_total_pk"],
            ["published_total.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["answers_pk"],
            ["statement.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["situation_pk"],
            ["situation.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(
        "ix_statement_origin",
        "statement",
        ["origin"],
        unique=False,
        sqlite_where=sa.text("origin IS NOT NULL"),
    )
    op.create_index(op.f("ix_statement_situation_pk"), "statement", ["situation_pk"], unique=False)
    op.create_table(
        "headcount_group",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("headcount_pk", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("age", sa.String(), nullable=True),
        sa.CheckConstraint(
            "age IN ('0-4', '5-11', '12-17', '18-59', '60+', 'unknown', '0-17')",
            name="ck_headcount_group_age",
        ),
        sa.CheckConstraint("sex IN ('female', 'male', 'other', 'unknown')", name="ck_headcount_group_sex"),
        sa.CheckConstraint("count BETWEEN 0 AND 10000000", name="ck_headcount_group_count"),
        sa.ForeignKeyConstraint(
            ["headcount_pk"],
            ["headcount.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(
        op.f("ix_headcount_group_headcount_pk"), "headcount_group", ["headcount_pk"], unique=False
    )
    op.create_table(
        "need_count",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("headcount_pk", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.CheckConstraint("need IN ('pregnant', 'disabled', 'injured')", name="ck_need_count_need"),
        sa.CheckConstraint("count BETWEEN 0 AND 10000000", name="ck_need_count_count"),
        sa.ForeignKeyConstraint(
            ["headcount_pk"],
            ["headcount.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_need_count_headcount_pk"), "need_count", ["headcount_pk"], unique=False)
    op.execute(
        "CREATE VIRTUAL TABLE incident_search USING fts5("
        "body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"
    )

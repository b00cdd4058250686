"""Counts that roll up, frozen digests with bulletin, demands and files, and what a letter is about."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
FLOWS = (
    "received", "reopened", "moved_in", "moved_out", "closed", "refused", "invalid", "duplicate", "withdrawn",
    "accepted", "assigned", "returned", "due", "on_time", "overdue_change", "closed_late", "working_days",
    "calendar_days", "rated", "satisfied", "publishable", "published", "reworked", "extended", "urged", "supervised",
    "circulated")


def upgrade() -> None:
    op.add_column("letter", sa.Column("subject", sa.String(24), nullable=False, server_default="other"))
    _add_counts("daily_counts", "day")
    _add_counts("monthly_counts", "month")
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_closed_day"))
    _add_digest()
    _add_bulletin()
    _add_demand()
    _add_files()


def downgrade() -> None:
    for table in ("digest_file", "demand", "bulletin", "digest", "closed_day", "monthly_counts", "daily_counts"):
        op.drop_table(table)
    with op.batch_alter_table("letter") as letter:
        letter.drop_column("subject")


def _add_counts(table: str, day: str) -> None:
    op.create_table(
        table,
        sa.Column(day, sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(12), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        *(sa.Column(flow, sa.Integer(), nullable=False, server_default="0") for flow in FLOWS),
        sa.PrimaryKeyConstraint("dimension", "key", day, name=f"pk_{table}"))
    op.create_index(f"ix_{table}_dimension_{day}", table, ["dimension", day])


def _add_digest() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('daily', 'monthly', 'quarterly')", name=op.f("ck_digest_kind_known")),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_digest_days_in_order")),
        sa.CheckConstraint("(version = 1) = (corrects_id IS NULL)", name=op.f("ck_digest_later_versions_correct")),
        sa.CheckConstraint("corrects_id IS NULL OR correction <> ''", name=op.f("ck_digest_correction_has_words")),
        sa.ForeignKeyConstraint(["corrects_id"], ["digest.id"], name=op.f("fk_digest_corrects_id")),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("kind", "period", "version", name=op.f("uq_digest_kind_period_version")))
    op.create_index("ix_digest_kind_last_on", "digest", ["kind", "last_on"])


def _add_bulletin() -> None:
    people = ("edited_by", "submitted_by", "reviewed_by", "issued_by")
    op.create_table(
        "bulletin",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", INSTANT, nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", INSTANT, nullable=True),
        sa.Column("send_back_reason", sa.Text(), nullable=False),
        sa.Column("number", sa.String(32), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'reviewed', 'issued')",
                           name=op.f("ck_bulletin_state_known")),
        sa.CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name=op.f("ck_bulletin_issued_has_number")),
        sa.CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name=op.f("ck_bulletin_issued_has_time")),
        sa.CheckConstraint("state = 'draft' OR submitted_by IS NOT NULL",
                           name=op.f("ck_bulletin_handed_in_by_somebody")),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> submitted_by", name=op.f("ck_bulletin_four_eyes")),
        sa.CheckConstraint("issued_by IS NULL OR (issued_by <> submitted_by AND issued_by <> reviewed_by)",
                           name=op.f("ck_bulletin_six_eyes")),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_bulletin_digest_id")),
        *_staff_keys("bulletin", people),
        sa.PrimaryKeyConstraint("digest_id", name="pk_bulletin"))
    op.create_index("uq_bulletin_number", "bulletin", ["number"], unique=True,
                    sqlite_where=sa.text("number IS NOT NULL"), postgresql_where=sa.text("number IS NOT NULL"))


def _add_demand() -> None:
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("reported_at", INSTANT, nullable=True),
        sa.Column("send_back_reason", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('planned', 'open', 'reported', 'done')", name=op.f("ck_demand_state_known")),
        sa.CheckConstraint("state NOT IN ('reported', 'done') OR reported_at IS NOT NULL",
                           name=op.f("ck_demand_report_has_time")),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_demand_digest_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_demand_department_id")),
        *_staff_keys("demand", ("reported_by", "closed_by")),
        sa.PrimaryKeyConstraint("id", name="pk_demand"))
    op.create_index("ix_demand_digest_id", "demand", ["digest_id"])
    op.create_index("ix_demand_department_state", "demand", ["department_id", "state"])


def _add_files() -> None:
    op.create_table(
        "digest_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_file_digest_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_digest_file_department_id")),
        sa.PrimaryKeyConstraint("id", name="pk_digest_file"),
        sa.UniqueConstraint("storage_name", name=op.f("uq_digest_file_storage_name")))
    op.create_index("uq_digest_file_part", "digest_file", ["digest_id", "department_id", "format"], unique=True)
    op.create_index("uq_digest_file_whole", "digest_file", ["digest_id", "format"], unique=True,
                    sqlite_where=sa.text("department_id IS NULL"), postgresql_where=sa.text("department_id IS NULL"))


def _staff_keys(table: str, columns: tuple[str, ...]) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}")) for column in columns]

"""Requests about one's own data, runs of the retention job, and breaches of personal data."""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAITING = sa.text("decided_at IS NULL")


def upgrade() -> None:
    _rights_request()
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ran_at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_retention_run_count_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index("ix_retention_run_ran_at", "retention_run", ["ran_at"])
    _breach_record()


def downgrade() -> None:
    op.drop_table("breach_record")
    op.drop_table("retention_run")
    op.drop_table("rights_request")


def _rights_request() -> None:
    op.create_table(
        "rights_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(8), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)",
                           name=op.f("ck_rights_request_decided_has_outcome")),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('done', 'refused')",
                           name=op.f("ck_rights_request_outcome_known")),
        sa.CheckConstraint("outcome IS NULL OR outcome <> 'refused' OR reason <> ''",
                           name=op.f("ck_rights_request_refused_has_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rights_request_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_request")),
    )
    op.create_index("ix_rights_request_case_id", "rights_request", ["case_id"])
    op.create_index("ix_rights_request_waiting", "rights_request", ["due_on", "id"],
                    sqlite_where=WAITING, postgresql_where=WAITING)


def _breach_record() -> None:
    op.create_table(
        "breach_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noticed_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("kinds", sa.String(200), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("told_authority_at", INSTANT, nullable=True),
        sa.Column("told_persons_at", INSTANT, nullable=True),
        sa.Column("not_telling", sa.Text(), nullable=False, server_default=""),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("persons IS NULL OR persons >= 0", name=op.f("ck_breach_record_persons_not_negative")),
        sa.CheckConstraint("closed_at IS NULL OR told_authority_at IS NOT NULL",
                           name=op.f("ck_breach_record_closed_after_telling")),
        sa.CheckConstraint("closed_at IS NULL OR told_persons_at IS NOT NULL OR not_telling <> ''",
                           name=op.f("ck_breach_record_closed_with_persons_told")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_breach_record_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_record")),
    )

"""Disclosure requests, and what the 条例 asks of an applicant."""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
# Encrypted like the others of the identity.
FIELDS = ("id_kind", "employer", "credit_code", "representative", "contact_person", "postcode", "fax")


def upgrade() -> None:
    for field in FIELDS:
        op.add_column("identity", sa.Column(field, sa.LargeBinary(), nullable=True))
    op.create_table(
        "disclosure_request",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("applicant", sa.String(24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, server_default=""),
        sa.Column("purpose", sa.Text(), nullable=False, server_default=""),
        sa.Column("provide_as", sa.String(16), nullable=False),
        sa.Column("deliver_by", sa.String(16), nullable=False),
        sa.Column("accepts_other", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("receipt_rule", sa.String(24), nullable=False),
        sa.Column("receipt_proof", sa.Text(), nullable=False, server_default=""),
        sa.Column("outcome", sa.String(32), nullable=True),
        sa.Column("outcome_words", sa.Text(), nullable=False, server_default=""),
        sa.Column("delivered_by", sa.String(16), nullable=True),
        sa.Column("delivery_proof", sa.Text(), nullable=False, server_default=""),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("archive_number", sa.String(32), nullable=True),
        sa.Column("source_id", sa.String(64), nullable=True),
        sa.CheckConstraint("first_id <> case_id", name=op.f("ck_disclosure_request_first_is_another")),
        sa.CheckConstraint("delivered_by IS NULL OR outcome IS NOT NULL",
                           name=op.f("ck_disclosure_request_delivered_has_outcome")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_disclosure_request_case_id")),
        sa.ForeignKeyConstraint(["first_id"], ["case.id"], name=op.f("fk_disclosure_request_first_id")),
        sa.PrimaryKeyConstraint("case_id", name="pk_disclosure_request"),
        sa.UniqueConstraint("archive_number", name=op.f("uq_disclosure_request_archive_number")))
    op.create_index("ix_disclosure_request_outcome", "disclosure_request", ["outcome"])
    op.create_index("ix_disclosure_request_first_id", "disclosure_request", ["first_id"])


def downgrade() -> None:
    op.drop_table("disclosure_request")
    with op.batch_alter_table("identity") as identity:
        for field in reversed(FIELDS):
            identity.drop_column(field)

"""Official papers of disclosure requests, their files, and how departments are named in them."""

import sqlalchemy as sa

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COLUMNS = ("full_name", "document_word")


def upgrade() -> None:
    op.add_column("department", sa.Column("full_name", sa.String(64), nullable=False, server_default=""))
    op.add_column("department", sa.Column("document_word", sa.String(16), nullable=False, server_default=""))
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("facts_digest", sa.String(64), nullable=False),
        sa.Column("voided_at", INSTANT, nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name=op.f("ck_paper_year_with_serial")),
        sa.CheckConstraint("serial IS NULL OR serial > 0", name=op.f("ck_paper_serial_positive")),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_paper_voided_with_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_case_id_case")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_paper_department_id_department")),
        sa.ForeignKeyConstraint(["issued_by"], ["staff.id"], name=op.f("fk_paper_issued_by_staff")),
        sa.ForeignKeyConstraint(["voided_by"], ["staff.id"], name=op.f("fk_paper_voided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("department_id", "year", "serial", name="uq_paper_number"))
    op.create_index("ix_paper_case_id", "paper", ["case_id", "id"])
    op.create_table(
        "paper_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("file_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_file_paper_id_paper")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_paper_file_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_file")),
        sa.UniqueConstraint("paper_id", "format", name="uq_paper_file_format"),
        sa.UniqueConstraint("storage_name", name=op.f("uq_paper_file_storage_name")))
    op.create_table(
        "numbers_elsewhere",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.CheckConstraint("first > 0 AND last >= first", name=op.f("ck_numbers_elsewhere_in_order")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_numbers_elsewhere_has_reason")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"],
                                name=op.f("fk_numbers_elsewhere_department_id_department")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.id"], name=op.f("fk_numbers_elsewhere_entered_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_numbers_elsewhere")))
    op.create_index("ix_numbers_elsewhere_department_year", "numbers_elsewhere", ["department_id", "year"])


def downgrade() -> None:
    # The files of the papers are of no row any more, and are swept within a day.
    for table in ("numbers_elsewhere", "paper_file", "paper"):
        op.drop_table(table)
    with op.batch_alter_table("department") as department:
        for column in COLUMNS:
            department.drop_column(column)

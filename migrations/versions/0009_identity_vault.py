"""Who is complained about, reveals of who wrote, and consents."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SHOWN = ("shown_title", "shown_text", "shown_place")


def upgrade() -> None:
    op.add_column("letter", sa.Column("complained_about", sa.Text(), nullable=False, server_default=""))
    for name in SHOWN:
        op.add_column("letter", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("identity", sa.Column("id_number", sa.LargeBinary(), nullable=True))
    _barred_departments()
    _reveals_and_consents()


def _barred_departments() -> None:
    op.create_table(
        "barred_department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("barred_at", INSTANT, nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=True),
        sa.Column("proposal_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.CheckConstraint("(proposed_by IS NULL) = (proposed_at IS NULL)",
                           name=op.f("ck_barred_department_proposal_is_whole")),
        sa.CheckConstraint("proposed_by IS NULL OR proposal_reason <> ''",
                           name=op.f("ck_barred_department_proposal_has_reason")),
        sa.CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)",
                           name=op.f("ck_barred_department_lifting_is_whole")),
        sa.CheckConstraint("lifted_by IS NULL OR (proposed_by IS NOT NULL AND lifted_by <> proposed_by)",
                           name=op.f("ck_barred_department_lifted_by_two")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_barred_department_case_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"],
                                name=op.f("fk_barred_department_department_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_barred_department_proposed_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_barred_department_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_department")),
        sa.UniqueConstraint("case_id", "department_id", name=op.f("uq_barred_department_case_id_department_id")),
    )
    op.create_index("ix_barred_department_department_id", "barred_department", ["department_id"])


def _reveals_and_consents() -> None:
    op.create_table(
        "identity_reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("fields", sa.String(120), nullable=False),
        sa.Column("revealed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_reveal_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_identity_reveal_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_reveal")),
    )
    op.create_index("ix_identity_reveal_case_id", "identity_reveal", ["case_id", "id"])
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at",
                           name=op.f("ck_consent_withdrawn_after_given")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_consent_case_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_table("identity_reveal")
    op.drop_table("barred_department")
    with op.batch_alter_table("identity") as identity:
        identity.drop_column("id_number")
    with op.batch_alter_table("letter") as letter:
        for name in ("complained_about", *SHOWN):
            letter.drop_column(name)

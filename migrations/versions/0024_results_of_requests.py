"""How disclosure requests ended for the first time: what annual figures count, whatever is done anew later."""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_result",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("ended_how", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("is_delayed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ended_how IN ('answered', 'lapsed', 'withdrawn')",
                           name=op.f("ck_request_result_how_known")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_request_result_case_id")),
        sa.PrimaryKeyConstraint("case_id", name="pk_request_result"))
    op.create_index("ix_request_result_ended_on", "request_result", ["ended_on"])


def downgrade() -> None:
    op.drop_table("request_result")

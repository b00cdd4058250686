"""Decisions about comments, with the words that their writers were told."""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("ground", sa.String(24), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_comment_decision_has_words")),
        sa.CheckConstraint("(act = 'set_aside') = (ground IS NOT NULL)",
                           name=op.f("ck_comment_decision_ground_of_set_aside")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.case_id"], name=op.f("fk_comment_decision_comment_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_comment_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_decision")))
    op.create_index("ix_comment_decision_comment", "comment_decision", ["comment_id", "id"])


def downgrade() -> None:
    op.drop_table("comment_decision")

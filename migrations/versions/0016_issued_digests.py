"""Which digests have gone out, once each; env.py makes digests and signed bulletins append-only after it."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_issue",
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("mailed_with_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_issue_digest_id")),
        sa.ForeignKeyConstraint(["mailed_with_id"], ["digest.id"], name=op.f("fk_digest_issue_mailed_with_id")),
        sa.PrimaryKeyConstraint("digest_id", name="pk_digest_issue"))
    op.create_index("ix_digest_issue_mailed_with_id", "digest_issue", ["mailed_with_id"])


def downgrade() -> None:
    op.drop_table("digest_issue")

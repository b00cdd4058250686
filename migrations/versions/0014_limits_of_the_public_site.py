"""Solved puzzles, each of which counts once whatever becomes of Redis."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "solved_puzzle",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_solved_puzzle"))
    op.create_index("ix_solved_puzzle_expires_at", "solved_puzzle", ["expires_at"])


def downgrade() -> None:
    op.drop_table("solved_puzzle")

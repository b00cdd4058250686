"""The files of a result, and the number of each opinion in its table."""

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "comment_result_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["comment_result.period_id"],
                                name=op.f("fk_comment_result_file_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_result_file")),
        sa.UniqueConstraint("period_id", "format", name=op.f("uq_comment_result_file_period_id_format")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_comment_result_file_storage_name")))
    op.add_column("opinion", sa.Column("serial", sa.Integer(), nullable=True))
    op.add_column("opinion", sa.Column("comments", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("opinion") as opinion:
        opinion.drop_column("comments")
        opinion.drop_column("serial")
    op.drop_table("comment_result_file")

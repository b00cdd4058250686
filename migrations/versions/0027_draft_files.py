"""The files of a draft's texts, and who has been told that one took the place of another."""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_draft_file_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_file")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_draft_file_storage_name")),
        sa.UniqueConstraint("version_id", "format", name=op.f("uq_draft_file_version_id_format")))
    op.create_table(
        "draft_telling",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_draft_telling_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_draft_telling")))
    op.create_index("ix_draft_telling_waiting", "draft_telling", ["version_id"],
                    sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))


def downgrade() -> None:
    op.drop_table("draft_telling")
    op.drop_table("draft_file")

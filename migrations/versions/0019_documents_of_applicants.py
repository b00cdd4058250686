"""Pictures of identity documents that applicants send, sealed in the file store."""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "identity_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(128), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_identity_document_size_positive")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_identity_document_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_document")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_identity_document_storage_name")))
    op.create_index("ix_identity_document_case_id", "identity_document", ["case_id"])


def downgrade() -> None:
    # Its files are of no row any more, and are swept within a day.
    op.drop_table("identity_document")

"""What the scanner said of a file, and the copies that leave."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAITS = "scan_state IN ('pending', 'off') OR copy_state = 'pending'"
COLUMNS = ("scan_state", "scanned_at", "signature", "copy_state", "copy_refusal", "copy_attempts", "checked_at",
           "damaged_at")
CHECKS = {
    "scan_known": "scan_state IN ('pending', 'clean', 'infected', 'unscannable', 'off')",
    "copy_known": "copy_state IN ('pending', 'ready', 'refused')",
    "copy_refused_with_reason": "(copy_state = 'refused') = (copy_refusal <> '')",
}


def upgrade() -> None:
    with op.batch_alter_table("attachment") as attachment:
        attachment.add_column(sa.Column("scan_state", sa.String(16), nullable=False, server_default="pending"))
        attachment.add_column(sa.Column("scanned_at", INSTANT, nullable=True))
        attachment.add_column(sa.Column("signature", sa.String(120), nullable=False, server_default=""))
        attachment.add_column(sa.Column("copy_state", sa.String(16), nullable=False, server_default="pending"))
        attachment.add_column(sa.Column("copy_refusal", sa.String(32), nullable=False, server_default=""))
        attachment.add_column(sa.Column("copy_attempts", sa.Integer(), nullable=False, server_default="0"))
        attachment.add_column(sa.Column("checked_at", INSTANT, nullable=True))
        attachment.add_column(sa.Column("damaged_at", INSTANT, nullable=True))
        for name, words in CHECKS.items():
            attachment.create_check_constraint(op.f(f"ck_attachment_{name}"), words)
    op.create_index("ix_attachment_waiting", "attachment", ["id"], sqlite_where=sa.text(WAITS),
                    postgresql_where=sa.text(WAITS))
    op.create_index("ix_attachment_checked_at", "attachment", ["checked_at"])
    op.create_table(
        "attachment_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("media_type", sa.String(128), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("damaged_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('leaving', 'preview')", name=op.f("ck_attachment_copy_kind_known")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_copy_copy_size_positive")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"],
                                name=op.f("fk_attachment_copy_attachment_id_attachment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_copy")),
        sa.UniqueConstraint("attachment_id", "kind", name="uq_attachment_copy_kind"),
        sa.UniqueConstraint("storage_name", name=op.f("uq_attachment_copy_storage_name")),
    )


def downgrade() -> None:
    # The files of the copies are of no row any more, and are swept within a day.
    op.drop_table("attachment_copy")
    op.drop_index("ix_attachment_checked_at", table_name="attachment")
    op.drop_index("ix_attachment_waiting", table_name="attachment")
    with op.batch_alter_table("attachment") as attachment:
        for name in CHECKS:
            attachment.drop_constraint(op.f(f"ck_attachment_{name}"), type_="check")
        for column in reversed(COLUMNS):
            attachment.drop_column(column)

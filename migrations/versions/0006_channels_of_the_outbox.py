"""Channels with a rate and a rest, messages whose senders died, mail that came back, numbers of telephones."""

from datetime import UTC, datetime

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OWED = "state = 'owed'"
CHECKS = {"state_known": "state IN ('owed', 'held', 'sent', 'failed')", "channel_known": "channel IN ('mail', 'sms')"}


def upgrade() -> None:
    op.drop_index("ix_notice_due", table_name="notice")
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("channel", sa.String(8), nullable=False, server_default="mail"))
        notice.add_column(sa.Column("abandoned", sa.Integer(), nullable=False, server_default="0"))
        notice.add_column(sa.Column("bounced_at", INSTANT, nullable=True))
        for name, words in CHECKS.items():
            notice.create_check_constraint(op.f(f"ck_notice_{name}"), words)
    _partial_index("ix_notice_due", "notice", ["channel", "next_attempt_at", "id"], OWED)
    op.create_index("ix_notice_message_id", "notice", ["message_id"])
    with op.batch_alter_table("identity") as identity:
        identity.add_column(sa.Column("email_bounced_at", INSTANT, nullable=True))
        identity.add_column(sa.Column("phone_digest", sa.String(64), nullable=True))
    _partial_index("ix_identity_phone_digest", "identity", ["phone_digest"], "phone_digest IS NOT NULL")
    channels = op.create_table(
        "outbox_channel",
        sa.Column("name", sa.String(8), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("rest_until", INSTANT, nullable=True),
        sa.Column("fault_since", INSTANT, nullable=True),
        sa.Column("last_fault", sa.Text(), nullable=False),
        sa.Column("paused_at", INSTANT, nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_channel")),
    )
    # Every sender takes its turn under the row of its channel, so the rows are there from the beginning.
    op.bulk_insert(channels, [
        {"name": name, "next_at": datetime(1970, 1, 1, tzinfo=UTC), "faults": 0, "last_fault": "", "pause_reason": ""}
        for name in ("mail", "sms")])


def downgrade() -> None:
    op.drop_table("outbox_channel")
    op.drop_index("ix_identity_phone_digest", table_name="identity")
    with op.batch_alter_table("identity") as identity:
        identity.drop_column("phone_digest")
        identity.drop_column("email_bounced_at")
    # The older code knows mail only, and would write to a telephone number.
    op.execute("DELETE FROM notice WHERE channel <> 'mail'")
    op.drop_index("ix_notice_message_id", table_name="notice")
    op.drop_index("ix_notice_due", table_name="notice")
    with op.batch_alter_table("notice") as notice:
        for name in CHECKS:
            notice.drop_constraint(op.f(f"ck_notice_{name}"), type_="check")
        notice.drop_column("bounced_at")
        notice.drop_column("abandoned")
        notice.drop_column("channel")
    _partial_index("ix_notice_due", "notice", ["next_attempt_at"], OWED)


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

"""How often each periodic job is due, and of which backup the messages are that wait after a restore."""

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("heartbeat", sa.Column("every_s", sa.Integer(), nullable=True))
    op.add_column("outbox_channel", sa.Column("backup_of", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox_channel") as channel:
        channel.drop_column("backup_of")
    with op.batch_alter_table("heartbeat") as heartbeat:
        heartbeat.drop_column("every_s")

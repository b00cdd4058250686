"""Which clocks said a day before they were moved: counting a day asks for it."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_clock_reading_due_on", "clock_reading", ["due_on"])


def downgrade() -> None:
    op.drop_index("ix_clock_reading_due_on", "clock_reading")

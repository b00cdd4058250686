"""What took effect on a day, and which clocks said it before they were moved: counting a day asks for both."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_clock_reading_due_on", "clock_reading", ["due_on"])
    op.create_index("ix_case_event_effective_at", "case_event", ["effective_at", "case_id"])


def downgrade() -> None:
    op.drop_index("ix_case_event_effective_at", "case_event")
    op.drop_index("ix_clock_reading_due_on", "clock_reading")

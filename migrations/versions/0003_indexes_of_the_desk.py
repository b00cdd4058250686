"""Indexes for the desk's lists: clocks by case, answered letters by department, messages that did not go out."""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_clock_case_id", "clock", ["case_id"])
    op.create_index("ix_case_department_answered", "case", ["department_id", "answered_at", "id"])
    unsent = sa.text("state <> 'sent'")
    op.create_index("ix_notice_unsent", "notice", ["state", "owed_at", "id"],
                    sqlite_where=unsent, postgresql_where=unsent)


def downgrade() -> None:
    op.drop_index("ix_notice_unsent", table_name="notice")
    op.drop_index("ix_case_department_answered", table_name="case")
    op.drop_index("ix_clock_case_id", table_name="clock")

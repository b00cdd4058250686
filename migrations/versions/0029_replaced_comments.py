"""What a comment has replaced is found by what stands for it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REPLACED = sa.text("replaced_by_id IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_comment_replaced_by_id", "comment", ["replaced_by_id"], sqlite_where=REPLACED,
                    postgresql_where=REPLACED)


def downgrade() -> None:
    op.drop_index("ix_comment_replaced_by_id", "comment")

"""Values of bands are looked up by themselves; what was stored with another index is compared anew."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _forget()
    op.drop_index("ix_comment_band_lookup", "comment_band")
    op.create_index("ix_comment_band_lookup", "comment_band", ["period_id", "value"])


def downgrade() -> None:
    _forget()
    op.drop_index("ix_comment_band_lookup", "comment_band")
    op.create_index("ix_comment_band_lookup", "comment_band", ["period_id", "band", "value"])


def _forget() -> None:
    """Have every comment compared anew: a job does it within minutes, and no comment has to wait for it."""
    op.execute(sa.text("DELETE FROM comment_band"))
    op.execute(sa.text("UPDATE comment SET alike_id = NULL"))

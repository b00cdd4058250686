"""Periods that are lengthened, and hearings whose participants are drawn."""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "period_lengthening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        sa.Column("after_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("after_on > before_on", name=op.f("ck_period_lengthening_later")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"],
                                name=op.f("fk_period_lengthening_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_lengthening")))
    op.create_index("ix_period_lengthening_period_id", "period_lengthening", ["period_id"])
    op.add_column("comment_period", sa.Column("told_after_id", sa.Integer(), server_default="0", nullable=False))
    op.add_column("comment_period", sa.Column("cancel_told_at", INSTANT, nullable=True))
    op.add_column("hearing", sa.Column("drawn_at", INSTANT, nullable=True))
    op.add_column("hearing", sa.Column("drawn_by", sa.String(32), server_default="", nullable=False))
    op.add_column("hearing", sa.Column("draw_seed", sa.String(64), server_default="", nullable=False))
    op.add_column("hearing_registration", sa.Column("phone_digest", sa.String(64), nullable=True))
    op.add_column("hearing_registration", sa.Column("draw_place", sa.Integer(), nullable=True))
    op.add_column("hearing_registration", sa.Column("withdrawn_at", INSTANT, nullable=True))
    op.create_index("ix_hearing_registration_phone_digest", "hearing_registration", ["hearing_id", "phone_digest"],
                    unique=True)


def downgrade() -> None:
    op.drop_index("ix_hearing_registration_phone_digest", "hearing_registration")
    with op.batch_alter_table("hearing_registration") as registration:
        registration.drop_column("withdrawn_at")
        registration.drop_column("draw_place")
        registration.drop_column("phone_digest")
    with op.batch_alter_table("hearing") as hearing:
        hearing.drop_column("draw_seed")
        hearing.drop_column("drawn_by")
        hearing.drop_column("drawn_at")
    with op.batch_alter_table("comment_period") as period:
        period.drop_column("cancel_told_at")
        period.drop_column("told_after_id")
    op.drop_index("ix_period_lengthening_period_id", "period_lengthening")
    op.drop_table("period_lengthening")

"""Second factor, sessions on the server, and the age of passwords."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("password_set_at", INSTANT, nullable=True))
        staff.add_column(sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        staff.add_column(sa.Column("totp_seed", sa.LargeBinary(), nullable=True))
        staff.add_column(sa.Column("totp_pending", sa.LargeBinary(), nullable=True))
        staff.add_column(sa.Column("totp_last_step", sa.Integer(), nullable=True))
        staff.add_column(sa.Column("enabled_at", INSTANT, nullable=True))
        staff.drop_column("sign_in_epoch")
    op.execute("UPDATE staff SET password_set_at = created_at")
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("password_set_at", existing_type=INSTANT, nullable=False)
        staff.alter_column("must_change_password", existing_type=sa.Boolean(), server_default=None)
    op.add_column("sign_in_failure", sa.Column("wait_until", INSTANT, nullable=True))
    op.add_column("sign_in_failure", sa.Column("subject", sa.String(length=64), nullable=True))
    _sessions()
    _codes_and_resets()


def _sessions() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=40), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("verified_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_why", sa.String(length=24), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)",
                           name=op.f("ck_staff_session_ended_for_a_reason")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_session_digest")),
    )
    op.create_index("ix_staff_session_live", "staff_session", ["staff_id"],
                    sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))


def _codes_and_resets() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"])
    op.create_table(
        "factor_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.CheckConstraint("decided_by IS NULL OR asked_by IS NULL OR decided_by <> asked_by",
                           name=op.f("ck_factor_reset_two_people")),
        sa.CheckConstraint("decided_by <> staff_id AND (asked_by IS NULL OR asked_by <> staff_id)",
                           name=op.f("ck_factor_reset_not_the_own")),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)",
                           name=op.f("ck_factor_reset_decided_with_outcome")),
        *[sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_factor_reset_{column}"))
          for column in ("staff_id", "asked_by", "decided_by")],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_reset")),
    )
    op.create_index("uq_factor_reset_open", "factor_reset", ["staff_id"], unique=True,
                    sqlite_where=sa.text("decided_at IS NULL"), postgresql_where=sa.text("decided_at IS NULL"))


def downgrade() -> None:
    for table in ("factor_reset", "recovery_code", "staff_session"):
        op.drop_table(table)
    with op.batch_alter_table("sign_in_failure") as failure:
        failure.drop_column("subject")
        failure.drop_column("wait_until")
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("sign_in_epoch", sa.Integer(), nullable=False, server_default="0"))
        for column in ("enabled_at", "totp_last_step", "totp_pending", "totp_seed", "must_change_password",
                       "password_set_at"):
            staff.drop_column(column)
    with op.batch_alter_table("staff") as staff:
        staff.alter_column("sign_in_epoch", existing_type=sa.Integer(), server_default=None)

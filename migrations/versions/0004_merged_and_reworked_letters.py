"""Letters that are answered with another one; rework needs a department; first answers are found by their instant."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WITH_A_DEPARTMENT = ("assigned", "accepted", "drafted", "reviewed")


def upgrade() -> None:
    op.create_index("ix_reply_issued_at", "reply", ["issued_at"])
    _demand_department((*WITH_A_DEPARTMENT, "rework"))
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        letter.add_column(sa.Column("shares_reply", sa.Boolean(), nullable=False, server_default=sa.false()))
        letter.create_foreign_key(op.f("fk_letter_merged_into_id"), "case", ["merged_into_id"], ["id"])
        letter.create_check_constraint(op.f("ck_letter_merged_into_another"), "merged_into_id <> case_id")
        letter.create_check_constraint(op.f("ck_letter_shares_when_merged"),
                                       "NOT shares_reply OR merged_into_id IS NOT NULL")
        letter.create_index("ix_letter_merged_into_id", ["merged_into_id"])


def downgrade() -> None:
    with op.batch_alter_table("letter") as letter:
        letter.drop_index("ix_letter_merged_into_id")
        letter.drop_constraint(op.f("ck_letter_shares_when_merged"), type_="check")
        letter.drop_constraint(op.f("ck_letter_merged_into_another"), type_="check")
        letter.drop_constraint(op.f("fk_letter_merged_into_id"), type_="foreignkey")
        letter.drop_column("shares_reply")
        letter.drop_column("merged_into_id")
    _demand_department(WITH_A_DEPARTMENT)
    op.drop_index("ix_reply_issued_at", table_name="reply")


def _demand_department(states: tuple[str, ...]) -> None:
    """Say anew in which states a case must have a department."""
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("case") as case:
        case.drop_constraint(op.f("ck_case_handled_has_department"), type_="check")
        case.create_check_constraint(op.f("ck_case_handled_has_department"),
                                     f"state NOT IN ({listed}) OR department_id IS NOT NULL")

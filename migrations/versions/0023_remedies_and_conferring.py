"""Remedies with their rectification, agencies that confer, unlike answers, and what is made public on request."""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NEW_TABLES = ("answer_conflict", "question_print", "conferring_answer", "conferring")


def upgrade() -> None:
    _add_remedies()
    _add_conferring()
    _add_comparing()
    _open_demands_to_remedies()
    _note_what_goes_public()


def downgrade() -> None:
    with op.batch_alter_table("disclosure_request") as request:
        request.drop_index("ix_disclosure_request_proactive")
        request.drop_constraint(op.f("ck_disclosure_request_proactive_is_whole"), type_="check")
        request.drop_constraint(op.f("fk_disclosure_request_proactive_by"), type_="foreignkey")
        for column in ("compared_outcome", "publication_reason", "publication_decision", "proactive_at",
                       "proactive_by", "proactive_words", "proactive_basis"):
            request.drop_column(column)
    op.execute("DELETE FROM demand WHERE digest_id IS NULL")
    with op.batch_alter_table("demand") as demand:
        demand.drop_index("ix_demand_remedy_id")
        demand.drop_constraint(op.f("ck_demand_has_one_cause"), type_="check")
        demand.drop_constraint(op.f("fk_demand_remedy_id"), type_="foreignkey")
        demand.drop_column("remedy_id")
        demand.alter_column("digest_id", existing_type=sa.Integer(), nullable=False)
    for table in (*NEW_TABLES, "remedy"):
        op.drop_table(table)


def _words(name):
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _add_remedies() -> None:
    def check(condition, name):
        return sa.CheckConstraint(condition, name=op.f(f"ck_remedy_{name}"))

    op.create_table(
        "remedy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("after_reconsideration", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reconsideration_id", sa.Integer(), nullable=True),
        sa.Column("filed_by", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _words("body_number"), _words("claim"),
        sa.Column("is_simplified", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("filed_on", sa.Date(), nullable=False),
        *(sa.Column(day, sa.Date(), nullable=True) for day in ("notified_on", "answer_by", "answered_on")),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        _words("decision_words"),
        sa.Column("registered_by", sa.Integer(), nullable=True),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False, server_default="0"),
        check("kind IN ('reconsideration', 'lawsuit', 'complaint')", "kind_known"),
        check("outcome IS NULL OR outcome IN ('maintained', 'corrected', 'other')", "outcome_known"),
        check("(outcome IS NULL) = (decided_on IS NULL)", "outcome_has_day"),
        check("decided_on >= filed_on", "decided_after_filed"),
        check("NOT after_reconsideration OR kind = 'lawsuit'", "only_lawsuits_follow"),
        check("reconsideration_id IS NULL OR after_reconsideration", "link_says_so"),
        check("reconsideration_id <> id", "follows_another"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_remedy_case_id")),
        sa.ForeignKeyConstraint(["reconsideration_id"], ["remedy.id"], name=op.f("fk_remedy_reconsideration_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["staff.id"], name=op.f("fk_remedy_registered_by")),
        sa.PrimaryKeyConstraint("id", name="pk_remedy"))
    op.create_index("ix_remedy_case_id", "remedy", ["case_id"])
    op.create_index("ix_remedy_filed_on", "remedy", ["kind", "filed_on"])
    op.create_index("ix_remedy_decided_on", "remedy", ["kind", "decided_on"])


def _add_conferring() -> None:
    op.create_table(
        "conferring",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "case_id", "asked_by_department_id")),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("own_position", sa.String(16), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        _words("agreed_text"),
        sa.Column("agreed_position", sa.String(16), nullable=True),
        sa.Column("agreed_at", INSTANT, nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False, server_default="0"),
        sa.CheckConstraint("agreed_at IS NULL OR agreed_text <> ''", name=op.f("ck_conferring_agreed_has_text")),
        sa.CheckConstraint("settled_by IS NULL OR agreed_at IS NOT NULL", name=op.f("ck_conferring_settled_is_agreed")),
        sa.CheckConstraint("agreed_at IS NULL OR ended_at IS NULL", name=op.f("ck_conferring_agreed_or_ended")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_conferring_case_id")),
        sa.ForeignKeyConstraint(["asked_by_department_id"], ["department.id"],
                                name=op.f("fk_conferring_asked_by_department_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_conferring_asked_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_conferring_settled_by")),
        sa.PrimaryKeyConstraint("id", name="pk_conferring"))
    op.create_index("ix_conferring_case_id", "conferring", ["case_id"])
    op.create_table(
        "conferring_answer",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "conferring_id", "department_id")),
        sa.Column("position", sa.String(16), nullable=True),
        _words("words"),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        _words("objection"),
        sa.CheckConstraint("(position IS NULL) = (answered_at IS NULL)",
                           name=op.f("ck_conferring_answer_answer_is_whole")),
        sa.ForeignKeyConstraint(["conferring_id"], ["conferring.id"], name=op.f("fk_conferring_answer_conferring_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_conferring_answer_department_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_conferring_answer_answered_by")),
        sa.PrimaryKeyConstraint("id", name="pk_conferring_answer"),
        sa.UniqueConstraint("conferring_id", "department_id",
                            name=op.f("uq_conferring_answer_conferring_id_department_id")))
    op.create_index("ix_conferring_answer_department", "conferring_answer", ["department_id", "answered_at"])


def _add_comparing() -> None:
    op.create_table(
        "question_print",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("print", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_question_print_case_id")),
        sa.PrimaryKeyConstraint("case_id", "print", name="pk_question_print"))
    op.create_index("ix_question_print_print", "question_print", ["print", "case_id"])
    op.create_table(
        "answer_conflict",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "case_id", "other_id", "likeness")),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        _words("settled_words"),
        sa.CheckConstraint("case_id <> other_id", name=op.f("ck_answer_conflict_between_two")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)",
                           name=op.f("ck_answer_conflict_settled_is_whole")),
        sa.CheckConstraint("settled_at IS NULL OR settled_words <> ''",
                           name=op.f("ck_answer_conflict_settled_has_words")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_answer_conflict_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_answer_conflict_other_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_answer_conflict_settled_by")),
        sa.PrimaryKeyConstraint("id", name="pk_answer_conflict"),
        sa.UniqueConstraint("case_id", "other_id", name=op.f("uq_answer_conflict_case_id_other_id")))
    op.create_index("ix_answer_conflict_other_id", "answer_conflict", ["other_id"])


def _open_demands_to_remedies() -> None:
    with op.batch_alter_table("demand") as demand:
        demand.alter_column("digest_id", existing_type=sa.Integer(), nullable=True)
        demand.add_column(sa.Column("remedy_id", sa.Integer(), nullable=True))
        demand.create_foreign_key(op.f("fk_demand_remedy_id"), "remedy", ["remedy_id"], ["id"])
        demand.create_check_constraint(op.f("ck_demand_has_one_cause"),
                                       "(digest_id IS NULL) <> (remedy_id IS NULL)")
        demand.create_index("ix_demand_remedy_id", ["remedy_id"])


def _note_what_goes_public() -> None:
    with op.batch_alter_table("disclosure_request") as request:
        request.add_column(sa.Column("proactive_basis", sa.String(24), nullable=True))
        request.add_column(_words("proactive_words"))
        request.add_column(sa.Column("proactive_by", sa.Integer(), nullable=True))
        request.add_column(sa.Column("proactive_at", INSTANT, nullable=True))
        request.add_column(sa.Column("publication_decision", sa.String(16), nullable=True))
        request.add_column(_words("publication_reason"))
        request.add_column(sa.Column("compared_outcome", sa.String(32), nullable=True))
        request.create_foreign_key(op.f("fk_disclosure_request_proactive_by"), "staff", ["proactive_by"], ["id"])
        request.create_check_constraint(op.f("ck_disclosure_request_proactive_is_whole"),
                                        "(proactive_basis IS NULL) = (proactive_at IS NULL)")
        request.create_index("ix_disclosure_request_proactive", ["proactive_at", "publication_decision"])

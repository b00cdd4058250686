"""Periods for public comment: drafts, comments, opinions, hearings and results."""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "comment_period", "draft_version", "draft_passage", "comment", "comment_earlier_text", "comment_band",
    "opinion", "opinion_comment", "hearing", "hearing_registration", "comment_result")


def upgrade() -> None:
    op.create_table(
        "comment_period",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("draft_kind", sa.String(24), nullable=False),
        sa.Column("is_about_market", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False),
        sa.Column("minimum_length", sa.Integer(), nullable=True),
        sa.Column("minimum_unit", sa.String(16), nullable=True),
        sa.Column("short_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("post_address", sa.Text(), server_default="", nullable=False),
        sa.Column("hall_address", sa.Text(), server_default="", nullable=False),
        sa.Column("hall_hours", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("signal_key", sa.LargeBinary(), nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("release_drafted_by", sa.Integer(), nullable=True),
        sa.Column("release_words", sa.Text(), server_default="", nullable=False),
        sa.Column("release_approved_by", sa.Integer(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("released_at", INSTANT, nullable=True),
        sa.Column("result_words", sa.Text(), server_default="", nullable=False),
        sa.Column("result_back_words", sa.Text(), server_default="", nullable=False),
        sa.Column("result_drafted_by", sa.Integer(), nullable=True),
        sa.Column("result_approved_by", sa.Integer(), nullable=True),
        sa.Column("resulted_by", sa.Integer(), nullable=True),
        sa.Column("resulted_at", INSTANT, nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_comment_period_closes_after_opening")),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_comment_period_days_in_order")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_comment_period_case_id")),
        sa.ForeignKeyConstraint(["release_approved_by"], ["staff.id"],
                                name=op.f("fk_comment_period_release_approved_by")),
        sa.ForeignKeyConstraint(["release_drafted_by"], ["staff.id"],
                                name=op.f("fk_comment_period_release_drafted_by")),
        sa.ForeignKeyConstraint(["released_by"], ["staff.id"], name=op.f("fk_comment_period_released_by")),
        sa.ForeignKeyConstraint(["result_approved_by"], ["staff.id"],
                                name=op.f("fk_comment_period_result_approved_by")),
        sa.ForeignKeyConstraint(["result_drafted_by"], ["staff.id"], name=op.f("fk_comment_period_result_drafted_by")),
        sa.ForeignKeyConstraint(["resulted_by"], ["staff.id"], name=op.f("fk_comment_period_resulted_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_comment_period")))
    op.create_index("ix_comment_period_closes_at", "comment_period", ["closes_at"])
    op.create_index("ix_comment_period_opens_at", "comment_period", ["opens_at"])
    op.create_table(
        "draft_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("is_final", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("in_force_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_draft_version_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("period_id", "serial", name="uq_draft_version_serial"))
    op.create_table(
        "draft_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(16), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_draft_passage_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_passage")),
        sa.UniqueConstraint("version_id", "anchor", name="uq_draft_passage_anchor"))
    op.create_index("ix_draft_passage_place", "draft_passage", ["version_id", "place"])
    op.create_table(
        "comment",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(16), server_default="", nullable=False),
        sa.Column("stance", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown_text", sa.Text(), nullable=True),
        sa.Column("shown_name", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("is_in_grace", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("contact_digest", sa.String(64), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("source_token", sa.String(64), nullable=True),
        sa.Column("alike_id", sa.Integer(), nullable=True),
        sa.Column("aside_ground", sa.String(24), nullable=True),
        sa.Column("decided_words", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("mend_until", INSTANT, nullable=True),
        sa.CheckConstraint("aside_ground IS NULL OR (decided_words <> '' AND decided_by IS NOT NULL)",
                           name=op.f("ck_comment_aside_has_reason_and_name")),
        sa.CheckConstraint("replaced_by_id <> case_id", name=op.f("ck_comment_replaced_by_another")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_comment_case_id")),
        sa.ForeignKeyConstraint(["alike_id"], ["case.id"], name=op.f("fk_comment_alike_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_comment_decided_by")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_comment_period_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["case.id"], name=op.f("fk_comment_replaced_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_comment_version_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_comment")))
    op.create_index("ix_comment_alike", "comment", ["period_id", "alike_id"])
    op.create_index("ix_comment_contact", "comment", ["period_id", "contact_digest"])
    op.create_index("ix_comment_period_anchor", "comment", ["period_id", "anchor", "case_id"])
    op.create_index("ix_comment_period_id", "comment", ["period_id", "case_id"])
    op.create_index("ix_comment_source", "comment", ["period_id", "source_token"])
    op.create_table(
        "comment_earlier_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("mended_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.case_id"], name=op.f("fk_comment_earlier_text_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_earlier_text")))
    op.create_index("ix_comment_earlier_text_comment", "comment_earlier_text", ["comment_id", "id"])
    op.create_table(
        "comment_band",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.case_id"], name=op.f("fk_comment_band_comment_id")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_comment_band_period_id")),
        sa.PrimaryKeyConstraint("comment_id", "band", name=op.f("pk_comment_band")))
    op.create_index("ix_comment_band_lookup", "comment_band", ["period_id", "band", "value"])
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(16), server_default="", nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("decision", sa.String(16), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.CheckConstraint("decision IS NULL OR (reason <> '' AND decided_by IS NOT NULL AND decided_at IS NOT NULL)",
                           name=op.f("ck_opinion_decision_has_reason_and_name")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_opinion_decided_by")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_opinion_made_by")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_opinion_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")))
    op.create_index("ix_opinion_period", "opinion", ["period_id", "anchor", "place"])
    op.create_table(
        "opinion_comment",
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.case_id"], name=op.f("fk_opinion_comment_comment_id")),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_comment_opinion_id")),
        sa.PrimaryKeyConstraint("opinion_id", "comment_id", name=op.f("pk_opinion_comment")))
    op.create_index("ix_opinion_comment_comment", "opinion_comment", ["comment_id"])
    op.create_table(
        "hearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("held_at", INSTANT, nullable=False),
        sa.Column("register_until", INSTANT, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("materials_sent_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("register_until < held_at", name=op.f("ck_hearing_registered_before")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_hearing_has_seats")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_hearing_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")))
    op.create_index("ix_hearing_period_id", "hearing", ["period_id"])
    op.create_table(
        "hearing_registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hearing_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("shown_name", sa.Text(), server_default="", nullable=False),
        sa.Column("stance", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("submission_key", sa.String(64), nullable=False),
        sa.Column("code_mac", sa.String(64), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=True),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by"], ["staff.id"], name=op.f("fk_hearing_registration_chosen_by")),
        sa.ForeignKeyConstraint(["hearing_id"], ["hearing.id"], name=op.f("fk_hearing_registration_hearing_id")),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"],
                                name=op.f("fk_hearing_registration_period_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing_registration")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_hearing_registration_submission_key")))
    op.create_index("ix_hearing_registration_hearing_id", "hearing_registration", ["hearing_id", "id"])
    op.create_table(
        "comment_result",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("released_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["comment_period.case_id"], name=op.f("fk_comment_result_period_id")),
        sa.PrimaryKeyConstraint("period_id", name=op.f("pk_comment_result")))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

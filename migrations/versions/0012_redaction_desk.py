"""Derivatives in the making, with every mark and its decision; published contacts of departments."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = "state IN ('draft', 'proposed')"


def upgrade() -> None:
    op.add_column("department", sa.Column("contacts", sa.Text(), nullable=False, server_default=""))
    _add_redactions()
    _add_marks()
    with op.batch_alter_table("publication") as publication:
        publication.add_column(sa.Column("derivative_digest", sa.String(64), nullable=False, server_default=""))
        publication.add_column(sa.Column("masks", sa.Text(), nullable=False, server_default="{}"))
        publication.add_column(sa.Column("redaction_id", sa.Integer(), nullable=True))
        publication.create_foreign_key(op.f("fk_publication_redaction_id"), "redaction", ["redaction_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("publication") as publication:
        publication.drop_constraint(op.f("fk_publication_redaction_id"), type_="foreignkey")
        for column in ("redaction_id", "masks", "derivative_digest"):
            publication.drop_column(column)
    op.drop_table("redaction_mark")
    op.drop_table("redaction")
    with op.batch_alter_table("department") as department:
        department.drop_column("contacts")


def _add_redactions() -> None:
    people = ("redacted_by", "released_by", "sent_back_by")
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reply_version", sa.Integer(), nullable=False),
        sa.Column("source_digest", sa.String(64), nullable=False),
        sa.Column("derivative_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("cannot_be_known", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(sa.Column(person, sa.Integer(), nullable=person != "redacted_by") for person in people),
        *(sa.Column(moment, INSTANT, nullable=moment != "started_at")
          for moment in ("started_at", "proposed_at", "released_at")),
        sa.Column("sent_back_reason", sa.Text(), nullable=False, server_default=""),
        sa.CheckConstraint("state NOT IN ('proposed', 'released') OR proposed_at IS NOT NULL",
                           name=op.f("ck_redaction_proposed_has_time")),
        sa.CheckConstraint("(state = 'released') = (released_at IS NOT NULL)",
                           name=op.f("ck_redaction_released_has_time")),
        sa.CheckConstraint("released_by <> redacted_by", name=op.f("ck_redaction_released_by_another")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_redaction_case_id")),
        *(sa.ForeignKeyConstraint([person], ["staff.id"], name=op.f(f"fk_redaction_{person}")) for person in people),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index("ix_redaction_case_id", "redaction", ["case_id", "id"])
    op.create_index("uq_redaction_open", "redaction", ["case_id"], unique=True, sqlite_where=sa.text(OPEN),
                    postgresql_where=sa.text(OPEN))


def _add_marks() -> None:
    op.create_table(
        "redaction_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("redaction_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=False),
        sa.Column("found_by", sa.String(16), nullable=False),
        sa.Column("basis", sa.String(64), nullable=False),
        sa.Column("decision", sa.String(8), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("begins >= 0 AND ends > begins", name=op.f("ck_redaction_mark_covers_something")),
        sa.CheckConstraint("decision IS NULL OR replacement <> ''", name=op.f("ck_redaction_mark_has_public_form")),
        sa.ForeignKeyConstraint(["redaction_id"], ["redaction.id"], name=op.f("fk_redaction_mark_redaction_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_redaction_mark_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction_mark")),
    )
    op.create_index("ix_redaction_mark_redaction_id", "redaction_mark", ["redaction_id"])

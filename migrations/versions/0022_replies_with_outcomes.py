"""What replies to requests say, documents given in part, and where one turns against an agency."""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = "state IN ('draft', 'proposed')"
OF_CASE = f"{OPEN} AND document_id IS NULL"
OF_DOCUMENT = f"{OPEN} AND document_id IS NOT NULL"


def upgrade() -> None:
    for column in ("review_body", "court"):
        op.add_column("department", sa.Column(column, sa.String(64), nullable=False, server_default=""))
    _name_usual_bodies()
    _add_replies()
    _add_documents()
    op.drop_index("uq_redaction_open", "redaction")
    with op.batch_alter_table("redaction") as redaction:
        redaction.add_column(sa.Column("document_id", sa.Integer(), nullable=True))
        redaction.create_foreign_key(op.f("fk_redaction_document_id"), "request_document", ["document_id"], ["id"])
    _make_index("uq_redaction_open", "case_id", OF_CASE)
    _make_index("uq_redaction_open_document", "document_id", OF_DOCUMENT)
    op.add_column("redaction_mark", sa.Column("ground", sa.String(32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("redaction_mark") as mark:
        mark.drop_column("ground")
    op.drop_index("uq_redaction_open_document", "redaction")
    op.drop_index("uq_redaction_open", "redaction")
    op.execute("DELETE FROM redaction_mark WHERE redaction_id IN "
               "(SELECT id FROM redaction WHERE document_id IS NOT NULL)")
    op.execute("DELETE FROM redaction WHERE document_id IS NOT NULL")
    with op.batch_alter_table("redaction") as redaction:
        redaction.drop_constraint(op.f("fk_redaction_document_id"), type_="foreignkey")
        redaction.drop_column("document_id")
    _make_index("uq_redaction_open", "case_id", OPEN)
    op.drop_table("request_document")
    op.drop_table("request_reply")
    with op.batch_alter_table("department") as department:
        for column in ("court", "review_body"):
            department.drop_column(column)


def _make_index(name: str, column: str, where: str) -> None:
    op.create_index(name, "redaction", [column], unique=True, sqlite_where=sa.text(where),
                    postgresql_where=sa.text(where))


def _name_usual_bodies() -> None:
    """Give every agency the usual bodies of a county; a list of departments may name others."""
    op.execute("UPDATE department SET review_body = '县人民政府', court = '县人民法院'")
    op.execute("UPDATE department SET review_body = '市人民政府', court = '市中级人民法院' WHERE is_government_office")


def _add_replies() -> None:
    words = ("reasons", "further_law", "way")
    printed = ("basis", "withheld", "remedy")
    op.create_table(
        "request_reply",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in words),
        sa.Column("secrecy", sa.String(16), nullable=True),
        sa.Column("secrecy_words", sa.Text(), nullable=False, server_default=""),
        sa.Column("secrecy_by", sa.Integer(), nullable=True),
        sa.Column("secrecy_at", INSTANT, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in printed),
        sa.CheckConstraint("(secrecy IS NULL) = (secrecy_at IS NULL)", name=op.f("ck_request_reply_secrecy_has_time")),
        sa.CheckConstraint("secrecy IS NULL OR outcome IS NOT NULL",
                           name=op.f("ck_request_reply_reviewed_has_outcome")),
        sa.CheckConstraint("remedy = '' OR secrecy IS NOT NULL", name=op.f("ck_request_reply_issued_was_reviewed")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_request_reply_reply_id")),
        sa.ForeignKeyConstraint(["secrecy_by"], ["staff.id"], name=op.f("fk_request_reply_secrecy_by")),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_request_reply")))


def _add_documents() -> None:
    op.create_table(
        "request_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_request_document_case_id")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_request_document_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_document")))
    op.create_index("ix_request_document_case_id", "request_document", ["case_id", "id"])

"""Annual reports: small figures, returns of departments, the report with three signatures, its files."""

import sqlalchemy as sa

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORDS = ("send_back_reason", "correction")


def upgrade() -> None:
    op.create_table(
        "annual_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.CheckConstraint("year BETWEEN 2008 AND 2199", name=op.f("ck_annual_year_year_known")),
        *_keys("annual_year", {"opened_by": "staff.id"}),
        sa.PrimaryKeyConstraint("year", name="pk_annual_year"))
    _add_figure()
    _add_return()
    _add_report()
    _add_file()


def downgrade() -> None:
    for table in ("annual_file", "annual_report", "annual_return", "annual_figure", "annual_year"):
        op.drop_table(table)


def _add_figure() -> None:
    op.create_table(
        "annual_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.CheckConstraint("value IS NULL OR value >= 0", name=op.f("ck_annual_figure_value_not_negative")),
        sa.CheckConstraint("version > 0", name=op.f("ck_annual_figure_version_positive")),
        *_keys("annual_figure", {"year": "annual_year.year", "department_id": "department.id",
                                 "entered_by": "staff.id"}),
        sa.PrimaryKeyConstraint("id", name="pk_annual_figure"),
        sa.UniqueConstraint("year", "department_id", "register", "version",
                            name=op.f("uq_annual_figure_year_department_id_register_version")))


def _add_return() -> None:
    op.create_table(
        "annual_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("stead_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("send_back_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'taken')", name=op.f("ck_annual_return_state_known")),
        sa.CheckConstraint("(state = 'draft') = (submitted_by IS NULL)",
                           name=op.f("ck_annual_return_handed_in_by_somebody")),
        sa.CheckConstraint("(state = 'draft') = (cells IS NULL)", name=op.f("ck_annual_return_handed_in_has_cells")),
        sa.CheckConstraint("(state = 'taken') = (taken_by IS NOT NULL)",
                           name=op.f("ck_annual_return_taken_by_somebody")),
        sa.CheckConstraint("taken_by IS NULL OR taken_by <> submitted_by", name=op.f("ck_annual_return_four_eyes")),
        *_keys("annual_return", {"year": "annual_year.year", "department_id": "department.id",
                                 "submitted_by": "staff.id", "taken_by": "staff.id"}),
        sa.PrimaryKeyConstraint("id", name="pk_annual_return"),
        sa.UniqueConstraint("year", "department_id", name=op.f("uq_annual_return_year_department_id")))
    op.create_index("ix_annual_return_department_id", "annual_return", ["department_id"])


def _add_report() -> None:
    people = ("edited", "filled", "reviewed", "signed")
    op.create_table(
        "annual_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False, server_default=""),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        *(column for step in people for column in (
            sa.Column(f"{step}_by", sa.Integer(), nullable=True),
            sa.Column(f"{step}_at", INSTANT, nullable=step != "edited"))),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in WORDS),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("cases", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(check, name=op.f(f"ck_annual_report_{name}")) for name, check in CHECKS),
        *_keys("annual_report", {"year": "annual_year.year", "corrects_id": "annual_report.id",
                                 **{f"{step}_by": "staff.id" for step in people}}),
        sa.PrimaryKeyConstraint("id", name="pk_annual_report"),
        sa.UniqueConstraint("year", "version", name=op.f("uq_annual_report_year_version")))


CHECKS = (
    ("state_known", "state IN ('draft', 'filled', 'reviewed', 'signed')"),
    ("body_once_filled", "(state = 'draft') = (body IS NULL)"),
    ("body_has_digest", "(body IS NULL) = (sha256 IS NULL) AND (body IS NULL) = (cases IS NULL)"),
    ("filled_by_somebody", "(state = 'draft') = (filled_by IS NULL)"),
    ("signed_by_somebody", "(state = 'signed') = (signed_by IS NOT NULL)"),
    ("reviewed_by_somebody", "state NOT IN ('reviewed', 'signed') OR reviewed_by IS NOT NULL"),
    ("four_eyes", "reviewed_by IS NULL OR reviewed_by <> filled_by"),
    ("six_eyes", "signed_by IS NULL OR (signed_by <> filled_by AND signed_by <> reviewed_by)"),
    ("later_versions_correct", "(version = 1) = (corrects_id IS NULL)"),
    ("correction_has_words", "corrects_id IS NULL OR correction <> ''"),
)


def _add_file() -> None:
    op.create_table(
        "annual_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("storage_name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        *_keys("annual_file", {"report_id": "annual_report.id"}),
        sa.PrimaryKeyConstraint("id", name="pk_annual_file"),
        sa.UniqueConstraint("report_id", "format", name=op.f("uq_annual_file_report_id_format")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_annual_file_storage_name")))


def _keys(table: str, columns: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
            for column, target in columns.items()]

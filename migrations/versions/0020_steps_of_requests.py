"""The steps of disclosure requests that wait for somebody outside: corrections, fees, consultations, reasons."""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDING = sa.text("state <> 'refused'")
WAITING = sa.text("position IS NULL")
WHOLE = "(state IN ('issued', 'answered', 'lapsed')) = (due_on IS NOT NULL AND paper_id IS NOT NULL)"


def _number(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _points_to(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
            for column, target in targets.items()]


def _proposed(table: str, *columns: sa.Column[object], checks: dict[str, str] | None = None) -> None:
    """A step that one person proposes and another issues. Papers have their table in a later revision."""
    own = {
        "state_known": "state IN ('proposed', 'refused', 'issued', 'answered', 'lapsed')",
        "four_eyes": "decided_by IS NULL OR decided_by <> proposed_by",
        "decision_has_time": "(state = 'proposed') = (decided_at IS NULL)",
        "issued_is_whole": WHOLE, **(checks or {})}
    op.create_table(
        table, _number("id", False), _number("case_id", False), *columns,
        sa.Column("state", sa.String(12), nullable=False), _number("proposed_by", False),
        sa.Column("proposed_at", INSTANT, nullable=False), _number("decided_by"),
        sa.Column("decided_at", INSTANT, nullable=True), *_words("decision_words"),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("issued_on", "due_on", "lapse_on")),
        _number("paper_id"), _number("pause_id"),
        *(sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}")) for name, words in own.items()),
        *_points_to(table, case_id="case.id", decided_by="staff.id", pause_id="clock_pause.id",
                    proposed_by="staff.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")))
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    op.create_index(f"uq_{table}_standing", table, ["case_id"], unique=True,
                    sqlite_where=STANDING, postgresql_where=STANDING)


def _consultation() -> None:
    checks = {
        "party_known": "party IN ('third_party', 'co_maker')",
        "position_known": "position IS NULL OR position IN ('agree', 'object', 'silent')",
        "third_party_has_address": "party <> 'third_party' OR address IS NOT NULL",
        "position_has_day": "(position IS NULL) = (answered_on IS NULL)",
        "decision_known": "decision IS NULL OR decision IN ('disclose', 'withhold')"}
    op.create_table(
        "consultation", _number("id", False), _number("case_id", False),
        sa.Column("party", sa.String(12), nullable=False), sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True), sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False), _number("asked_by", False),
        sa.Column("asked_at", INSTANT, nullable=False), sa.Column("sent_by", sa.String(12), nullable=False),
        *_words("proof"), sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True), sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True), sa.Column("position", sa.String(12), nullable=True),
        sa.Column("reasons", sa.LargeBinary(), nullable=True), sa.Column("decision", sa.String(12), nullable=True),
        sa.Column("decision_reasons", sa.LargeBinary(), nullable=True), _number("decided_by"),
        sa.Column("decided_at", INSTANT, nullable=True), _number("paper_id"), _number("notice_paper_id"),
        _number("pause_id"),
        *(sa.CheckConstraint(words, name=op.f(f"ck_consultation_{name}")) for name, words in checks.items()),
        *_points_to("consultation", asked_by="staff.id", case_id="case.id", decided_by="staff.id",
                    pause_id="clock_pause.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")))
    op.create_index("ix_consultation_case_id", "consultation", ["case_id"])
    op.create_index("ix_consultation_waiting", "consultation", ["due_on"], sqlite_where=WAITING,
                    postgresql_where=WAITING)


def _excess_inquiry() -> None:
    checks = {
        "four_eyes": "judged_by IS NULL OR judged_by <> asked_by",
        "judgement_has_time": "(judged_at IS NULL) = (is_reasonable IS NULL)",
        "delay_is_for_good_reasons": "delay = 0 OR is_reasonable"}
    op.create_table(
        "excess_inquiry", _number("case_id", False), _number("asked_by", False),
        sa.Column("asked_at", INSTANT, nullable=False), *_words("situation"),
        sa.Column("answer_by", sa.Date(), nullable=False), *_words("reasons"),
        sa.Column("given_on", sa.Date(), nullable=True), _number("judged_by"),
        sa.Column("judged_at", INSTANT, nullable=True), sa.Column("is_reasonable", sa.Boolean(), nullable=True),
        *_words("judgement"), _number("delay", False), _number("paper_id"),
        *(sa.CheckConstraint(words, name=op.f(f"ck_excess_inquiry_{name}")) for name, words in checks.items()),
        *_points_to("excess_inquiry", asked_by="staff.id", case_id="case.id", judged_by="staff.id"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_excess_inquiry")))


def upgrade() -> None:
    _proposed("correction", *_words("unclear", "items"), _number("days", False),
              sa.Column("answered_on", sa.Date(), nullable=True), *_words("answer"))
    _proposed("fee", sa.Column("basis", sa.String(12), nullable=False), _number("quantity", False),
              _number("amount", False), *_words("payment"), sa.Column("paid_on", sa.Date(), nullable=True),
              sa.Column("receipt_number", sa.String(64), nullable=False),
              checks={"something_is_charged": "amount > 0 AND quantity > 0",
                      "basis_known": "basis IN ('per_case', 'per_page')"})
    op.create_index("ix_fee_paid_on", "fee", ["paid_on"])
    _consultation()
    _excess_inquiry()


def downgrade() -> None:
    for table in ("excess_inquiry", "consultation", "fee", "correction"):
        op.drop_table(table)

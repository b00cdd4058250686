"""Clocks with pauses, extensions and earlier readings; the calendar in versions; the ladder; notices to staff."""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
PARTIAL_INDEXES = (
    ("uq_clock_running", ["case_id", "kind"], True, "stopped_at IS NULL"),
    ("ix_clock_next_action", ["next_action_at"], False, "next_action_at IS NOT NULL"),
)


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("email", sa.String(254), nullable=True))
    _version_the_calendar()
    _grow_clocks()
    _add_readings_pauses_extensions()
    _open_notices_to_staff()
    _add_the_ladder()


def downgrade() -> None:
    for table in ("ladder_term", "rung_telling", "rung"):
        op.drop_table(table)
    op.execute("DELETE FROM notice WHERE staff_id IS NOT NULL")
    op.drop_index("ix_notice_staff_id", table_name="notice")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_writer_or_staff"), type_="check")
        notice.drop_constraint(op.f("fk_notice_staff_id"), type_="foreignkey")
        notice.drop_column("staff_id")
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    for table in ("clock_extension", "clock_pause", "clock_reading"):
        op.drop_table(table)
    _shrink_clocks()
    _flatten_the_calendar()
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("email")


def _version_the_calendar() -> None:
    op.rename_table("calendar_day", "flat_day")
    op.create_table(
        "calendar_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_whole_year", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_words", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'in_force', 'rejected')", name=op.f("ck_calendar_change_state_known")),
        sa.CheckConstraint("(state = 'in_force') = (version IS NOT NULL)",
                           name=op.f("ck_calendar_change_version_when_in_force")),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)",
                           name=op.f("ck_calendar_change_decision_has_time")),
        sa.CheckConstraint("proposed_by IS NULL OR decided_by IS NULL OR decided_by <> proposed_by",
                           name=op.f("ck_calendar_change_four_eyes")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_calendar_change_proposed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_calendar_change_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
        sa.UniqueConstraint("version", name=op.f("uq_calendar_change_version")),
    )
    _partial_index("uq_calendar_change_proposed", "calendar_change", ["year"], "state = 'proposed'", unique=True)
    op.create_table(
        "calendar_day",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=True),
        sa.Column("name", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["calendar_change.id"], name=op.f("fk_calendar_day_change_id")),
        # Its own name on both engines: the old table keeps pk_calendar_day until it is dropped.
        sa.PrimaryKeyConstraint("change_id", "on", name=op.f("pk_calendar_day_of_change")),
    )
    op.execute(
        "INSERT INTO calendar_change (version, year, is_whole_year, notice, state, proposed_at, decided_at, "
        "decision_words) SELECT row_number() OVER (ORDER BY version, year), year, true, "
        "coalesce((SELECT min(notice) FROM flat_day WHERE "
        f"{_year_of('flat_day')} = calendar_year.year), ''), 'in_force', loaded_at, loaded_at, '' FROM calendar_year")
    op.execute(
        'INSERT INTO calendar_day (change_id, "on", is_working, name) SELECT c.id, d."on", d.is_working, d.name '
        f"FROM flat_day d JOIN calendar_change c ON c.year = {_year_of('d')}")
    op.drop_table("flat_day")
    op.drop_table("calendar_year")


def _flatten_the_calendar() -> None:
    op.rename_table("calendar_day", "versioned_day")
    op.create_table(
        "calendar_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("notice", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    # Of each day the newest change in force that is not older than the newest notice of its whole year.
    op.execute(
        'INSERT INTO calendar_day ("on", is_working, name, notice) SELECT d."on", d.is_working, d.name, '
        "substr(c.notice, 1, 64) FROM versioned_day d JOIN calendar_change c ON c.id = d.change_id "
        "WHERE c.state = 'in_force' AND d.is_working IS NOT NULL AND c.version = (SELECT max(c2.version) "
        'FROM versioned_day d2 JOIN calendar_change c2 ON c2.id = d2.change_id WHERE d2."on" = d."on")')
    op.execute("INSERT INTO calendar_year (year, version, loaded_at) SELECT year, max(version), max(decided_at) "
               "FROM calendar_change WHERE state = 'in_force' AND is_whole_year GROUP BY year")
    op.drop_table("versioned_day")
    op.drop_index("uq_calendar_change_proposed", table_name="calendar_change")
    op.drop_table("calendar_change")


def _year_of(table: str) -> str:
    if op.get_bind().dialect.name == "postgresql":
        return f'extract(year FROM {table}."on")'
    return f"CAST(strftime('%Y', {table}.\"on\") AS INTEGER)"


def _grow_clocks() -> None:
    for name, *_ in PARTIAL_INDEXES:
        op.drop_index(name, table_name="clock")
    with op.batch_alter_table("clock") as clock:
        clock.add_column(sa.Column("is_answer", sa.Boolean(), nullable=False, server_default=sa.true()))
        clock.add_column(sa.Column("started_at", INSTANT, nullable=True))
        clock.add_column(sa.Column("extension", sa.Integer(), nullable=False, server_default="0"))
        clock.add_column(sa.Column("stated_on", sa.Date(), nullable=True))
        clock.add_column(sa.Column("due_at", INSTANT, nullable=True))
        clock.drop_constraint(op.f("ck_clock_length_positive"), type_="check")
        clock.create_check_constraint(op.f("ck_clock_length_positive"), "length > 0 OR stated_on IS NOT NULL")
        clock.create_check_constraint(op.f("ck_clock_extension_not_negative"), "extension >= 0")
        clock.create_check_constraint(op.f("ck_clock_hours_have_instants"),
                                      "unit <> 'hour' OR (started_at IS NOT NULL AND due_at IS NOT NULL)")
    with op.batch_alter_table("clock") as clock:
        clock.alter_column("is_answer", existing_type=sa.Boolean(), server_default=None)
    for name, columns, unique, where in PARTIAL_INDEXES:
        _partial_index(name, "clock", columns, where, unique=unique)
    _partial_index("ix_clock_running_due_on", "clock", ["due_on"], "stopped_at IS NULL")
    op.execute("UPDATE clock SET calendar_version = coalesce((SELECT max(version) FROM calendar_change), 1)")


def _shrink_clocks() -> None:
    op.execute("DELETE FROM clock WHERE NOT is_answer")
    for name in ("ix_clock_running_due_on", *(name for name, *_ in PARTIAL_INDEXES)):
        op.drop_index(name, table_name="clock")
    with op.batch_alter_table("clock") as clock:
        for name in ("hours_have_instants", "extension_not_negative", "length_positive"):
            clock.drop_constraint(op.f(f"ck_clock_{name}"), type_="check")
        clock.create_check_constraint(op.f("ck_clock_length_positive"), "length > 0")
        for name in ("due_at", "stated_on", "extension", "started_at", "is_answer"):
            clock.drop_column(name)
    for name, columns, unique, where in PARTIAL_INDEXES:
        _partial_index(name, "clock", columns, where, unique=unique)


def _add_readings_pauses_extensions() -> None:
    op.create_table(
        "clock_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        sa.Column("cause", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_reading_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_reading")),
    )
    op.create_index("ix_clock_reading_clock_id", "clock_reading", ["clock_id", "id"])
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("limit_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        *_decided_by_another("clock_pause"),
        sa.CheckConstraint("state IN ('requested', 'granted', 'refused', 'ended')",
                           name=op.f("ck_clock_pause_state_known")),
        sa.CheckConstraint("from_on <= limit_on", name=op.f("ck_clock_pause_limit_after_start")),
        sa.CheckConstraint("to_on IS NULL OR (to_on >= from_on AND to_on <= limit_on)",
                           name=op.f("ck_clock_pause_end_within_limit")),
        sa.CheckConstraint("(state = 'ended') = (to_on IS NOT NULL)", name=op.f("ck_clock_pause_ended_has_day")),
        sa.CheckConstraint("proof <> ''", name=op.f("ck_clock_pause_has_proof")),
    )
    _partial_index("uq_clock_pause_open", "clock_pause", ["clock_id"], "state IN ('requested', 'granted')",
                   unique=True)
    op.create_index("ix_clock_pause_clock_id", "clock_pause", ["clock_id"])
    op.create_index("ix_clock_pause_state", "clock_pause", ["state"])
    op.create_table(
        "clock_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_decided_by_another("clock_extension"),
        sa.CheckConstraint("state IN ('requested', 'granted', 'refused')",
                           name=op.f("ck_clock_extension_state_known")),
        sa.CheckConstraint("length > 0", name=op.f("ck_clock_extension_length_positive")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_clock_extension_has_reason")),
    )
    _partial_index("uq_clock_extension_standing", "clock_extension", ["clock_id"], "state <> 'refused'", unique=True)
    op.create_index("ix_clock_extension_state", "clock_extension", ["state"])


def _decided_by_another(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    """The columns of what one person asks for and another decides."""
    return (
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decision_words", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name=op.f(f"ck_{table}_decision_has_time")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f(f"ck_{table}_four_eyes")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f(f"fk_{table}_clock_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["staff.id"], name=op.f(f"fk_{table}_requested_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f(f"fk_{table}_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _open_notices_to_staff() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        notice.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        notice.create_foreign_key(op.f("fk_notice_staff_id"), "staff", ["staff_id"], ["id"])
        notice.create_check_constraint(op.f("ck_notice_writer_or_staff"), "(case_id IS NULL) <> (staff_id IS NULL)")
    _partial_index("ix_notice_staff_id", "notice", ["staff_id"], "staff_id IS NOT NULL")


def _add_the_ladder() -> None:
    op.create_table(
        "rung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("rung", sa.String(16), nullable=False),
        sa.Column("of_on", sa.Date(), nullable=False),
        sa.Column("reached_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("raised_by", sa.String(32), nullable=False),
        sa.Column("number", sa.String(32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("(rung = 'supervise') = (number IS NOT NULL)", name=op.f("ck_rung_order_has_number")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_rung_clock_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rung_case_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_rung_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung")),
        sa.UniqueConstraint("clock_id", "rung", "of_on", name=op.f("uq_rung_clock_id_rung_of_on")),
        sa.UniqueConstraint("number", name=op.f("uq_rung_number")),
    )
    op.create_index("ix_rung_case_id", "rung", ["case_id"])
    op.create_index("ix_rung_recorded_at", "rung", ["rung", "recorded_at"])
    op.create_table(
        "rung_telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rung_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["rung_id"], ["rung.id"], name=op.f("fk_rung_telling_rung_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rung_telling_staff_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_rung_telling_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung_telling")),
        sa.UniqueConstraint("rung_id", "staff_id", name=op.f("uq_rung_telling_rung_id_staff_id")),
    )
    op.create_index("ix_rung_telling_notice_id", "rung_telling", ["notice_id"])
    _partial_index("ix_rung_telling_unseen", "rung_telling", ["staff_id", "id"], "seen_at IS NULL")
    op.create_table(
        "ladder_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(16), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_ladder_term_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_term")),
    )


def _partial_index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

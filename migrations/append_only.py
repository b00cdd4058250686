"""The triggers that make tables append-only. Alembic's batch mode drops triggers, so they are remade after each run."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

TABLES = ("case_event", "sealed_day", "identity_reveal", "reply", "digest", "digest_issue", "bulletin",
          "annual_figure", "annual_report", "request_result")
# A reply is written on until it is issued; what the writer was sent stays (security.md U5). So does what is signed.
WHERE = {"reply": "OLD.issued_at IS NOT NULL", "bulletin": "OLD.issued_at IS NOT NULL",
         "annual_report": "OLD.signed_at IS NOT NULL"}


def make(connection: Connection) -> None:
    """Make the triggers of every append-only table that exists; those that are there already are replaced."""
    there = set(inspect(connection).get_table_names())
    for table in TABLES:
        if table in there:
            for statement in _statements(connection.dialect.name, table):
                connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Remove what `make` made, before the tables go."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP FUNCTION IF EXISTS refuse_change() CASCADE"))
        return
    for table in TABLES:
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{act}"))


def _statements(dialect: str, table: str) -> list[str]:
    when = f"WHEN ({WHERE[table]}) " if table in WHERE else ""
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
            f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()",
            f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    statements = []
    for act in ("update", "delete"):
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_no_{act}",
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"{when}BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        ]
    return statements

"""The record's triggers, and the search indexes of each engine."""

from alembic import op
from migrations import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = ("publication_index", "letter_index")


def upgrade() -> None:
    append_only.make(op.get_bind())
    for table in INDEXES:
        for statement in _statements(table):
            op.execute(statement)


def downgrade() -> None:
    for table in INDEXES:
        op.execute(f"DROP TABLE {table}")
    append_only.drop(op.get_bind())


def _statements(table: str) -> list[str]:
    if op.get_bind().dialect.name == "postgresql":
        return [
            f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, title text NOT NULL, body text NOT NULL, "
            "facets text NOT NULL, words tsvector GENERATED ALWAYS AS ("
            "to_tsvector('simple', body || ' ' || facets)) STORED)",
            # Without a list of pending entries every search takes the same time, however lately letters came in.
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (words) WITH (fastupdate = off)",
        ]
    # The index of one-character beginnings lets a single Han character be searched for.
    return [f"CREATE VIRTUAL TABLE {table} USING fts5 (title, body, facets, tokenize = 'unicode61', prefix = '1')"]

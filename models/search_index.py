"""The search indexes: one row of index words per published letter, and one per letter for staff.

On SQLite they are FTS5 tables, on PostgreSQL plain tables with a generated tsvector; both take the same INSERT and
DELETE. They are made by the migration, not by the metadata. `body` holds the words of the title too, `title` only
these, marked; `facets` what a letter is filtered by (rules/search_text.py).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

# Apart from the models' metadata, so that neither create_all nor autogenerate touches them.
_metadata = MetaData()


def _index(name: str) -> Table:
    return Table(name, _metadata, Column("rowid", BigInteger, primary_key=True, autoincrement=False),
                 Column("title", Text), Column("body", Text), Column("facets", Text))


publication_index = _index("publication_index")
letter_index = _index("letter_index")

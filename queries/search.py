"""Search over the index words of published letters and, for staff, of all letters.

Engine-specific: SQLite's FTS5 walks its hits from the newest, PostgreSQL is asked for one block of rows after another.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.publication import Publication
from models.search_index import letter_index, publication_index
from models.types import table_of
from queries import visibility
from rules import numbering, search_text
from rules.errors import InputRefused
from rules.vocabulary import PUBLIC_CATEGORY_LABELS

AnySession = Session | scoped_session[Session]
Word = list[str]
# Where a hit stands: 0 when its title has every word, else 1; then the newest, that is the row id below zero.
Place = tuple[int, int]
# Only the newest hits are ranked, so that a word in every letter costs no more than another (design.md 6.8).
RANKED_HITS = 1000
STAFF_HITS = 200
# PostgreSQL looks at so many of the newest blocks first, then at ever more, but never at more than this at once.
FIRST_BLOCKS, MOST_BLOCKS = 2, 32


@dataclass(frozen=True)
class PublicationHit:
    """A published letter as a list row shows it; the excerpt is made from `text`."""

    public_id: str
    title: str
    category: str
    department_name: str
    received_on: date
    answered_on: date
    text: str
    rating: str | None


@dataclass(frozen=True)
class SearchPage:
    """A page of hits. `found` counts at most 1,000; `more` says that there are others, which are not shown."""

    items: list[PublicationHit]
    next_cursor: str | None
    found: int
    more: bool


def search_publications(session: AnySession, query: str, *, department_id: int | None = None, category: str = "",
                        year: int | None = None, cursor: str = "", limit: int = 20) -> SearchPage:
    """Return a page of published letters that have every word of the query; no hits when it has no words.

    Raises InputRefused for a cursor or category that is not one of ours.
    """
    words = search_text.query_words(query)
    after = _read_cursor(cursor) if cursor else None
    filters = _publication_filters(department_id, category, year)
    if not words:
        return SearchPage([], None, 0, more=False)
    newest = _newest_hits(session, publication_index, words, filters, RANKED_HITS + 1)
    ranked = sorted(newest[:RANKED_HITS])
    rest = ranked[bisect_right(ranked, after):] if after else ranked
    shown = rest[:limit]
    next_cursor = _written_cursor(shown[-1]) if len(rest) > limit else None
    return SearchPage(_publications(session, shown), next_cursor, len(ranked), more=len(newest) > RANKED_HITS)


def search_letters(session: AnySession, query: str, *, department_id: int | None,
                   limit: int = STAFF_HITS) -> list[int]:
    """Return the case ids of the newest letters that have every word, or whose number was typed, newest first.

    With a department only letters that it has now are found.
    """
    number = numbering.normal_number(query)
    if number is not None:
        return _in_department(session, select(Case.id).where(Case.number == number), department_id)
    words = search_text.query_words(query)
    if not words:
        return []
    filters = [] if department_id is None else [search_text.department_word(department_id)]
    ids = [-behind for _, behind in _newest_hits(session, letter_index, words, filters, limit)]
    return _in_department(session, select(Case.id).where(Case.id.in_(ids)), department_id)


def _publication_filters(department_id: int | None, category: str, year: int | None) -> list[str]:
    filters = [] if department_id is None else [search_text.department_word(department_id)]
    if category:
        if category not in PUBLIC_CATEGORY_LABELS:
            raise InputRefused("没有这个类别，请从列表里选一个。", "category")
        filters.append(search_text.category_word(category))
    return filters if year is None else [*filters, search_text.year_word(year)]


def _in_department(session: AnySession, statement: Select[int], department_id: int | None) -> list[int]:
    """Check against the cases themselves, so that the index decides nothing about who may see a letter."""
    if department_id is not None:
        statement = statement.where(visibility.visible_to_department(department_id))
    return list(session.scalars(statement.order_by(Case.id.desc())))


_publication = table_of(Publication).c
_SHOWN = select(
    _publication.id, _publication.public_id, _publication.title, _publication.category, _publication.department_name,
    _publication.received_on, _publication.answered_on, _publication.text, _publication.rating,
).where(_publication.id.in_(bindparam("ids", expanding=True)))


def _publications(session: AnySession, places: list[Place]) -> list[PublicationHit]:
    if not places:
        return []
    ids = [-behind for _, behind in places]
    rows = session.connection().execute(_SHOWN, {"ids": ids})
    found = {row.id: PublicationHit(*row[1:]) for row in rows}
    return [found[rowid] for rowid in ids if rowid in found]


def _newest_hits(session: AnySession, index: Table, words: list[Word], filters: list[str],
                 limit: int) -> list[Place]:
    """Return the places of at most `limit` hits, the newest ones."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return _postgresql_hits(connection, index, words, filters, limit)
    return _sqlite_hits(connection, index, words, filters, limit)


def _sqlite_hits(connection: Connection, index: Table, words: list[Word], filters: list[str],
                 limit: int) -> list[Place]:
    def rowids(query: str, oldest: int) -> list[int]:
        result = connection.execute(_matching(index), {"query": query, "oldest": oldest, "limit": limit})
        return [rowid for rowid, in result.all()]

    hits = rowids(_fts5_query(words, filters), 0)
    # Asked for apart: looking at the title of each hit would take several times as long.
    titled = set(rowids(_fts5_query(words, filters, search_text.TITLE_MARK), hits[-1])) if hits else set()
    return [(0 if rowid in titled else 1, -rowid) for rowid in hits]


def _postgresql_hits(connection: Connection, index: Table, words: list[Word], filters: list[str],
                     limit: int) -> list[Place]:
    places: list[Place] = []
    titles = {f"title{place}": _title_pattern(word) for place, word in enumerate(words)}
    newest = connection.execute(select(func.max(index.c.rowid))).scalar() or 0
    for blocks in _windows(newest // search_text.BLOCK_ROWS):
        facts = {"query": _tsquery(words, filters, blocks), "limit": limit - len(places), **titles}
        rows = connection.execute(_in_blocks(index, len(words)), facts).all()
        places += [(0 if in_title else 1, -rowid) for rowid, in_title in rows]
        if len(places) >= limit:
            break
    return places


@cache
def _matching(index: Table) -> Select[Any]:
    hit = literal_column(index.name).op("MATCH")(bindparam("query"))
    return (select(index.c.rowid).where(hit, index.c.rowid >= bindparam("oldest"))
            .order_by(index.c.rowid.desc()).limit(bindparam("limit")))


@cache
def _in_blocks(index: Table, words: int) -> Select[Any]:
    hit = literal_column("words").op("@@")(func.to_tsquery(literal_column("'simple'"), bindparam("query")))
    title = literal(" ") + index.c.title + literal(" ")
    in_title = and_(*(title.like(bindparam(f"title{place}")) for place in range(words))).label("in_title")
    # Materialised, so that the planner cannot walk the primary key in search of a rare word.
    found = select(index.c.rowid, in_title).where(hit).cte("found").prefix_with("MATERIALIZED")
    return select(found).order_by(found.c.rowid.desc()).limit(bindparam("limit"))


def _title_pattern(word: Word) -> str:
    marked = " ".join(f"{search_text.TITLE_MARK}{piece}" for piece in word)
    return f"% {marked}%" if _is_beginning(word) else f"% {marked} %"


def _is_beginning(word: Word) -> bool:
    """Tell whether a word is a single Han character, which is found as the beginning of an index word."""
    return len(word[0]) == 1 and not word[0].isascii()


def _fts5_query(words: list[Word], filters: list[str], mark: str = "") -> str:
    """Return the query in FTS5's language; index words hold neither quotes nor operators."""
    phrases = [f'"{" ".join(mark + piece for piece in word)}"{"*" if _is_beginning(word) else ""}' for word in words]
    return " AND ".join([*phrases, *(f'"{word}"' for word in filters)])


def _tsquery(words: list[Word], filters: list[str], blocks: range) -> str:
    """Return the query in PostgreSQL's language, narrowed to some blocks of rows."""
    phrases = [f"'{word[0]}':*" if _is_beginning(word) else " <-> ".join(f"'{piece}'" for piece in word)
               for word in words]
    within = " | ".join(f"'{search_text.block_word(block)}'" for block in blocks)
    return " & ".join(f"({part})" for part in [*phrases, *(f"'{word}'" for word in filters), within])


def _windows(newest: int) -> Iterator[range]:
    """Return the blocks from the newest to the oldest in runs that grow: a common word is done after the first."""
    count, end = FIRST_BLOCKS, newest + 1
    while end > 0:
        yield range(max(0, end - count), end)
        end, count = end - count, min(count * 4, MOST_BLOCKS)


def _written_cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(f"{place[0]}.{-place[1]}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> Place:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except ValueError:
        text = ""
    match = re.fullmatch(r"([01])\.([1-9][0-9]{0,18})", text)
    if match is None:
        raise InputRefused("这个翻页地址不完整，请从第一页重新查。", "cursor")
    return int(match[1]), -int(match[2])

"""The staff's search index: one row of index words per letter, written when the letter is routed or imported."""

from __future__ import annotations

from sqlalchemy import delete, insert

from models.case import Letter
from models.search_index import letter_index
from rules.localtime import local_date
from rules.search_text import facets, tokens
from rules.vocabulary import Category
from services.work import Work


def add(work: Work, letter: Letter) -> None:
    """Index a letter; one that is indexed already is indexed anew."""
    work.session.execute(delete(letter_index).where(letter_index.c.rowid == letter.id))
    words = facets(letter.department_id or 0, Category(letter.category), local_date(letter.received_at).year)
    work.session.execute(insert(letter_index).values(
        rowid=letter.id, title=" ".join(tokens(letter.title)),
        body=" ".join(tokens(f"{letter.text}\n{letter.place}")), facets=" ".join(words)))

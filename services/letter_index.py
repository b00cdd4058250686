"""The staff's search index: one row of index words per letter, written when the letter is routed or imported."""

from __future__ import annotations

from sqlalchemy import delete, insert, update

from models.case import Letter
from models.search_index import letter_index
from rules.localtime import local_date
from rules.search_text import facets, indexed, indexed_title
from rules.vocabulary import Category
from services.work import Work


def add(work: Work, letter: Letter) -> None:
    """Index a letter; one that is indexed already is indexed anew."""
    work.session.execute(delete(letter_index).where(letter_index.c.rowid == letter.id))
    work.session.execute(insert(letter_index).values(
        rowid=letter.id, title=indexed_title(letter.title),
        body=indexed(f"{letter.title}\n{letter.place}\n{letter.text}"), facets=_facets(letter)))


def move(work: Work, letter: Letter) -> None:
    """Note the letter's department where its staff search; does nothing for a letter that is not indexed yet."""
    work.session.execute(
        update(letter_index).where(letter_index.c.rowid == letter.id).values(facets=_facets(letter)))


def _facets(letter: Letter) -> str:
    year = local_date(letter.received_at).year
    return " ".join(facets(letter.id, letter.department_id, Category(letter.category), year))

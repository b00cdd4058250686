"""The staff's search index: one row of index words per letter, written when the letter is routed or imported.

A confidential writer's own words are not in it: a department must not find a letter by who wrote it (security.md I4).
"""

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
    title = _shown(letter.shown_title, letter.title)
    place, text = _shown(letter.shown_place, letter.place), _shown(letter.shown_text, letter.text)
    work.session.execute(insert(letter_index).values(
        rowid=letter.id, title=indexed_title(title), body=indexed(f"{title}\n{place}\n{text}"),
        facets=_facets(letter)))


def move(work: Work, letter: Letter) -> None:
    """Note the letter's department where its staff search; does nothing for a letter that is not indexed yet."""
    work.session.execute(
        update(letter_index).where(letter_index.c.rowid == letter.id).values(facets=_facets(letter)))


def _shown(shown: str | None, original: str) -> str:
    return original if shown is None else shown


def _facets(letter: Letter) -> str:
    year = local_date(letter.received_at).year
    return " ".join(facets(letter.id, letter.department_id, Category(letter.category), year))

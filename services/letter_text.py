"""What is read of a letter outside the letters office: without what its confidential writer told of themselves (I3)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from models.case import Letter
from models.identity import Identity
from rules import pseudonym
from rules.letter_draft import Contact, LetterDraft
from rules.vocabulary import Category
from services.work import Work

FIELDS = ("name", "phone", "email", "address", "id_number")
# Where it happened is the matter itself, even when it is where the writer lives.
_IN_PLACE = ("name", "phone", "email", "id_number")


def own_words(work: Work, case_id: int) -> dict[str, str]:
    """Return what the writer of a case told of themselves, decrypted; nothing for an anonymous one."""
    row = work.session.execute(
        select(*(getattr(Identity, column) for column in FIELDS)).where(Identity.case_id == case_id)).one_or_none()
    if row is None:
        return {}
    return {column: work.cipher.decrypt(case_id, column, getattr(row, column))
            for column in FIELDS if getattr(row, column) is not None}


def shown_parts(draft: LetterDraft) -> dict[str, str | None]:
    """Return the columns of a new letter that are read outside the letters office; None where that is the original."""
    if not pseudonym.is_confidential(draft.category, draft.name_hidden):
        return dict.fromkeys(("shown_title", "shown_text", "shown_place"))
    return _shown(draft.title, draft.text, draft.place, _fields(draft.contact))


def cover(work: Work, letter: Letter) -> None:
    """Work out anew what is read of a letter outside the letters office, after it has become confidential.

    Only adds: a letter that stops being a report keeps what was covered while it was one.
    """
    if pseudonym.is_confidential(Category(letter.category), letter.name_hidden):
        shown = _shown(letter.title, letter.text, letter.place, own_words(work, letter.id))
        for column, text in shown.items():
            if text is not None:
                setattr(letter, column, text)


def covered(work: Work, letter: Letter, text: str) -> str:
    """Return words that the writer adds to a letter, covered like the letter itself."""
    if not pseudonym.is_confidential(Category(letter.category), letter.name_hidden):
        return text
    return pseudonym.covered(text, own_words(work, letter.id))


def _shown(title: str, text: str, place: str, own: Mapping[str, str]) -> dict[str, str | None]:
    in_place = {name: value for name, value in own.items() if name in _IN_PLACE}
    return {"shown_title": _other(title, own), "shown_text": _other(text, own), "shown_place": _other(place, in_place)}


def _other(text: str, own: Mapping[str, str]) -> str | None:
    covered = pseudonym.covered(text, own)
    return covered if covered != text else None


def _fields(contact: Contact) -> dict[str, str]:
    return {name: value for name in FIELDS if (value := getattr(contact, name))}

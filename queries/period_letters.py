"""The letters of a period for what they have in common (`rules/topics.py`), and the words that topics are known by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from models.case import Letter
from models.department import Department
from models.identity import Identity
from queries.paging import AnySession
from rules.calendar import ONE_DAY
from rules.localtime import start_of_day
from rules.routing import PLACE_KINDS, normalised
from rules.subjects import KEYWORDS, Subject, subject_of
from rules.topics import READ_CHARACTERS, PeriodLetter

_SHORTEST_WORD = 2


def received(session: AnySession, first_on: date, last_on: date) -> list[PeriodLetter]:
    """Return the letters received from the first to the last day, by their ids, each with the beginning of its text."""
    rows = session.execute(
        select(Letter.id, Letter.title, func.substr(Letter.text, 1, READ_CHARACTERS).label("text"), Letter.subject,
               Letter.merged_into_id, Identity.phone_digest, Identity.email_digest)
        .outerjoin(Identity, Identity.case_id == Letter.id)
        .where(Letter.received_at >= start_of_day(first_on), Letter.received_at < start_of_day(last_on + ONE_DAY))
        .order_by(Letter.id))
    return [PeriodLetter(row.id, row.title, row.text, row.subject,
                         tuple(digest for digest in (row.phone_digest, row.email_digest) if digest),
                         row.merged_into_id) for row in rows]


def known_words(session: AnySession) -> dict[str, str]:
    """Return the words by which topics are known, with the slug of their subject: of the subjects, and of duties.

    Words of towns, sub-districts and parks are names of places and no topics.
    """
    units = session.execute(select(Department.kind, Department.keywords).where(Department.kind.not_in(PLACE_KINDS)))
    words = [normalised(word) for unit in units for word in unit.keywords.split("\n")]
    found = {word: subject_of(word, "").value for word in words if len(word) >= _SHORTEST_WORD}
    # A word of two subjects goes with the first of them.
    for subject in reversed(Subject):
        found |= dict.fromkeys(KEYWORDS.get(subject, ()), subject.value)
    return found

"""Questions that agencies put to others: those about a request, those put to an agency, those in dispute.

What an agency that was asked reads has nothing of the request but the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, scoped_session

from models.department import Department
from models.disclosure import DisclosureRequest
from models.remedy import Conferring, ConferringAnswer
from rules import conferring as rules
from rules.conferring import POSITION_LABELS, STANDING_LABELS, STANDING_TONES, Position, Said, Standing

AnySession = Session | scoped_session[Session]
MOST_ROWS = 200


@dataclass(frozen=True)
class AnswerRow:
    """What one of the agencies asked has said."""

    id: int
    department_id: int
    department: str
    position: Position | None
    words: str
    answered_at: datetime | None
    agrees: bool | None
    objection: str
    is_late: bool

    @property
    def position_words(self) -> str:
        """The position as a word, "" while there is none."""
        return POSITION_LABELS[self.position] if self.position else ""


@dataclass(frozen=True)
class ConferringRow:
    """One question with what was said; `number` is that of the request, not for the agencies that are asked."""

    id: int
    case_id: int
    number: str
    asking: str
    question: str
    own_position: Position | None
    answer_by: date
    asked_at: datetime
    agreed_text: str
    agreed_position: Position | None
    agreed_at: datetime | None
    standing: Standing
    edits: int
    answers: tuple[AnswerRow, ...]

    @property
    def standing_words(self) -> str:
        """How it stands, as a word."""
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return STANDING_TONES[self.standing]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.standing in rules.OPEN

    @property
    def is_conflict(self) -> bool:
        """Whether the agencies want different things done with the information."""
        return rules.is_conflict([self.own_position, *(one.position for one in self.answers)])

    @property
    def own_words(self) -> str:
        """The position of the agency that asks, as a word."""
        return POSITION_LABELS[self.own_position] if self.own_position else ""

    @property
    def agreed_words(self) -> str:
        """What the common text means for the information, as a word."""
        return POSITION_LABELS[self.agreed_position] if self.agreed_position else ""

    def may_be_put(self, today: date) -> bool:
        """Whether a common text may be put to the agencies now."""
        return self.is_open and (today > self.answer_by or all(one.position for one in self.answers))

    def may_be_settled(self, today: date) -> bool:
        """Whether the office for open government may settle it now."""
        return self.standing is Standing.DISPUTED or self.is_open and today > self.answer_by


@dataclass(frozen=True)
class AskedRow:
    """A question as the agency that is asked sees it, with its own answer."""

    id: int
    question: str
    asking: str
    asked_at: datetime
    answer_by: date
    standing: Standing
    agreed_text: str
    edits: int
    own: AnswerRow

    @property
    def standing_words(self) -> str:
        """How it stands, as a word."""
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return STANDING_TONES[self.standing]

    @property
    def may_answer(self) -> bool:
        """Whether the agency may say what it thinks, or say it anew."""
        return self.standing in (Standing.ASKING, Standing.ANSWERED)

    @property
    def may_agree(self) -> bool:
        """Whether a common text waits for the agency's word."""
        return self.standing in (Standing.PROPOSED, Standing.DISPUTED)

    @property
    def waits(self) -> bool:
        """Whether it is the agency's turn."""
        return self.may_answer and self.own.position is None or self.may_agree and self.own.agrees is None


def of_case(session: AnySession, case_id: int, today: date) -> list[ConferringRow]:
    """Return the questions about a request in the order in which they were put."""
    return _read(session, Conferring.case_id == case_id, today)


def to_settle(session: AnySession, today: date) -> list[ConferringRow]:
    """Return the questions that the office for open government may settle, the oldest first."""
    open_now = Conferring.agreed_at.is_(None) & Conferring.ended_at.is_(None)
    return [row for row in _read(session, open_now, today) if row.may_be_settled(today)]


def asked_of(session: AnySession, department_id: int, today: date, *, is_open: bool) -> list[AskedRow]:
    """Return what an agency is asked, or was: what waits for it first, by the day of its answer."""
    found = [row for row in _asked(session, ConferringAnswer.department_id == department_id, today)
             if (row.standing in rules.OPEN) is is_open]
    return sorted(found, key=lambda row: (not row.waits, row.answer_by, row.id)) if is_open else found


def one_asked(session: AnySession, answer_id: int, today: date) -> tuple[int, AskedRow] | None:
    """Return the agency that is asked, and the question as it sees it; None when there is none."""
    rows = _asked(session, ConferringAnswer.id == answer_id, today)
    return (rows[0].own.department_id, rows[0]) if rows else None


def waiting_count(session: AnySession, department_id: int) -> int:
    """Return how many questions wait for the agency's answer, or for its word on a common text."""
    silent = ConferringAnswer.position.is_(None) & (Conferring.agreed_text == "")
    undecided = (Conferring.agreed_text != "") & ConferringAnswer.agrees.is_(None)
    return session.scalar(
        select(func.count()).select_from(ConferringAnswer)
        .join(Conferring, Conferring.id == ConferringAnswer.conferring_id)
        .where(ConferringAnswer.department_id == department_id, Conferring.agreed_at.is_(None),
               Conferring.ended_at.is_(None), silent | undecided)) or 0


def _read(session: AnySession, which: Any, today: date) -> list[ConferringRow]:
    asking = aliased(Department)
    rows = session.execute(
        select(Conferring, DisclosureRequest.number, asking.name.label("asking"))
        .join(DisclosureRequest, DisclosureRequest.case_id == Conferring.case_id)
        .join(asking, asking.id == Conferring.asked_by_department_id)
        .where(which).order_by(Conferring.id).limit(MOST_ROWS)).all()
    answers = _answers(session, [row.Conferring.id for row in rows], today)
    return [_row(row, answers.get(row.Conferring.id, ())) for row in rows]


def _row(row: Any, answers: tuple[AnswerRow, ...]) -> ConferringRow:
    one: Conferring = row.Conferring
    return ConferringRow(
        one.id, one.case_id, row.number, row.asking, one.question, _position(one.own_position), one.answer_by,
        one.asked_at, one.agreed_text, _position(one.agreed_position), one.agreed_at, _standing(one, answers),
        one.edits, answers)


def _asked(session: AnySession, which: Any, today: date) -> list[AskedRow]:
    asking = aliased(Department)
    rows = session.execute(
        select(Conferring, ConferringAnswer.id.label("own_id"), asking.name.label("asking"))
        .join(ConferringAnswer, ConferringAnswer.conferring_id == Conferring.id)
        .join(asking, asking.id == Conferring.asked_by_department_id)
        .where(which).order_by(Conferring.id.desc()).limit(MOST_ROWS)).all()
    answers = _answers(session, [row.Conferring.id for row in rows], today)
    found = []
    for row in rows:
        one: Conferring = row.Conferring
        own = next(answer for answer in answers[one.id] if answer.id == row.own_id)
        found.append(AskedRow(row.own_id, one.question, row.asking, one.asked_at, one.answer_by,
                              _standing(one, answers[one.id]), one.agreed_text, one.edits, own))
    return found


def _answers(session: AnySession, ids: list[int], today: date) -> dict[int, tuple[AnswerRow, ...]]:
    rows = session.execute(
        select(ConferringAnswer, Department.name, Conferring.answer_by)
        .join(Department, Department.id == ConferringAnswer.department_id)
        .join(Conferring, Conferring.id == ConferringAnswer.conferring_id)
        .where(ConferringAnswer.conferring_id.in_(ids)).order_by(ConferringAnswer.id))
    found: dict[int, tuple[AnswerRow, ...]] = {}
    for one, name, answer_by in rows:
        row = AnswerRow(one.id, one.department_id, name, _position(one.position), one.words, one.answered_at,
                        one.agrees, one.objection,
                        rules.is_late(answer_by, today, has_answered=one.position is not None))
        found[one.conferring_id] = (*found.get(one.conferring_id, ()), row)
    return found


def _standing(one: Conferring, answers: tuple[AnswerRow, ...]) -> Standing:
    return rules.standing([Said(answer.position, answer.agrees) for answer in answers],
                          proposed=bool(one.agreed_text), agreed=one.agreed_at is not None,
                          settled=one.settled_by is not None, ended=one.ended_at is not None)


def _position(slug: str | None) -> Position | None:
    return Position(slug) if slug else None

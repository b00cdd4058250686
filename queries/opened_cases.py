"""What pages of every kind of case need of a case that its sender has opened. Whether they may is not asked here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from rules.vocabulary import CASE_KIND_LABELS, OPEN_STATES, CaseKind, State

AnySession = Session | scoped_session[Session]


@dataclass(frozen=True)
class OpenedCase:
    """A letter, a request, or a comment on a draft."""

    case_id: int
    number: str
    title: str
    kind: CaseKind
    state: State

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_request(self) -> bool:
        return self.kind is CaseKind.DISCLOSURE_REQUEST

    @property
    def item(self) -> str:
        """What its sender calls it."""
        return "申请" if self.is_request else CASE_KIND_LABELS[self.kind]

    @property
    def is_comment(self) -> bool:
        return self.kind is CaseKind.COMMENT


# A withdrawn case is not there any more, for whoever asks (security.md K2).
_CASE = select(Case.id, Case.number, Case.title, Case.kind, Case.state).where(
    Case.number == bindparam("number"), Case.state != State.WITHDRAWN)


def read(session: AnySession, number: str) -> OpenedCase | None:
    """Return the case of this number, None when there is none."""
    row = session.execute(_CASE, {"number": number}).one_or_none()
    return None if row is None else OpenedCase(row.id, row.number, row.title, CaseKind(row.kind), State(row.state))

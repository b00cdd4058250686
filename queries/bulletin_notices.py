"""What a mail to a head of department says of a bulletin or of a demand, read at the moment it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.case import Case
from models.department import Department
from models.digest import Bulletin, Demand, Digest
from models.remedy import Remedy
from queries.paging import AnyRow
from rules import periods
from rules.bulletins import DemandState
from rules.digest_body import DigestKind
from rules.remedy_register import kind_label

AnySession = Session | scoped_session[Session]
BULLETIN_ISSUED, DEMAND_DUE = "bulletin_issued", "demand_due"
KINDS = frozenset({BULLETIN_ISSUED, DEMAND_DUE})


@dataclass(frozen=True)
class BulletinMessage:
    """One mail: the bulletin's number and quarter, and the demands of it that the reader's department has.

    `due_on` is the last day of the one demand that a reminder is about; `is_over` tells that it has passed, `is_back`
    that the department's report on it was sent back, `is_done`
    that the demand needs nothing any more. `unit` is the department that it is made of, `for_office` that the reader
    is in none, `of_remedy` that not a bulletin makes it but the decision on a remedy, which `number` then names.
    """

    kind: str
    recipient: str
    message_id: str
    number: str
    quarter: str
    period: str
    demands: int = 0
    unit: str = ""
    due_on: date | None = None
    is_over: bool = False
    is_back: bool = False
    is_done: bool = False
    for_office: bool = False
    of_remedy: bool = False


def message(session: AnySession, notice: AnyRow) -> BulletinMessage | None:
    """Return what a notice of one of KINDS tells; `notice` has kind, message_id, email and department_id.

    The notice's name ends with what it is about: bulletin-7, demand-12-after, demand-12-back-1764000000.
    """
    parts = notice.message_id.rpartition(".")[2].split("-")
    return _issued(session, notice, int(parts[1])) if notice.kind == BULLETIN_ISSUED \
        else _demand(session, notice, int(parts[1]), parts[2])


def _issued(session: AnySession, notice: AnyRow, digest_id: int) -> BulletinMessage | None:
    row = session.execute(select(Bulletin.number, Digest.period).join(Digest, Digest.id == Bulletin.digest_id)
                          .where(Bulletin.digest_id == digest_id)).one_or_none()
    if row is None:
        return None
    own = session.scalars(select(Demand.id).where(Demand.digest_id == digest_id,
                                                  Demand.department_id == notice.department_id)).all()
    return BulletinMessage(notice.kind, notice.email, notice.message_id, row.number or "", _quarter(row.period),
                           row.period, len(own))


def _demand(session: AnySession, notice: AnyRow, demand_id: int, what: str) -> BulletinMessage | None:
    row = session.execute(
        select(Bulletin.number, Digest.period, Demand.due_on, Demand.state, Department.name.label("unit"), Remedy.kind,
               Remedy.after_reconsideration, Case.number.label("case_number"))
        .outerjoin(Digest, Digest.id == Demand.digest_id).outerjoin(Bulletin, Bulletin.digest_id == Demand.digest_id)
        .outerjoin(Remedy, Remedy.id == Demand.remedy_id).outerjoin(Case, Case.id == Remedy.case_id)
        .join(Department, Department.id == Demand.department_id).where(Demand.id == demand_id)).one_or_none()
    if row is None:
        return None
    of_remedy = row.case_number is not None
    number = f"{kind_label(row.kind, after_reconsideration=row.after_reconsideration)}的决定（{row.case_number}）" \
        if of_remedy else row.number or ""
    return BulletinMessage(notice.kind, notice.email, notice.message_id, number,
                           "" if of_remedy else _quarter(row.period), row.period or "", 1, row.unit, row.due_on,
                           what == "after", what == "back", row.state != DemandState.OPEN,
                           notice.department_id is None, of_remedy)


def _quarter(period: str) -> str:
    return periods.parse(DigestKind.QUARTERLY, period).label

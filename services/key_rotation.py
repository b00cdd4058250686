"""Re-encrypting what the keys of contact fields protect, in small portions, while the service runs (security.md I2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, LargeBinary, Select, func, literal, or_, select, update

from models.comment_period import CommentPeriod, HearingRegistration
from models.identity import Identity
from models.identity_document import IdentityDocument
from models.paper import Paper, PaperFile
from models.request_reply import TEXT_COLUMN, TITLE_COLUMN, RequestDocument
from models.request_steps import Consultation
from models.rights import RightsRequest
from models.types import table_of
from rules.audit import Audited
from services import audit
from services.registration import CONTACT_COLUMNS
from services.work import Work

BATCH = 200


@dataclass(frozen=True)
class Sealed:
    """A table with encrypted columns: its key, the case that its values are bound to, and {column: bound name}."""

    table: Any
    key: str
    case_id: str
    columns: dict[str, str]


# Every table whose values `Work.cipher` encrypts stands here, or a rotation would leave it behind.
SEALED: tuple[Sealed, ...] = (
    Sealed(table_of(Identity), "case_id", "case_id",
           {name: name for name in CONTACT_COLUMNS}),
    Sealed(table_of(RightsRequest), "id", "case_id", {"words": "rights_words"}),
    Sealed(table_of(IdentityDocument), "id", "case_id", {"file_key": "identity_document"}),
    Sealed(table_of(Paper), "id", "case_id", {"facts": "paper_facts"}),
    Sealed(table_of(Consultation), "id", "case_id",
           {name: f"consultation_{name}" for name in ("name", "address", "phone", "content", "reasons",
                                                      "decision_reasons")}),
    Sealed(table_of(PaperFile), "id", "case_id", {"file_key": "paper_file_key"}),
    Sealed(table_of(RequestDocument), "id", "case_id", {"title": TITLE_COLUMN, "text": TEXT_COLUMN}),
    Sealed(table_of(CommentPeriod), "case_id", "case_id", {"signal_key": "signal_key"}),
    Sealed(table_of(HearingRegistration), "id", "period_id", {name: name for name in ("name", "phone")}),
)


def rotate_batch(work: Work) -> int:
    """Re-encrypt at most `BATCH` rows that an older key protects, and return how many; 0 when none is left.

    Rows are locked, so that what somebody corrects at the same moment is not written over.
    """
    done = 0
    for sealed in SEALED:
        for row in work.session.execute(_old_rows(work, sealed).limit(BATCH - done).with_for_update()).all():
            work.session.execute(
                update(sealed.table).where(sealed.table.c[sealed.key] == getattr(row, sealed.key))
                .values(_renewed(work, sealed, row)))
            done += 1
        if done >= BATCH:
            break
    return done


def remaining(work: Work) -> int:
    """Return how many rows an older key still protects."""
    return sum(work.session.scalar(select(func.count()).select_from(_old_rows(work, sealed).subquery())) or 0
               for sealed in SEALED)


def note_done(work: Work, version: int, rows: int) -> None:
    """Note in the audit trail that everything is under the key of this version."""
    audit.note(work, Audited.KEY_ROTATED, version=version, rows=rows)


def note_retired(work: Work, versions: int) -> None:
    """Note in the audit trail that older keys have been deleted."""
    audit.note(work, Audited.KEY_RETIRED, keys=versions)


def _old_rows(work: Work, sealed: Sealed) -> Select[Any]:
    columns = [sealed.table.c[name] for name in sealed.columns]
    case_id = sealed.table.c[sealed.case_id].label("bound_to")
    return (select(sealed.table.c[sealed.key], case_id, *columns)
            .where(or_(*[_is_old(column, work.cipher.version) for column in columns]))
            .order_by(sealed.table.c[sealed.key]))


def _is_old(column: ColumnElement[bytes], version: bytes) -> ColumnElement[bool]:
    first = func.substr(column, literal(1, Integer), literal(1, Integer), type_=LargeBinary)
    return column.is_not(None) & (first != literal(version, LargeBinary))


def _renewed(work: Work, sealed: Sealed, row: Any) -> dict[str, bytes]:
    return {column: work.cipher.encrypt(row.bound_to, bound, work.cipher.decrypt(row.bound_to, bound, value))
            for column, bound in sealed.columns.items() if (value := getattr(row, column)) is not None}

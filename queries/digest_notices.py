"""What a mail about daily lists or a monthly summary says and carries, read at the moment it goes out.

Figures and links only, no title and no name (security.md M1): the whole for the leader and the letters office, for the
people of a department its own part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.accused import BarredDepartment
from models.department import Department
from models.digest import Digest, DigestFile
from queries import digest_parts, digests
from queries.paging import AnyRow, AnySession
from rules import digest_part, periods
from rules.digest_body import DIGEST_LABELS, DigestBody, DigestKind, ListName
from rules.figures import LABELS, RATES, Figures

DAILY_LIST, MONTHLY_SUMMARY = "daily_list", "monthly_summary"
KINDS = frozenset({DAILY_LIST, MONTHLY_SUMMARY})
# After a long outage the first days are read on the desk; a mail of thirty files is refused by many servers.
MOST_DAYS_CARRIED = 5
FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEADLINES = ("received", "closed", "declined", "open", "overdue")
OF_A_MONTH = ("due", "on_time", "rated", "satisfied", "published")
SHOWN_RATES = ("on_time", "satisfaction")
SHOWN_LISTS: Mapping[ListName, str] = {
    ListName.DUE_TODAY: "今日到期", ListName.DUE_TOMORROW: "明日到期", ListName.RETURNED: "退回",
    ListName.EXTENSIONS: "延期待批", ListName.TO_REVIEW: "待审核", ListName.TO_PUBLISH: "待公开"}


@dataclass(frozen=True)
class Carried:
    """A kept file that goes with the mail: its name for the reader, and where its bytes are."""

    filename: str
    media_type: str
    storage_name: str
    digest: str


@dataclass(frozen=True)
class DigestMessage:
    """One mail. `slug` is the kind of the digest, `days` names the period in words, `figures` are (what, how many).

    `whole` are those of the county, empty for who reads the whole. `correction` says what was wrong in an earlier
    version, "" else.
    """

    kind: str
    recipient: str
    message_id: str
    slug: str
    what: str
    days: str
    period: str
    unit: str
    figures: tuple[tuple[str, str], ...]
    whole: tuple[tuple[str, str], ...]
    files: tuple[Carried, ...]
    correction: str


def message(session: AnySession, notice: AnyRow) -> DigestMessage | None:
    """Return what a notice of one of KINDS tells; `notice` has kind, message_id, email and department_id.

    The notice's name ends with the id of the digest with which the others of the mail went out.
    """
    covered = digests.covered_by(session, int(notice.message_id.rpartition(".")[2]))
    if not covered:
        return None
    last = covered[-1]
    bodies = [digests.body(one) for one in covered]
    whole = digest_part.joined(bodies)
    own, unit = _own(session, covered, whole, notice.department_id) if notice.department_id else (whole, "")
    return DigestMessage(
        notice.kind, notice.email, notice.message_id, last.kind, DIGEST_LABELS[DigestKind(last.kind)],
        days_in_words(covered[0].first_on, last), last.period, unit, tuple(_figures(own)),
        tuple(_counts(whole.figures, HEADLINES)) if unit else (),
        tuple(_files(session, covered[-MOST_DAYS_CARRIED:], notice.department_id)), last.correction)


def days_in_words(first: date, last: Digest) -> str:
    """Return the days that a mail covers: 2026年11月22日, 2026年11月20日至22日, or 2026年11月."""
    label = periods.parse(last.kind, last.period).label
    if first == last.first_on:
        return label
    start = periods.containing(DigestKind.DAILY, first).label
    end = last.last_on
    return f"{start}至{end.day}日" if (first.year, first.month) == (end.year, end.month) else f"{start}至{label}"


def _own(session: AnySession, covered: Sequence[Digest], whole: DigestBody,
         department_id: int) -> tuple[DigestBody, str]:
    """Return the department's own part of the digests, as things stand now, and its name."""
    unit = session.execute(select(Department.code, Department.name).where(Department.id == department_id)).one()
    barred = frozenset(session.scalars(select(BarredDepartment.case_id).where(
        BarredDepartment.department_id == department_id, BarredDepartment.lifted_at.is_(None))))
    cases = digest_part.joined_cases([digests.cases(one) for one in covered])
    own = digest_part.own(cases, unit.code, barred)
    return digest_part.part_of(whole, own, unit.code, barred), unit.name


def _figures(body: DigestBody) -> list[tuple[str, str]]:
    found = _counts(body.figures, HEADLINES)
    if body.kind is DigestKind.DAILY:
        return found + [(label, f"{len(body.lists.get(name, ()))}件") for name, label in SHOWN_LISTS.items()]
    rates = [(kind.label, _rate(body.figures, kind.name)) for kind in RATES if kind.name in SHOWN_RATES]
    return found + _counts(body.figures, OF_A_MONTH) + rates


def _counts(figures: Figures, slugs: Sequence[str]) -> list[tuple[str, str]]:
    return [(LABELS[slug], f"{figures[slug]}件") for slug in slugs]


def _rate(figures: Figures, name: str) -> str:
    """Return a rate with its base: 96.30%（26 ÷ 27）; — without a base."""
    rate = figures.rate(next(kind for kind in RATES if kind.name == name))
    return f"{rate.percent}（{rate.part} ÷ {rate.base}）" if rate.base else rate.percent


def _files(session: AnySession, covered: Sequence[Digest], department_id: int | None) -> list[Carried]:
    part = DigestFile.department_id.is_(None) if department_id is None else DigestFile.department_id == department_id
    rows = session.scalars(select(DigestFile).where(
        DigestFile.digest_id.in_([one.id for one in covered]), DigestFile.format.in_(FORMATS), part))
    named = {one.id: f"{one.kind}-{one.period}" + (f"-v{one.version}" if one.version > 1 else "") for one in covered}
    return sorted((Carried(f"{named[row.digest_id]}.{row.format}", FORMATS[row.format], row.storage_name, row.digest)
                   for row in digest_parts.fit(session, rows)), key=lambda one: one.filename)

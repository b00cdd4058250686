"""What every start needs: the calendar, the county leader's mailbox, the letters office, 县政府办, the chains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from adapters import holidays
from adapters.papers import papers
from models.calendar import CalendarChange, CalendarDay
from models.clock import Clock, ClockTerm
from models.department import Department, Mailbox
from models.event import SystemChain
from models.publication import Revision
from queries.settings import SETTINGS_REVISION
from queries.unfinished import RECOUNTED
from rules import agency_names, ledger, remedies
from rules.clocks import LETTER_TERMS
from rules.errors import InputRefused
from rules.remedies import RemedyBodies
from rules.vocabulary import DepartmentKind
from services import locking
from services.calendar_changes import RECOUNT_JOB
from services.publication import PUBLIC_REVISION
from services.work import Work

EPOCH = date(2016, 1, 1)
LEADER_MAILBOX = "county-leader"


@dataclass(frozen=True)
class UnitRow:
    """One department as a list names it; `keywords` are routing words, `contacts` what it publishes.

    `review_body` and `court` are the usual ones of a county where the list leaves them out, `full_name` and
    `document_word` what rules/agency_names.py makes of the name.
    """

    code: str
    name: str
    kind: DepartmentKind
    duties: str = ""
    keywords: tuple[str, ...] = ()
    valid_from: date = EPOCH
    valid_until: date | None = None
    letters_office: bool = False
    government_office: bool = False
    contacts: tuple[str, ...] = ()
    review_body: str = ""
    court: str = ""
    full_name: str = ""
    document_word: str = ""

    @property
    def remedies(self) -> RemedyBodies:
        """Where one turns against what the department decides."""
        usual = remedies.usual(government_office=self.government_office)
        return RemedyBodies(self.review_body or usual.review_body, self.court or usual.court)


MINIMAL_UNITS = (
    UnitRow("letters-office", "县信访局", DepartmentKind.BUREAU, "登记、转办、督查、公开群众来信。",
            letters_office=True),
    UnitRow("government-office", "县政府办", DepartmentKind.OFFICE, "县政府日常工作，政务公开。",
            government_office=True),
)


def seed(work: Work) -> None:
    """Bring an empty database to where letters can be received; changes nothing that is there already."""
    session = work.session
    if session.get(SystemChain, 1) is None:
        session.add(SystemChain(id=1, head=ledger.GENESIS, length=0))
    if session.get(Revision, PUBLIC_REVISION) is None:
        session.add(Revision(name=PUBLIC_REVISION, value=1))
    seed_calendar(work)
    if not session.scalar(select(func.count()).select_from(ClockTerm)):
        session.add_all(ClockTerm(category=category.value, length=terms.length, unit=terms.unit, valid_from=EPOCH)
                        for category, terms in LETTER_TERMS.items())
    if session.scalar(select(Mailbox.id).where(Mailbox.is_county_leader)) is None:
        session.add(Mailbox(slug=LEADER_MAILBOX, name="县长信箱", is_county_leader=True))
    session.flush()  # what reads the settings next must find them
    locking.bump_revision(session, SETTINGS_REVISION)


def seed_offices(work: Work) -> None:
    """Make the two offices of an empty start (design.md 4); a county that has departments keeps its own."""
    if not work.session.scalar(select(func.count()).select_from(Department)):
        import_departments(work, MINIMAL_UNITS)


def seed_calendar(work: Work) -> None:
    """Load the years that the holiday package knows and the table does not; clocks that run are recounted after it."""
    loaded = set(work.session.scalars(
        select(CalendarChange.year).where(CalendarChange.is_whole_year, CalendarChange.version.is_not(None))))
    version = before = work.session.scalar(select(func.coalesce(func.max(CalendarChange.version), 0))) or 0
    for year in holidays.known_years():
        if year in loaded:
            continue
        version += 1
        change = CalendarChange(version=version, year=year, is_whole_year=True, notice=holidays.notice_of(year),
                                state="in_force", proposed_at=work.now, decided_at=work.now)
        work.session.add(change)
        work.session.flush()  # its days need the change's id
        work.session.add_all(CalendarDay(change_id=change.id, on=day.on, is_working=day.working, name=day.name)
                             for day in holidays.special_days(year))
    if version == before:
        return
    if work.session.scalar(select(Clock.id).limit(1)) is None:
        work.session.merge(Revision(name=RECOUNTED, value=version))
    else:
        work.after_commit(RECOUNT_JOB, version)


def import_departments(work: Work, rows: Iterable[UnitRow]) -> int:
    """Add departments with a mailbox each, or update those whose code is known; returns how many rows there were.

    Raises InputRefused when two would number their papers with the same word (机关代字).
    """
    known = {unit.code: unit for unit in work.session.scalars(select(Department))}
    count = 0
    for row in rows:
        unit = known.get(row.code) or Department(code=row.code, valid_from=row.valid_from)
        unit.name, unit.kind, unit.duties = row.name, row.kind.value, row.duties
        unit.keywords, unit.contacts = "\n".join(row.keywords), "\n".join(row.contacts)
        unit.valid_from, unit.valid_until = row.valid_from, row.valid_until
        unit.review_body, unit.court = row.remedies.review_body, row.remedies.court
        unit.is_letters_office, unit.is_government_office = row.letters_office, row.government_office
        unit.full_name, unit.document_word = row.full_name, row.document_word
        if unit.id is None:
            work.session.add(unit)
            work.session.flush()  # the mailbox needs the department's id
            work.session.add(Mailbox(slug=row.code, name=f"{row.name}信箱", department_id=unit.id))
        count += 1
    _require_own_words(work)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    locking.bump_revision(work.session, SETTINGS_REVISION)
    return count


def _require_own_words(work: Work) -> None:
    """Refuse a list after which two agencies would give out the same numbers."""
    known: dict[str, str] = {}
    for unit in work.session.scalars(select(Department).order_by(Department.id)):
        if unit.valid_until is not None:
            continue
        word = agency_names.document_word(unit.name, papers.county, own=unit.document_word,
                                          government_office=unit.is_government_office)
        if word in known:
            raise InputRefused(f"{known[word]}和{unit.name}的机关代字都是“{word}”，文号会分不清。"
                               "请给其中一个另写document_word。", "document_word")
        known[word] = unit.name

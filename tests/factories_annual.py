"""A year of annual figures for tests, over the real services: what a test does not say, they choose. Never commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from models.annual import AnnualReport
from queries import annual_returns as reading
from rules import annual_body
from rules.actors import Role
from rules.annual_body import Section, Words
from rules.annual_registers import Register
from services import annual_report, annual_returns
from services.work import Work
from tests.factories import acting, department_id, staff

YEAR = 2026
DUE = date(2027, 1, 31)
# After the year whose figures are collected.
NOW = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)
# Figures that agree with each other.
FIGURES: dict[Register, int] = dict.fromkeys(Register, 0) | {
    Register.PROACTIVE: 12, Register.PUBLIC_WEBSITE: 10, Register.PUBLIC_WECHAT: 4, Register.NORMATIVE_MADE: 2,
    Register.NORMATIVE_PUBLIC: 2, Register.NORMATIVE_IN_FORCE: 9, Register.PERMITS: 31, Register.FUNDS: 125_000,
    Register.STAFF_FULL: 1, Register.STAFF_PART: 3, Register.MEETINGS: 2, Register.TRAININGS: 1,
    Register.TRAINEES: 40}
COUNTY = "云溪县"


def after_the_year(work: Work) -> Work:
    """Return the work as it would be in January after the year."""
    return replace(work, now=NOW)


def office(work: Work, person: int = 1) -> Work:
    """Return the work of one of the people of the county's office for open government, after the year."""
    return acting(after_the_year(work), staff(work, Role.DISCLOSURE, person=person))


def lead(work: Work, code: str = "housing") -> Work:
    return acting(after_the_year(work), staff(work, Role.LEAD, code))


def opened(work: Work, year: int = YEAR, due_on: date = DUE) -> None:
    """Have the office ask for the returns of a year."""
    annual_returns.open_year(office(work), year, due_on)


def handed_in(work: Work, code: str = "housing", **figures: int) -> None:
    """Have a department fill in its return and hand it in."""
    actor, unit = lead(work, code), department_id(work, code)
    values = FIGURES | {Register(name): value for name, value in figures.items()}
    revision = annual_returns.enter(actor, YEAR, unit, _revision(work, unit), values)
    annual_returns.submit(actor, YEAR, unit, revision)


def all_taken(work: Work) -> None:
    """Have every department of the county hand in its return, and the office take them."""
    opened(work)
    for row in reading.listed(work.session, YEAR, NOW.date()):
        actor = office(work)
        revision = annual_returns.enter(actor, YEAR, row.department_id, row.revision, dict.fromkeys(Register, 0))
        handed = annual_returns.submit(actor, YEAR, row.department_id, revision, "单位今年新设，由办公室代报。")
        annual_returns.take(office(work, 2), YEAR, row.department_id, handed.revision)


def words(work: Work, **sections: str) -> Words:
    """Return the draft's sections with what people have to write in them."""
    report = drafted(work)
    found = dict(annual_body.words_from(report.text))
    found[Section.OVERVIEW] = found[Section.OVERVIEW][:1]
    found[Section.PROBLEMS] = ("个别单位答复不够规范。",)
    return found | {Section(name): (line,) for name, line in sections.items()}


def drafted(work: Work) -> AnnualReport:
    return annual_report.draft(office(work), YEAR, COUNTY)


def written(work: Work, **sections: str) -> AnnualReport:
    """Draft the report, write what is missing, and leave it ready to be filled in."""
    report = drafted(work)
    return annual_report.edit(office(work), report.id, report.revision, words(work, **sections), "0832-5222345")


def signed(work: Work) -> AnnualReport:
    """Bring the report of the year to its three signatures."""
    all_taken(work)
    report = written(work)
    annual_report.fill(office(work), report.id, report.revision)
    annual_report.review(office(work, 2), report.id, report.revision)
    leader = acting(after_the_year(work), staff(work, Role.LEADER))
    return annual_report.sign(leader, report.id, report.revision)


def _revision(work: Work, unit: int) -> int:
    found = reading.one(work.session, YEAR, unit, NOW.date())
    assert found is not None
    return found.revision

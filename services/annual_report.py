"""The county's annual report on its way: drafted from the figures, edited, filled in, reviewed, signed, corrected.

Figures and words are checked before every signature; nothing that does not agree is signed. What it counts stands in
queries/annual_filled.py, the departments' returns in services/annual_returns.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from models.annual import AnnualReport, AnnualYear
from queries import annual_fees, annual_filled, annual_returns
from rules import annual_body, annual_checks, annual_prose, bulletins, permissions
from rules import annual_reports as rules
from rules.annual_body import ReportBody, Words
from rules.annual_checks import Finding
from rules.annual_forms import FormName
from rules.annual_prose import Contradiction
from rules.annual_reports import ReportAct, ReportState
from rules.annual_table import AnnualTable
from rules.audit import Audited
from rules.errors import Conflict, InputRefused, NotFound, TransitionRefused
from services import audit, locking
from services.publication import PUBLIC_REVISION
from services.work import Work

SERIES = "annual-reports"
KEEP_JOB = "workers.annual.keep_files"
MOST_NAMED = 8
NO_YEAR = "这一年还没有开始收报表，请先在“年度报告”里定报送期限。"
NOT_OVER = "{}年还没有结束，数字不完整，年度结束以后才能填报（条例第五十条）。"
CHANGED = "别人刚刚改过这份年度报告。您写的都还在下面，请和现在存着的对照，再按一次就以您的为准。"
CHANGED_SINCE = "这份年度报告在您打开以后改过。请看过现在的稿子再办。"
MOVED = "填报以后，{}变了，和填报时签的不一样。请退回起草，按现在的数字重新填报。"
MISSING = "还有{}的报表没有收，不能填报。请催报；单位确实不能报的，由办公室代报并写明理由（条例第四十九条）。"
OTHER_REVIEWER = "这份年度报告是您改的或者您填报的，要由另一个人审核。"
OTHER_SIGNER = "这份年度报告您改过、填报过或者审核过，要由另一个人签发。"
NOT_NEWEST = "这一版已经有了更正的新版本，请在新的一版上办。"


@dataclass(frozen=True)
class Checked:
    """What stands between a report and its next signature, and what only wants to be looked at."""

    refused: tuple[tuple[FormName, Finding], ...]
    warned: tuple[tuple[FormName, Finding], ...]
    missing: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    unwritten: tuple[annual_body.Section, ...]
    moved: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.refused or self.missing or self.contradictions or self.unwritten or self.moved)


def draft(work: Work, year: int, county: str) -> AnnualReport:
    """Return the newest report of a year, drafted from its figures when there is none yet.

    Raises NotPermitted for all but the office, NotFound for a year whose returns nobody has asked for.
    """
    if work.session.get(AnnualYear, year) is None:
        raise NotFound(NO_YEAR)
    rules.require(work.actor, ReportAct.EDIT, ReportState.DRAFT)
    # Of two that begin at once the second finds what the first has made.
    locking.lock_series(work.session, SERIES)
    found = _newest(work, year)
    if found is not None:
        return found
    words = drafted(work, county, tables(work, year))
    made = AnnualReport(year=year, version=1, state=ReportState.DRAFT.value, text=annual_body.words_json(words),
                        revision=1, edited_at=work.now)
    work.session.add(made)
    work.session.flush()  # a second draft must find this one
    return made


def drafted(work: Work, county: str, counted: Mapping[FormName, AnnualTable]) -> Words:
    """Return what the sections would say of these figures; only reads."""
    year = counted[FormName.OF_2021].year
    return annual_prose.draft(county, year, counted, annual_fees.of_year(work.session, year))


def mended(work: Work, year: int, words: Words) -> Words:
    """Return these words with the numbers of the tables as they are now; only reads."""
    units = [row.department for row in annual_returns.listed(work.session, year, work.today)]
    return annual_prose.mended(words, tables(work, year), units)


def edit(work: Work, report_id: int, revision: int, words: Words, phone: str) -> AnnualReport:
    """Save what a person made of the draft. The same words again change nothing.

    Raises NotPermitted, TransitionRefused once it is filled in, Conflict when somebody saved since `revision`, and
    InputRefused that names a section.
    """
    report = _locked(work, report_id)
    rules.require(work.actor, ReportAct.EDIT, report.state)
    if report.revision != revision:
        raise Conflict(CHANGED)
    text = annual_body.words_json(rules.checked(words))
    phone = rules.checked_phone(phone)
    if (text, phone) == (report.text, report.phone):
        return report
    report.text, report.phone, report.revision = text, phone, revision + 1
    report.edited_by, report.edited_at = work.actor.id, work.now
    _note(work, report, Audited.ANNUAL_REPORT_EDITED)
    return report


def fill(work: Work, report_id: int, revision: int) -> AnnualReport:
    """Fill the report in (填报): words and tables are frozen with the cases behind them, under one digest.

    Raises InputRefused that names the cells, sections or departments that stand in the way.
    """
    report = _locked(work, report_id)
    after = _signing(work, report, revision, ReportAct.FILL)
    if report.year >= work.today.year:
        raise TransitionRefused(NOT_OVER.format(report.year))
    words = annual_body.words_from(report.text)
    rules.require_words(words, report.phone)
    counted = tables(work, report.year)
    _require_clear(check(work, report.year, words, counted))
    body = ReportBody(report.year, report.version, work.now, report.phone, words, counted,
                      tuple(row.department for row in annual_returns.listed(work.session, report.year, work.today)))
    report.body, report.cases = body.to_json(), body.cases_json()
    report.sha256 = annual_body.sha256_of(report.body, report.cases)
    report.state, report.send_back_reason = after.value, ""
    report.filled_by, report.filled_at = work.actor.id, work.now
    _note(work, report, Audited.ANNUAL_REPORT_FILLED)
    return report


def review(work: Work, report_id: int, revision: int) -> AnnualReport:
    """Review what another person filled in (审核). Raises NotPermitted for whoever edited it last or filled it in."""
    report = _locked(work, report_id)
    after = _signing(work, report, revision, ReportAct.REVIEW)
    permissions.require_four_eyes(work.actor, (report.filled_by, report.edited_by), OTHER_REVIEWER)
    _require_unmoved(work, report)
    report.state, report.reviewed_by, report.reviewed_at = after.value, work.actor.id, work.now
    _note(work, report, Audited.ANNUAL_REPORT_REVIEWED)
    return report


def sign(work: Work, report_id: int, revision: int) -> AnnualReport:
    """Sign it (签发): the report is public at once, for good. Raises NotPermitted for whoever had a hand in it."""
    report = _locked(work, report_id)
    after = _signing(work, report, revision, ReportAct.SIGN)
    permissions.require_four_eyes(
        work.actor, (report.filled_by, report.reviewed_by, report.edited_by), OTHER_SIGNER)
    _require_unmoved(work, report)
    report.state, report.signed_by, report.signed_at = after.value, work.actor.id, work.now
    _note(work, report, Audited.ANNUAL_REPORT_SIGNED)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    work.after_commit(KEEP_JOB, report.id)
    return report


def send_back(work: Work, report_id: int, revision: int, reason: str) -> AnnualReport:
    """Send it back to be edited, with the reason: words stay, signatures and what was frozen for them fall."""
    report = _locked(work, report_id)
    after = _signing(work, report, revision, ReportAct.SEND_BACK)
    report.send_back_reason = bulletins.checked_words(reason, rules.REASON_CHARACTERS, "reason", "退回的理由")
    report.state, report.revision = after.value, report.revision + 1
    report.filled_by = report.filled_at = report.reviewed_by = report.reviewed_at = None
    report.body = report.cases = report.sha256 = None
    _note(work, report, Audited.ANNUAL_REPORT_SENT_BACK)
    return report


def correct(work: Work, report_id: int, words: str) -> AnnualReport:
    """Begin the next version of a signed report, which says what was wrong; the signed one stays as it is."""
    rules.require(work.actor, ReportAct.EDIT, ReportState.DRAFT)
    locking.lock_series(work.session, SERIES)
    wrong = _locked(work, report_id)
    newest = _newest(work, wrong.year)
    if newest is None or newest.id != wrong.id:
        raise Conflict(NOT_NEWEST)
    if wrong.state != ReportState.SIGNED:
        raise TransitionRefused("还没有公布的年度报告可以直接改，不用更正。")
    correction = bulletins.checked_words(words, rules.CORRECTION_CHARACTERS, "words", "更正的说明")
    made = AnnualReport(year=wrong.year, version=wrong.version + 1, state=ReportState.DRAFT.value, text=wrong.text,
                        phone=wrong.phone, revision=1, edited_by=work.actor.id, edited_at=work.now,
                        corrects_id=wrong.id, correction=correction)
    work.session.add(made)
    work.session.flush()  # the page of the new version is shown next
    _note(work, made, Audited.ANNUAL_REPORT_CORRECTED)
    return made


def tables(work: Work, year: int) -> dict[FormName, AnnualTable]:
    """Return both forms of a year as the figures are now."""
    return {form: annual_filled.table(work.session, year, form) for form in FormName}


def check(work: Work, year: int, words: Words, counted: Mapping[FormName, AnnualTable]) -> Checked:
    """Return what does not agree: sums, the carry-over from the signed year before, prose, and who has not reported."""
    found = [(form, one) for form, table in counted.items()
             for one in annual_checks.check(table, annual_filled.signed(work.session, year - 1, form))]
    rows = annual_returns.listed(work.session, year, work.today)
    return Checked(
        tuple(one for one in found if one[1].is_refused), tuple(one for one in found if not one[1].is_refused),
        tuple(annual_returns.missing(work.session, year, work.today)),
        annual_prose.contradictions(words, counted, [row.department for row in rows]), annual_prose.unwritten(words))


def moved(frozen: ReportBody, counted: Mapping[FormName, AnnualTable]) -> tuple[str, ...]:
    """Return the rows whose numbers are not those that were frozen any more, each once, by their words."""
    return tuple(dict.fromkeys(
        f"“{row.words}”" for form, now in counted.items() for table in now.tables for row in table.rows
        for column in table.columns if (row.code, column.slug) in now.cells
        and now.value(row.code, column.slug) != frozen.tables[form].value(row.code, column.slug)))


def _require_clear(checked: Checked) -> None:
    """Raise InputRefused with the first thing that stands in the way; the page lists all of them."""
    if checked.missing:
        raise InputRefused(MISSING.format(_named(checked.missing)), "missing")
    if checked.refused:
        more = f"另有{len(checked.refused) - 1}处不平。" if len(checked.refused) > 1 else ""
        raise InputRefused(f"{checked.refused[0][1].words}{more}年度报告的数字要前后一致"
                           f"（{annual_checks.ARTICLE}），请核对后再填报。", "checked")
    if checked.contradictions:
        raise InputRefused(checked.contradictions[0].words, checked.contradictions[0].section.value)
    if checked.unwritten:
        name = checked.unwritten[0]
        raise InputRefused(f"“{annual_body.SECTION_LABELS[name]}”里还有“{annual_prose.TO_WRITE}……】"
                           "没有写，请写好以后删去括号。", name.value)


def _require_unmoved(work: Work, report: AnnualReport) -> None:
    """Raise TransitionRefused when cases have changed the figures since they were frozen."""
    assert report.body is not None, "what is filled in has its body"
    changed = moved(annual_body.from_json(report.body), tables(work, report.year))
    if changed:
        raise TransitionRefused(MOVED.format(_named(changed)))


def _named(names: tuple[str, ...]) -> str:
    shown = "、".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown}等{len(names)}处"


def _newest(work: Work, year: int) -> AnnualReport | None:
    return work.session.scalars(select(AnnualReport).where(AnnualReport.year == year)
                                .order_by(AnnualReport.version.desc()).limit(1)).one_or_none()


def _locked(work: Work, report_id: int) -> AnnualReport:
    report = work.session.get(AnnualReport, report_id, with_for_update=True, populate_existing=True)
    if report is None:
        raise NotFound("没有这份年度报告。")
    return report


def _signing(work: Work, report: AnnualReport, revision: int, act: ReportAct) -> ReportState:
    """See that the act may be done on what the actor saw, and return the state after it."""
    after = rules.require(work.actor, act, report.state)
    if report.revision != revision:
        raise Conflict(CHANGED_SINCE)
    return after


def _note(work: Work, report: AnnualReport, act: Audited) -> None:
    audit.note(work, act, year=report.year, version=report.version, revision=report.revision,
               sha256=report.sha256 or "")

"""The county's annual report on its way: the page with words, tables and signatures, the acts, and the files."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for

from blueprints.annual import report_page
from blueprints.annual.area import OFFICE, READERS, Answer, blueprint
from blueprints.annual.report_page import Typed
from queries import annual_report as reading
from rules.actors import Role
from rules.annual_reports import STATE_TONES, STATE_WORDS
from rules.errors import Conflict, NotFound, Refusal
from services import annual_files, annual_report
from services.work import Work
from web import county
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Run = Callable[[Work, int, int], object]


@blueprint.get("/office/annual/<int:year>/report")
@staff(*READERS)
def report(year: int) -> Answer:
    return _shown(current_work(), year)


@blueprint.post("/office/annual/<int:year>/report/draft")
@staff(*OFFICE)
def draft_report(year: int) -> Answer:
    work = current_work()
    annual_report.draft(work, year, county.name())
    flash("年度报告已经按现在的数字起草，括号里的请补写。")
    return redirect(url_for("annual.report", year=year), 303)


@blueprint.post("/office/annual/<int:year>/report/text")
@staff(*OFFICE)
def edit_report(year: int) -> Answer:
    """Save the words, and fill the report in when that button was pressed; what is refused keeps every typed word."""
    work, typed = current_work(), report_page.typed(request.form)
    row = _found(work, year)
    words, do = report_page.as_words(typed), request.form.get("do")
    if do == "mend":
        words = annual_report.mended(work, year, words)
    saved: list[int] = []
    refusal = attempt(lambda: saved.append(
        annual_report.edit(work, row.id, typed.revision, words, typed.phone).revision))
    if refusal is not None:
        return _shown(work, year, typed, refusal)
    here = redirect(url_for("annual.report", year=year), 303)
    if do != "fill":
        flash("已经存好，文字里和表不一样的数字已经改成表里的。" if do == "mend" else "已经存好。")
        return here
    refusal = attempt(lambda: annual_report.fill(work, row.id, saved[0]))
    # What was written stays; the page says what still stands in the way.
    flash(f"已经存好，还没有填报。{refusal.message}" if refusal else "已经填报，文字和数字都已经固定，由另一个人审核。",
          "warn" if refusal else "calm")
    return here


@blueprint.post("/office/annual/<int:year>/report/review")
@staff(*OFFICE)
def review_report(year: int) -> Answer:
    return _signed(year, annual_report.review, "已经审核，等单位负责人签发。")


@blueprint.post("/office/annual/<int:year>/report/sign")
@staff(Role.LEADER, fresh=True)
def sign_report(year: int) -> Answer:
    return _signed(year, annual_report.sign, "已经签发，公众现在就能看到。")


@blueprint.post("/office/annual/<int:year>/report/send_back")
@staff(*READERS)
def send_report_back(year: int) -> Answer:
    return _signed(year, lambda work, report_id, revision: annual_report.send_back(
        work, report_id, revision, request.form.get("reason", "")), "已经退回起草。")


@blueprint.post("/office/annual/<int:year>/report/correct")
@staff(*OFFICE)
def correct_report(year: int) -> Answer:
    """Begin the next version of a signed report, with what was wrong; it goes the same way."""
    work = current_work()
    row = _found(work, year)
    refusal = attempt(lambda: annual_report.correct(work, row.id, request.form.get("words", "")))
    if refusal is not None:
        return _shown(work, year, None, refusal)
    flash("更正稿已经起草，原来的一版还在公布，注明由新的一版更正。")
    return redirect(url_for("annual.report", year=year), 303)


@blueprint.get("/office/annual/<int:year>/report/<int:version>.<any(pdf, docx, xlsx, json):kind>")
@staff(*READERS)
def report_file(year: int, version: int, kind: str) -> Response:
    """A file of a report: as it is kept, or of what is written and counted now."""
    work = current_work()
    row = reading.one(work.session, year, version)
    if row is None:
        raise NotFound("没有这份年度报告。")
    return _as_file(annual_files.content(work, row.id, kind), kind, f"annual-{year}-{version}.{kind}")


@blueprint.get("/office/annual/<int:year>/statistics.<any(pdf, docx, xlsx):kind>")
@staff(*READERS)
def statistics_file(year: int, kind: str) -> Response:
    """The table of 2018 for a year, with its five lines to be signed by hand."""
    content = annual_files.statistics(current_work(), year, kind)
    return _as_file(content, kind, f"statistics-{year}.{kind}")


def _as_file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=annual_files.MEDIA[kind])
    place = "inline" if kind in ("json", "pdf") else "attachment"
    answer.headers["Content-Disposition"] = f'{place}; filename="{name}"'
    return answer


def _found(work: Work, year: int) -> reading.ReportRow:
    row = reading.newest(work.session, year)
    if row is None:
        raise NotFound("这一年的年度报告还没有起草。")
    return row


def _signed(year: int, act: Run, done: str) -> Answer:
    work = current_work()
    row = _found(work, year)
    refusal = attempt(lambda: act(work, row.id, report_page.revision_of(request.form)))
    if refusal is not None:
        return _shown(work, year, None, refusal)
    flash(done)
    return redirect(url_for("annual.report", year=year), 303)


def _shown(work: Work, year: int, typed: Typed | None = None, refusal: Refusal | None = None) -> Answer:
    page = report_page.build(work, year, county.name(), typed, refusal)
    shown = render_office(
        "annual/report.html", page=page, year=year, words=STATE_WORDS, tones=STATE_TONES,
        may_draft=work.actor.role is Role.DISCLOSURE, is_conflict=isinstance(refusal, Conflict),
        reason=request.form.get("reason", ""), correction=request.form.get("words", ""))
    return shown if refusal is None else (shown, status_of(refusal))

"""How long papers take: the page of a bad day, the sheet of it, and PDF from nothing to the last byte."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from statistics import median

from adapters import docx, pdf, sheets
from adapters.papers import papers
from benchmarks.places import fresh
from benchmarks.report import Row
from benchmarks.storage import Store
from rules import bulletin_paper, digest_papers
from rules.bulletin_body import SectionName
from rules.bulletin_paper import BulletinPaper, Signing
from rules.digest_body import DigestKind
from rules.digest_papers import Marks
from tests.fixtures.digest_bodies import Size, body, text

ROUNDS = 3
DEPARTMENTS, LETTERS, OPEN = 94, 60, 5_000
MARKS = Marks("云溪县信访局", "ab" * 32, most=None)
HTML_S, BULLETIN_S, CHILD_MB = 2.0, 3.0, 600


def measure(store: Store) -> list[Row]:
    """Return the times of papers of a county with 94 departments, and the memory of the process that sets them."""
    app = fresh(store, "papers").app()
    with app.app_context():
        day = body(DigestKind.DAILY, "2026-11-20", Size(DEPARTMENTS, LETTERS, OPEN))
        month = body(DigestKind.MONTHLY, "2026-10", Size(DEPARTMENTS, LETTERS, OPEN))
        bulletin = _bulletin()
        page = papers.html("documents/bulletin.html", paper=bulletin)
        return [
            Row(f"daily list of {OPEN} open letters, HTML", "s", _seconds(lambda: papers.html(
                "documents/digest_daily.html", paper=digest_papers.paper(day, MARKS))), most=HTML_S),
            Row(f"daily list of {OPEN} open letters, XLSX", "s", _seconds(lambda: sheets.workbook(
                "清单", "局", day.made_at, digest_papers.sheets(day), ""))),
            Row("daily list, PDF", "s", _seconds(lambda: pdf.render(papers.html(
                "documents/digest_daily.html", paper=digest_papers.paper(day, replace(MARKS, most=100)))))),
            Row("monthly summary, PDF", "s", _seconds(lambda: pdf.render(papers.html(
                "documents/digest_monthly.html", paper=digest_papers.paper(month, replace(MARKS, most=100)))))),
            Row("bulletin, DOCX", "s", _seconds(lambda: docx.write(bulletin))),
            Row("bulletin, PDF", "s", _seconds(lambda: pdf.render(page)), most=BULLETIN_S),
            Row("largest process that sets a PDF", "MB",
                resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, most=CHILD_MB)]


def _bulletin() -> BulletinPaper:
    words = text()
    full = {**words.sections, SectionName.PROBLEMS: ("三季度来信办理工作总体平稳有序，少数单位仍然签收迟缓。" * 60,)}
    return bulletin_paper.paper(
        body(DigestKind.QUARTERLY, "2026-Q3", Size(DEPARTMENTS, LETTERS)), replace(words, sections=full),
        Signing("云溪县人民政府办公室", "云政办函〔2026〕48号", date(2026, 10, 12), datetime(2026, 10, 12, tzinfo=UTC)))


def _seconds(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return median(times)

"""How long papers take: the page of a bad day, the sheet of it, and PDF from nothing to the last byte."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from statistics import median

from adapters import docx, docx_letter, pdf, sheets
from adapters.papers import papers
from benchmarks.places import fresh
from benchmarks.report import Row
from benchmarks.storage import Store
from rules import bulletin_paper, digest_papers, letter_paper, reply_words
from rules.bulletin_body import SectionName
from rules.bulletin_paper import BulletinPaper, Signing
from rules.digest_body import DigestKind
from rules.digest_papers import Marks
from rules.letter_paper import LetterPaper
from rules.outcomes import Outcome
from rules.paper_forms import PaperFacts, PaperKind
from tests.fixtures.digest_bodies import Size, body, text

ROUNDS = 3
DEPARTMENTS, LETTERS, OPEN = 94, 60, 5_000
MARKS = Marks("云溪县信访局", "ab" * 32, most=None)
HTML_S, BULLETIN_S, REPLY_S, CHILD_MB = 2.0, 3.0, 1.0, 600


def measure(store: Store) -> list[Row]:
    """Return the times of papers of a county with 94 departments, and the memory of the process that sets them."""
    app = fresh(store, "papers").app()
    with app.app_context():
        day = body(DigestKind.DAILY, "2026-11-20", Size(DEPARTMENTS, LETTERS, OPEN))
        month = body(DigestKind.MONTHLY, "2026-10", Size(DEPARTMENTS, LETTERS, OPEN))
        bulletin, reply = _bulletin(), _reply()
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
            Row("reply to a disclosure request, DOCX", "s", _seconds(lambda: docx_letter.write(reply))),
            Row("reply to a disclosure request, PDF", "s", _seconds(lambda: pdf.render(papers.html(
                "documents/official_letter.html", paper=reply))), most=REPLY_S),
            Row("largest process that sets a PDF", "MB",
                resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, most=CHILD_MB)]


def _reply() -> LetterPaper:
    """Return a partial disclosure of two pages, which is set a second time with its lines closer together."""
    facts = PaperFacts(
        addressee="林小舟", received_on=date(2026, 1, 15), subject="2025年度县城老旧小区改造资金的安排和使用情况" * 4,
        content="改造项目的名称、投资额、开工和竣工时间见附件。" * 8, withheld="施工单位投标文件中的成本构成",
        reasons="该部分是施工单位的商业秘密，经书面征求意见，施工单位不同意公开，理由成立。" * 6,
        outcome=Outcome.PARTIAL, article="第三十七条、第十五条", contact="0834-5621234",
        remedy="如不服本答复，可以自收到之日起60日内向云溪县人民政府申请行政复议。",
        attachments=("改造项目一览表", "投标文件摘录"))
    signing = letter_paper.Signing("云溪县规建局", "云规建公开〔2026〕3号", date(2026, 2, 10),
                                   datetime(2026, 2, 10, tzinfo=UTC))
    return LetterPaper(reply_words.words_of(PaperKind.REPLY_PARTIAL, facts, "G2026-12"), signing, facts.addressee,
                       facts.contact)


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

"""The files of annual reports: what a paper says is read here, set by adapters, and kept once as it was published.

Reading and setting are two steps, since setting takes seconds and needs no database. Owns no words and no layout.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from adapters import docx_annual, sheets
from adapters.files import FileDamaged, files
from adapters.papers import papers
from models.annual import AnnualFile
from queries import annual_filled, annual_returns
from queries import annual_report as reading
from queries.annual_report import ReportRow
from rules import annual_grid, annual_paper
from rules.annual_body import ReportBody
from rules.annual_forms import FormName
from rules.annual_paper import AnnualPaper, Signing
from rules.errors import InputRefused, NotFound
from rules.localtime import local_date, local_time
from services import annual_report, made_files
from services.digest_files import NoPaper
from services.public_papers import DAMAGED
from services.work import Work

log = logging.getLogger(__name__)
MEDIA = {"json": "application/json", "pdf": "application/pdf",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True)
class Composed:
    """What a file will say: all is read, nothing set yet."""

    format: str
    paper: AnnualPaper
    body: ReportBody
    head: dict[str, object]

    def content(self) -> bytes:
        """Return the bytes of the file; the same report gives the same bytes. Takes seconds, needs no database.

        Raises NoPaper when there is nothing that could set a PDF.
        """
        if self.format == "docx":
            return docx_annual.write(self.paper)
        if self.format == "json":
            return json.dumps(self.head | json.loads(self.body.to_json()), ensure_ascii=False, indent=1).encode()
        if self.format == "xlsx":
            return sheets.workbook(self.paper.title, self.paper.issuer, self.paper.made_at,
                                   annual_paper.sheets(self.body), _note(self.paper))
        return _pdf(self.paper)


def compose(work: Work, report_id: int, file_format: str) -> Composed:
    """Return what a file of a report will say: what was frozen, or of a draft what is written and counted now.

    Raises NotFound, and InputRefused for a format that reports have not.
    """
    if file_format not in MEDIA:
        raise InputRefused("没有这种格式，请选PDF、DOCX、XLSX或JSON。", "format")
    row = reading.by_id(work.session, report_id)
    if row is None:
        raise NotFound("没有这份年度报告。")
    body = reading.body(work.session, report_id) or _as_written(work, row)
    signing = _signing(row)
    head: dict[str, object] = {
        "title": annual_paper.report_title(papers.county, row.year), "issuer": signing.issuer, "sha256": row.sha256,
        "signed_on": row.signed_on.isoformat() if row.signed_on else None, "correction": row.correction}
    return Composed(file_format, annual_paper.report(papers.county, body, signing), body, head)


def content(work: Work, report_id: int, file_format: str) -> bytes:
    """Return a file of a report: the kept one when there is one. Raises as `compose`, and NoPaper."""
    kept = reading.kept_file(work.session, report_id, file_format)
    return kept_content(kept) if kept else compose(work, report_id, file_format).content()


def kept_content(row: AnnualFile) -> bytes:
    """Return the bytes of a kept file. Raises NotFound, with an alarm, when they are not those that were made."""
    try:
        return files.read(row.storage_name, row.digest)
    except FileDamaged as error:
        log.error("Alarm: kept file %s of annual report %s is damaged", row.storage_name, row.report_id)
        raise NotFound(DAMAGED) from error


def statistics(work: Work, year: int, file_format: str) -> bytes:
    """Return the table of 2018 of a year as a file of its own, as the newest report of the year has it.

    Raises NotFound for a year whose returns nobody has asked for, InputRefused, and NoPaper.
    """
    if file_format not in ("pdf", "docx", "xlsx"):
        raise InputRefused("统计表只有PDF、DOCX、XLSX三种格式。", "format")
    if annual_returns.due_on(work.session, year) is None:
        raise NotFound(annual_report.NO_YEAR)
    row = reading.newest(work.session, year)
    body = reading.body(work.session, row.id) if row else None
    table = body.tables[FormName.OF_2018] if body else annual_filled.table(work.session, year, FormName.OF_2018)
    paper = annual_paper.statistics(papers.county, table, body.made_at if body else work.now,
                                    _signing(row) if row else Signing(_issuer()), row.phone if row else "")
    if file_format == "xlsx":
        return sheets.workbook(paper.title, paper.issuer, paper.made_at,
                               annual_grid.sheets(table), _note(paper))
    return docx_annual.write(paper) if file_format == "docx" else _pdf(paper)


def keep(work: Work, report_id: int, file_format: str, made: bytes) -> AnnualFile:
    """Store a file of a signed report once and return its row; a second call returns the first one's.

    Raises Busy when it cannot be stored. A file whose transaction is rolled back is named by no row, and swept.
    """
    found = reading.kept_file(work.session, report_id, file_format)
    if found is not None:
        return found
    written = made_files.store(made)
    row = AnnualFile(report_id=report_id, format=file_format, made_at=work.now, storage_name=written.storage_name,
                     digest=written.digest, size=written.size)
    return made_files.keep_first(
        work, row, written.storage_name, lambda: reading.kept_file(work.session, report_id, file_format))


def _pdf(paper: AnnualPaper) -> bytes:
    return made_files.pdf_of(papers.html("documents/annual.html", paper=paper), NoPaper())


def _as_written(work: Work, row: ReportRow) -> ReportBody:
    """Return the body that a draft would have if it were filled in now."""
    units = tuple(one.department for one in annual_returns.listed(work.session, row.year, work.today))
    return ReportBody(row.year, row.version, row.edited_at, row.phone, row.words,
                      annual_report.tables(work, row.year), units)


def _signing(row: ReportRow) -> Signing:
    steps = {one.step: one for one in row.signatures}
    filled = steps["填报人"].at
    return Signing(_issuer(), row.sha256, row.signed_on, local_date(filled) if filled else None,
                   {step: one.name for step, one in steps.items()}, row.correction)


def _issuer() -> str:
    return f"{papers.county}人民政府"


def _note(paper: AnnualPaper) -> str:
    made = local_time(paper.made_at)
    state = f"SHA-256 {paper.signing.sha256}" if paper.signing.sha256 else paper.mark
    return f"{made:%Y-%m-%d %H:%M}生成，{state}"

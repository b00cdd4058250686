"""The files of a released result: what was frozen is read here, set by adapters, and kept once as it was published.

Reading and setting are two steps, since setting takes seconds and needs no database. Owns no words and no layout.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from adapters import docx_result, sheets
from adapters.files import FileDamaged, files
from adapters.papers import papers
from models.comment_period import CommentResult, CommentResultFile
from rules import comment_result, comment_result_paper
from rules.comment_result_paper import MOST_PRINTED, ResultPaper
from rules.errors import InputRefused, NotFound
from services import locking, made_files
from services.digest_files import NoPaper
from services.public_papers import DAMAGED
from services.publication import PUBLIC_REVISION
from services.work import Work

log = logging.getLogger(__name__)
MEDIA = {"pdf": "application/pdf",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NO_FORMAT = "没有这种格式，请选PDF、DOCX或者XLSX。"
NO_RESULT = "这次征集还没有公布采纳情况。"
NOT_YET = "这份文件正在制作，请过几分钟再下载。网页上的内容和它相同。"


@dataclass(frozen=True)
class Composed:
    """What a file will say: all is read, nothing set yet."""

    format: str
    paper: ResultPaper

    def content(self) -> bytes:
        """Return the bytes of the file; the same result gives the same bytes. Takes seconds, needs no database.

        Raises NoPaper when there is nothing that could set a PDF.
        """
        if self.format == "docx":
            return docx_result.write(self.paper)
        if self.format == "xlsx":
            paper = self.paper
            return sheets.workbook(paper.title, paper.issuer, paper.made_at, comment_result_paper.sheets(paper.body),
                                   f"{paper.body.number}，SHA-256 {paper.sha256}")
        return made_files.pdf_of(papers.html("documents/comment_result.html", paper=self.paper), NoPaper())


def compose(work: Work, period_id: int, file_format: str) -> Composed:
    """Return what a file of a released result will say. Raises NotFound, and InputRefused for another format."""
    if file_format not in MEDIA:
        raise InputRefused(NO_FORMAT, "format")
    row = work.session.get(CommentResult, period_id)
    if row is None:
        raise NotFound(NO_RESULT)
    return Composed(file_format, ResultPaper(comment_result.from_json(row.body), row.digest,
                                             MOST_PRINTED if file_format == "pdf" else None))


def keep(work: Work, period_id: int, file_format: str, made: bytes) -> CommentResultFile:
    """Store a file of a released result once and return its row; a second call returns the first one's.

    Raises Busy when it cannot be stored.
    """
    found = kept(work, period_id, file_format)
    if found is not None:
        return found
    written = made_files.store(made)
    # The page names what can be downloaded.
    locking.bump_revision(work.session, PUBLIC_REVISION)
    row = CommentResultFile(period_id=period_id, format=file_format, made_at=work.now,
                            storage_name=written.storage_name, digest=written.digest, size=written.size)
    return made_files.keep_first(work, row, written.storage_name, lambda: kept(work, period_id, file_format))


def kept(work: Work, period_id: int, file_format: str) -> CommentResultFile | None:
    """Return the row of a kept file, None while it is not made."""
    return work.session.scalars(select(CommentResultFile).where(
        CommentResultFile.period_id == period_id, CommentResultFile.format == file_format)).one_or_none()


def content(row: CommentResultFile) -> bytes:
    """Return the bytes of a kept file. Raises NotFound, with an alarm, when they are not those that were made."""
    try:
        return files.read(row.storage_name, row.digest)
    except FileDamaged as error:
        log.error("Alarm: kept file %s of result %s is damaged", row.storage_name, row.period_id)
        raise NotFound(DAMAGED) from error


def missing(work: Work, period_id: int) -> tuple[str, ...]:
    """Return the formats of a released result that are not kept yet, the quick ones first."""
    there = set(work.session.scalars(
        select(CommentResultFile.format).where(CommentResultFile.period_id == period_id)))
    return tuple(one for one in ("xlsx", "docx", "pdf") if one not in there)


def waiting(work: Work, limit: int) -> Sequence[int]:
    """Return released results that lack a file, the oldest first: a job for them was lost, or the engine was away."""
    made = select(func.count()).where(
        CommentResultFile.period_id == CommentResult.period_id).scalar_subquery()
    return work.session.scalars(
        select(CommentResult.period_id).where(made < len(MEDIA)).order_by(CommentResult.period_id).limit(limit)).all()

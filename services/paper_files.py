"""The files of official papers: set once by a job, kept sealed with their hash, handed out as they were kept.

What a paper says stands in `services/papers.py`; a paper whose PDF is not made yet can be read as a page at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from adapters.cipher import Undecipherable
from adapters.files import FileDamaged, files
from models.case import Case
from models.paper import Paper, PaperFile
from rules.audit import Audited
from rules.errors import InputRefused, NotFound
from rules.letter_paper import LetterPaper
from services import audit, papers, sealed_files
from services.papers import Format
from services.sealed_files import SealedFile
from services.work import Work

log = logging.getLogger(__name__)
KEY_COLUMN = "paper_file_key"
KEPT = (Format.PDF, Format.DOCX)
MEDIA_TYPES = {
    "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
# Papers without files are looked for among so many of the newest, once their own job has had its time.
LOOKED_BACK = 1000
WAIT = timedelta(minutes=5)
NOT_YET = "这份文件正在制作。请过一分钟再点一次，也可以先看网页版。"
DAMAGED = "这份文件现在打不开，已经报给系统管理员。可以先看网页版，内容和它相同。"


def waiting(work: Work, limit: int) -> Sequence[int]:
    """Return papers of late some of whose files are not made yet, the oldest first: a job for them was lost."""
    newest = select(func.coalesce(func.max(Paper.id), 0)).scalar_subquery()
    last = select(PaperFile.id).where(PaperFile.paper_id == Paper.id, PaperFile.format == KEPT[-1].value)
    return work.session.scalars(
        select(Paper.id).where(Paper.id > newest - LOOKED_BACK, ~last.exists(),
                               Paper.issued_at < work.now - WAIT)
        .order_by(Paper.id).limit(limit)).all()


def missing(work: Work, paper: Paper) -> tuple[Format, ...]:
    """Return the formats of a paper that are not kept yet, PDF first."""
    kept = set(work.session.scalars(select(PaperFile.format).where(PaperFile.paper_id == paper.id)))
    return tuple(one for one in KEPT if one.value not in kept)


def keep(work: Work, paper: Paper, file_format: Format, content: bytes) -> None:
    """Keep a file of a paper as it was set; what is kept first stays. Raises Busy when it cannot be stored."""
    sealed = sealed_files.write(work, paper.case_id, KEY_COLUMN, content)
    row = PaperFile(paper_id=paper.id, case_id=paper.case_id, format=file_format.value, made_at=work.now,
                    **vars(sealed))
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        # Another run of the job was first.
        files.remove(sealed.storage_name)


def read(work: Work, paper: Paper) -> LetterPaper:
    """Return what a paper says, to be shown as a page; that staff read it is noted (security.md U3)."""
    _note(work, paper, Format.HTML)
    return papers.compose(work, paper)


def hand_out(work: Work, paper: Paper, file_format: str) -> bytes:
    """Return a file of a paper as it was kept; a download by staff is noted in the audit trail (security.md U3).

    Raises InputRefused for another format than PDF and DOCX, NotFound for a file that is not made yet and, with an
    alarm, for one that is not what was kept.
    """
    if file_format not in KEPT:
        raise InputRefused(papers.NO_FORMAT, "format")
    content = _kept(work, paper, file_format)
    _note(work, paper, Format(file_format))
    return content


def _note(work: Work, paper: Paper, file_format: Format) -> None:
    if work.actor.id is not None:
        number = work.session.scalars(select(Case.number).where(Case.id == paper.case_id)).one()
        audit.note(work, Audited.DOWNLOADED, number, paper=paper.id, format=file_format.value)


def _kept(work: Work, paper: Paper, file_format: str) -> bytes:
    row = work.session.scalar(
        select(PaperFile).where(PaperFile.paper_id == paper.id, PaperFile.format == file_format))
    if row is None:
        raise NotFound(NOT_YET)
    sealed = SealedFile(row.storage_name, row.digest, row.size, row.content_digest, row.file_key)
    try:
        return sealed_files.read(work, row.case_id, KEY_COLUMN, sealed)
    except (FileDamaged, Undecipherable) as fault:
        log.error("Alarm: file %s of paper %s is damaged", row.id, paper.id)
        raise NotFound(DAMAGED) from fault

"""The files of a draft's texts: set once by a job after a text came before the public, and handed out as they are."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import func, select

from adapters import docx_draft
from adapters.files import FileDamaged, files
from adapters.papers import papers
from models.comment_period import CommentPeriod, DraftVersion
from models.department import Department
from models.draft_file import DraftFile
from queries import drafts
from rules import draft_text
from rules.draft_paper import DraftPaper
from rules.errors import NotFound, Refusal
from services import made_files
from services.work import Work

log = logging.getLogger(__name__)
LOOK_AFTER_JOB = "workers.drafts.look_after"
NO_TEXT = "没有这一稿。请从征集页面打开。"
NOT_YET = "这份文件正在制作。请过一分钟再点一次，网页上的正文和它相同。"
DAMAGED = "这份文件现在打不开，已经报给系统管理员。网页上的正文和它相同。"


class Format(StrEnum):
    """What a text can be had as: DOCX to edit, PDF to print."""

    DOCX = "docx"
    PDF = "pdf"


class NoPaper(Refusal):
    """The paper cannot be set now."""

    default = "现在做不出PDF。请系统管理员照运行手册装好排版程序。"


def waiting(work: Work, limit: int) -> Sequence[int]:
    """Return the texts before the public whose files are not all made, the newest first."""
    made = select(func.count()).where(DraftFile.version_id == DraftVersion.id).scalar_subquery()
    return work.session.scalars(
        select(DraftVersion.id).where(DraftVersion.in_force_at.is_not(None), made < len(Format))
        .order_by(DraftVersion.id.desc()).limit(limit)).all()


def compose(work: Work, version_id: int) -> DraftPaper:
    """Return what the files of a text say. Raises NotFound for one that has not come before the public."""
    row = work.session.execute(
        select(DraftVersion.period_id, CommentPeriod.number, CommentPeriod.title, Department.name)
        .join(CommentPeriod, CommentPeriod.case_id == DraftVersion.period_id)
        .join(Department, Department.id == CommentPeriod.department_id)
        .where(DraftVersion.id == version_id)).one_or_none()
    shown = drafts.versions(work.session, row.period_id) if row else ()
    version = next((one for one in shown if one.id == version_id), None)
    if row is None or version is None or version.in_force_at is None:
        raise NotFound(NO_TEXT)
    title = draft_text.adopted_title(row.title) if version.is_final else row.title
    return DraftPaper(title, row.number, row.name, version.name, version.is_final, version.reason,
                      version.in_force_at, drafts.passages(work.session, version_id))


def content(paper: DraftPaper, file_format: Format) -> bytes:
    """Return a file of a text; the same text gives the same bytes. Takes seconds and needs no database.

    Raises NoPaper when there is nothing that could set a PDF.
    """
    if file_format is Format.DOCX:
        return docx_draft.write(paper)
    return made_files.pdf_of(page(paper), NoPaper())


def page(paper: DraftPaper) -> str:
    """Return a text as the page of which its PDF is set."""
    return papers.html("documents/draft.html", paper=paper)


def missing(work: Work, version_id: int) -> tuple[Format, ...]:
    """Return the formats of a text that are not kept yet, DOCX first: it needs no program besides."""
    kept = set(work.session.scalars(select(DraftFile.format).where(DraftFile.version_id == version_id)))
    return tuple(one for one in Format if one.value not in kept)


def keep(work: Work, version_id: int, file_format: Format, made: bytes) -> DraftFile:
    """Keep a file of a text as it was set; what is kept first stays. Raises Busy when it cannot be stored."""
    written = made_files.store(made)
    row = DraftFile(version_id=version_id, format=file_format.value, storage_name=written.storage_name,
                    digest=written.digest, size=written.size, made_at=work.now)
    return made_files.keep_first(work, row, written.storage_name, lambda: _row(work, version_id, file_format))


def kept(work: Work, version_id: int, file_format: Format) -> tuple[DraftFile, bytes]:
    """Return the file of a text with its bytes. Raises NotFound while it is being made, and for a damaged one."""
    row = _row(work, version_id, file_format)
    if row is None:
        raise NotFound(NOT_YET)
    try:
        return row, files.read(row.storage_name, row.digest)
    except FileDamaged as fault:
        log.error("Alarm: file %s of draft version %s is damaged", row.id, version_id)
        raise NotFound(DAMAGED) from fault


def _row(work: Work, version_id: int, file_format: Format) -> DraftFile | None:
    return work.session.scalars(select(DraftFile).where(
        DraftFile.version_id == version_id, DraftFile.format == file_format.value)).one_or_none()

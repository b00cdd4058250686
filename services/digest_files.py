"""The files of a digest: what a paper says is read here, set by adapters, and kept once as it was sent or published.

Reading and setting are two steps, since setting takes seconds and needs no database. Owns no words and no layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from adapters import docx, sheets
from adapters.papers import papers
from models.department import Department
from models.digest import Digest, DigestFile
from queries import bulletins as bulletin_reading
from queries import demands as demand_reading
from queries import digest_pages, digest_parts, public_digests
from queries import digests as reading
from rules import bulletin_paper, digest_papers, digest_part
from rules.bulletin_paper import BulletinPaper, Demanded, Praised, Signing
from rules.digest_body import DigestBody, DigestKind
from rules.digest_papers import Marks, Paper
from rules.errors import InputRefused, NotFound, Refusal
from rules.localtime import local_time
from services import made_files
from services.work import Work


class Format(StrEnum):
    """What a digest can be made into; the bulletin alone is written as DOCX."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"


class NoPaper(Refusal):
    """The paper cannot be set now; its figures can be had in other formats."""

    default = "现在做不出这份PDF，表格和网页照常可以看。请系统管理员照运行手册装好排版程序，装好以后再下载。"


@dataclass(frozen=True)
class Composed:
    """What a file will say: all is read, nothing set yet. Exactly one of the papers is there."""

    format: Format
    digest_paper: Paper | None = None
    bulletin: BulletinPaper | None = None

    def content(self) -> bytes:
        """Return the bytes of the file; the same words give the same bytes. Takes seconds, needs no database.

        Raises NoPaper when there is nothing that could set a PDF.
        """
        if self.bulletin is not None and self.format is Format.DOCX:
            return docx.write(self.bulletin)
        if self.digest_paper is not None and self.format is Format.XLSX:
            return _workbook(self.digest_paper)
        page = self._page()
        if self.format is Format.HTML:
            return page.encode()
        return made_files.pdf_of(page, NoPaper())

    def _page(self) -> str:
        if self.bulletin is not None:
            return papers.html("documents/bulletin.html", paper=self.bulletin)
        assert self.digest_paper is not None, "a composed file has one of the two"
        daily = self.digest_paper.body.kind is DigestKind.DAILY
        template = "documents/digest_daily.html" if daily else "documents/digest_monthly.html"
        return papers.html(template, paper=self.digest_paper)


def compose(work: Work, digest: Digest, file_format: str, department_id: int | None = None) -> Composed:
    """Return what a file of a digest will say: of the whole, or of a department's part of it.

    Raises InputRefused for a format that this kind has not, and NotFound.
    """
    if file_format not in list(Format):
        raise InputRefused("没有这种格式，请选PDF、DOCX、XLSX或HTML。", "format")
    wanted = Format(file_format)
    if digest.kind == DigestKind.QUARTERLY and wanted is not Format.XLSX:
        if department_id is not None:
            raise InputRefused("通报不分单位，各单位看的是同一份。", "format")
        return Composed(wanted, bulletin=_bulletin(work, digest))
    if wanted is Format.DOCX:
        raise InputRefused("只有通报可以下载成DOCX。清单和汇总请选PDF、XLSX或HTML。", "format")
    body = reading.body(digest) if department_id is None else _part(work, digest, department_id)
    return Composed(wanted, digest_paper=digest_papers.paper(body, _marks(work, digest, body, wanted, department_id)))


def render(work: Work, digest: Digest, file_format: str, department_id: int | None = None) -> bytes:
    """Return a file of a digest; the same digest gives the same bytes. Raises as `compose` and NoPaper."""
    return compose(work, digest, file_format, department_id).content()


def internal(work: Work, digest: Digest) -> bytes:
    """Return the bulletin as DOCX for the letters office: not folded, and with every late letter by its number.

    It is never kept and never published. Raises NotFound for a digest without a bulletin.
    """
    return docx.write(_bulletin(work, digest, is_internal=True))


def kept(work: Work, digest_id: int, file_format: str, department_id: int | None = None) -> DigestFile | None:
    """Return the file that is kept, None when there is none, or none that may still be given out."""
    found = _row(work, digest_id, file_format, department_id)
    return found if found is not None and digest_parts.fit(work.session, [found]) else None


def keep(work: Work, digest: Digest, file_format: str, department_id: int | None = None,
         content: bytes | None = None, read_at: datetime | None = None) -> DigestFile:
    """Store a file of a digest once and return its row; a second call returns the first one's.

    `content` are the bytes when they have been set already, outside of this transaction, and `read_at` is when that
    was read. Raises as `render`, and Busy when they cannot be stored. A department's file that may not be given out
    any more is replaced. A file that no row names, also after a rollback, is swept.
    """
    found = _row(work, digest.id, file_format, department_id)
    if found is not None and digest_parts.fit(work.session, [found]):
        return found
    if content is None:
        content = render(work, digest, file_format, department_id)
    written = made_files.store(content)
    if found is not None:
        found.storage_name, found.digest, found.size = written.storage_name, written.digest, written.size
        found.made_at = read_at or work.now
        return found
    row = DigestFile(digest_id=digest.id, department_id=department_id, format=file_format,
                     made_at=read_at or work.now, storage_name=written.storage_name, digest=written.digest,
                     size=written.size)
    return made_files.keep_first(
        work, row, written.storage_name, lambda: _row(work, digest.id, file_format, department_id))


def _row(work: Work, digest_id: int, file_format: str, department_id: int | None) -> DigestFile | None:
    return work.session.scalars(select(DigestFile).where(
        DigestFile.digest_id == digest_id, DigestFile.format == file_format,
        DigestFile.department_id.is_not_distinct_from(department_id))).one_or_none()


def _part(work: Work, digest: Digest, department_id: int) -> DigestBody:
    """Return what a department may read of a digest: its own letters, without those that are about it (I4)."""
    department = work.session.get(Department, department_id)
    if department is None:
        raise NotFound("没有这个单位。")
    barred = digest_pages.barred_from(work.session, department_id)
    cases = digest_part.own(reading.cases(digest), department.code, barred)
    return digest_part.part_of(reading.body(digest), cases, department.code, barred)


def _marks(work: Work, digest: Digest, body: DigestBody, wanted: Format, department_id: int | None) -> Marks:
    corrected = work.session.get(Digest, digest.corrects_id) if digest.corrects_id is not None else None
    return Marks(
        issuer=f"{papers.county}信访局", sha256=digest.sha256,
        part=body.departments[0].label if department_id is not None and body.departments else "",
        corrects=corrected.version if corrected else None, correction=digest.correction,
        most=digest_papers.MOST_PRINTED if wanted is Format.PDF else None)


def _workbook(paper: Paper) -> bytes:
    body = paper.body
    made = local_time(body.made_at)
    note = (f"统计{paper.span}，{made:%Y-%m-%d %H:%M}生成，第{body.version}版，SHA-256 {paper.marks.sha256}"
            f"{f'，{paper.marks.part}部分' if paper.marks.part else ''}"
            f"{f'，更正第{paper.marks.corrects}版：{paper.marks.correction}' if paper.marks.correction else ''}")
    return sheets.workbook(paper.title, paper.issuer, body.made_at, digest_papers.sheets(body), note)


def _bulletin(work: Work, digest: Digest, *, is_internal: bool = False) -> BulletinPaper:
    found = bulletin_reading.one(work.session, digest.id)
    if found is None:
        raise NotFound("这个季度还没有通报。")
    row = found.row
    shown = [Praised(one.public_id, one.is_good, one.title, one.department, one.words)
             for one in bulletin_reading.examples(work.session, row.text.examples)]
    wanted = [Demanded(one.department, one.words, one.due_on)
              for one in demand_reading.of_bulletin(work.session, digest.id, work.today)]
    signing = Signing(f"{papers.county}人民政府办公室", row.number, row.issued_on, row.issued_at or row.edited_at)
    body = reading.body(digest)
    if not is_internal:
        # This paper is for everybody: small groups are folded in it as they are on the site.
        body = public_digests.public_body(work.session, body)
    return bulletin_paper.paper(body, row.text, signing, shown, wanted, is_internal=is_internal)

"""Files of digests for those who read them on the desk: as they are kept; a workbook is also made when asked for.

Who may read which part is decided where the digest is read; how files are made stands in `services/digest_files`.
"""

from __future__ import annotations

import logging

from adapters.files import FileDamaged, files
from queries import digests
from rules.errors import NotFound
from services import digest_files
from services.digest_files import Format
from services.work import Work

log = logging.getLogger(__name__)

PAPER_JOB = "workers.papers.keep"
NOT_YET = "这份PDF还没有做好。请回到上一页，按“制作PDF”，过一会儿再下载。"
DAMAGED = "这份文件现在打不开，已经报给系统管理员。网页和表格照常可以看。"


def content(work: Work, digest_id: int, file_format: str, department_id: int | None) -> bytes:
    """Return a file of a digest, of the whole for None: exactly what was kept, else a workbook made now.

    Raises NotFound for a PDF that is not made yet, and with an alarm for a kept file that is not what it was.
    """
    kept = digest_files.kept(work, digest_id, file_format, department_id)
    if kept is not None:
        try:
            return files.read(kept.storage_name, kept.digest)
        except FileDamaged as fault:
            log.error("Alarm: kept file %s of digest %s is damaged", kept.storage_name, digest_id)
            raise NotFound(DAMAGED) from fault
    if file_format != Format.XLSX:
        raise NotFound(NOT_YET)
    return digest_files.render(work, digests.by_id(work.session, digest_id), file_format, department_id)


def ask_for_pdf(work: Work, digest_id: int, department_id: int | None) -> None:
    """Have the PDF of a digest made and kept after the commit; nothing happens to one that is there."""
    part = () if department_id is None else (department_id,)
    work.after_commit(PAPER_JOB, digest_id, Format.PDF.value, *part)

"""Making the files of digests in a job: read, then set without a transaction, then keep."""

from __future__ import annotations

from queries import digests
from services import digest_files
from workers.unit_of_work import unit_of_work


def keep(digest_id: int, file_format: str, department: int = 0) -> None:
    """Make one file of a digest and keep it, unless it is there: of the whole for 0, else of a department's part.

    Setting takes seconds, and holds nobody up.
    """
    department_id = department or None
    with unit_of_work(writes=False) as work:
        if digest_files.kept(work, digest_id, file_format, department_id) is not None:
            return
        read_at = work.now
        composed = digest_files.compose(work, digests.by_id(work.session, digest_id), file_format, department_id)
    content = composed.content()
    with unit_of_work() as work:
        digest_files.keep(work, digests.by_id(work.session, digest_id), file_format, department_id, content,
                          read_at)

"""Making the files of digests and of official papers in a job: read, then set without a transaction, then keep."""

from __future__ import annotations

from adapters.job_queue import queue
from queries import digests
from services import digest_files, paper_files, papers
from workers.unit_of_work import periodic_work, unit_of_work

# So many papers a run are offered again; the next run goes on.
AT_ONCE = 50


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


def keep_request_paper(paper_id: int) -> None:
    """Make the PDF and the DOCX of an official paper and keep them, unless they are there."""
    with unit_of_work(writes=False) as work:
        paper = papers.by_id(work, paper_id)
        wanted, letter = paper_files.missing(work, paper), papers.compose(work, paper)
    for file_format in wanted:
        content = papers.set_in(letter, file_format)
        with unit_of_work() as work:
            paper_files.keep(work, papers.by_id(work, paper_id), file_format, content)


def offer_waiting() -> None:
    """Offer the official papers again whose files are not made: their job got lost, or the engine was away."""
    with periodic_work("paper-files") as work:
        waiting = paper_files.waiting(work, AT_ONCE)
    for paper_id in waiting:
        queue.offer_again(papers.FILES_JOB, paper_id)

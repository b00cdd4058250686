"""The steps between which files are scanned and copied, and the figures of them, on both engines."""

from __future__ import annotations

import io
from datetime import timedelta

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from adapters.files import Written, files
from adapters.scanner import Verdict
from models.attachment import Attachment, AttachmentCopy
from queries import file_states
from rules.file_states import COPY_ATTEMPTS, CopyRefusal, ScanState
from services import attachments, file_examination, integrity
from services.file_examination import Waiting
from services.work import Work
from tests import factories
from tests.fixtures import uploads
from tests.fixtures.engines import Edge


def send(edge: Edge) -> int:
    """Send a letter with two pictures and return its id."""
    arrived = [FileStorage(io.BytesIO(uploads.png()), f"{place}.png") for place in (1, 2)]
    return edge.run(lambda work: factories.letter(work, files=attachments.store(work, arrived)).id)


def waiting(edge: Edge, case_id: int, *, scanner_is_on: bool = True) -> list[Waiting]:
    return edge.run(lambda work: file_examination.waiting_of(work, case_id, scanner_is_on=scanner_is_on))


def pieces() -> list[Written]:
    return [files.write(io.BytesIO(content)) for content in (b"copy", b"small")]


def test_keep_copies_by_two_jobs_at_once_keeps_those_of_one(edge: Edge) -> None:
    """L5: two workers copy the same file; one pair of copies is kept, and the other job is told."""
    [file, _] = waiting(edge, send(edge))
    kept = edge.race([lambda work: file_examination.keep_copies(work, file, pieces())] * 2)
    assert sorted(kept) == [False, True]
    assert edge.run(lambda work: len(work.session.scalars(select(AttachmentCopy)).all())) == 2


def test_waiting_of_a_case_grows_less_as_its_files_are_looked_at(edge: Edge) -> None:
    """F7: what is left to do stands in the rows, whatever was lost in between."""
    case_id = send(edge)
    [first, second] = waiting(edge, case_id)
    assert first.needs_scan
    assert first.needs_copy
    edge.run(lambda work: file_examination.note_verdict(work, first.id, Verdict(ScanState.INFECTED, "Test")))
    edge.run(lambda work: file_examination.note_verdict(work, second.id, Verdict(ScanState.OFF)))
    assert [(one.id, one.needs_scan) for one in waiting(edge, case_id)] == [(second.id, True)]
    assert [one.needs_scan for one in waiting(edge, case_id, scanner_is_on=False)] == [False]
    edge.run(lambda work: file_examination.note_verdict(work, second.id, Verdict(ScanState.CLEAN)))
    edge.run(lambda work: file_examination.keep_copies(work, second, pieces()))
    assert waiting(edge, case_id) == []


def test_note_refusal_that_may_pass_is_given_up_at_the_third_time(edge: Edge) -> None:
    """F4: a crash may be bad luck; three are the file's fault, and a broken file is given up at once."""
    [crashing, broken] = waiting(edge, send(edge))
    ends = [edge.run(lambda work: file_examination.note_refusal(work, crashing.id, CopyRefusal.CRASHED))
            for _ in range(COPY_ATTEMPTS)]
    assert ends == [False] * (COPY_ATTEMPTS - 1) + [True]
    assert edge.run(lambda work: file_examination.note_refusal(work, broken.id, CopyRefusal.UNREADABLE))


def test_figures_count_what_waits_and_name_what_is_damaged_by_its_place(edge: Edge) -> None:
    """F7, F8: figures of the operations page, and the files that are due to be read again."""
    send(edge)
    case_id = send(edge)

    def look(work: Work) -> tuple[object, ...]:
        stored = file_states.figures(work.session)
        return stored.unscanned, stored.uncopied, stored.oldest_at is not None, stored.infected, stored.damaged

    assert edge.run(look) == (4, 4, True, 0, ())
    due = edge.run(lambda work: file_states.due_for_check(work.session, work.now, timedelta(days=1), 10))
    assert [one.of for one in due] == [1, 2, 3, 4]
    edge.run(lambda work: integrity.note_file(work, due[3], sound=False))
    edge.run(lambda work: integrity.note_file(work, due[0], sound=True))
    assert edge.run(look)[4] == ("X2026-2的第2个附件",)
    again = edge.run(lambda work: file_states.due_for_check(work.session, work.now, timedelta(days=1), 10))
    assert [one.of for one in again] == [2, 3]
    cases = edge.run(lambda work: file_states.waiting_cases(
        work.session, work.now + timedelta(seconds=1), 10, scanner_answers=True))
    assert cases == [1, case_id]


def test_forget_copies_has_them_made_again(edge: Edge) -> None:
    """F8: damaged copies go, and their file waits for new ones."""
    [file, _] = waiting(edge, send(edge))
    edge.run(lambda work: file_examination.keep_copies(work, file, pieces()))
    edge.run(lambda work: file_examination.forget_copies(work, file.id))
    assert edge.run(lambda work: work.session.get_one(Attachment, file.id).copy_state) == "pending"
    assert edge.run(lambda work: work.session.scalars(select(AttachmentCopy)).all()) == []

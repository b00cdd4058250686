"""What becomes of files after their letter: scanned by the real scanner, copied without metadata, checked every day."""

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from adapters import parser
from adapters.files import files
from adapters.scanner import scanner
from models.attachment import Attachment, AttachmentCopy
from models.case import Case
from queries import file_states, operations
from rules.file_states import CopyRefusal, CopyState, ScanState
from services import attachments
from services.work import Work
from tests import factories
from tests.adapters.test_clean_documents import dumped as dumped_document
from tests.adapters.test_clean_pdf import dumped as dumped_paper
from tests.fixtures import evidence, hostile_child, uploads
from tests.fixtures.engines import Edge
from tests.harness.clamd import EICAR, SIGNATURE, Clamd
from tests.harness.clock import SimulatedClock
from workers.files import check_integrity, examine, examine_waiting, remove_orphans

WORD = "KANARIE7"
SENT = {"现场.jpg": evidence.photo(WORD), "截图.png": evidence.screenshot(WORD), "合同.pdf": evidence.paper(WORD),
        "情况.docx": evidence.document(WORD)}
PICTURES = {"一.png": uploads.png(), "二.png": evidence.screenshot(WORD)}


@pytest.fixture
def edge(clamd: Clamd, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Edge:
    """The edge of the jobs, with the real scanner in their settings."""
    monkeypatch.setenv("CLAMAV_SOCKET", str(clamd.socket))
    monkeypatch.setenv("CLAMAV_TIMEOUT_SECONDS", "1")
    made: Edge = request.getfixturevalue("job_edge")
    return made


def send(edge: Edge, sent: dict[str, bytes]) -> int:
    """Send a letter with these files and return its id."""
    def act(work: Work) -> int:
        arrived = [FileStorage(io.BytesIO(content), name) for name, content in sent.items()]
        return factories.letter(work, files=attachments.store(work, arrived)).id

    return edge.run(act)


def states(edge: Edge) -> list[tuple[str, str, str]]:
    return edge.run(lambda work: [(one.scan_state, one.copy_state, one.copy_refusal) for one in work.session.scalars(
        select(Attachment).order_by(Attachment.id))])


def copies(edge: Edge) -> dict[tuple[int, str], bytes]:
    """Return the bytes of every copy by attachment and kind, checked against their digest."""
    return edge.run(lambda work: {
        (one.attachment_id, one.kind): files.read(one.storage_name, one.digest)
        for one in work.session.scalars(select(AttachmentCopy))})


def path_of(edge: Edge, model: type[Attachment | AttachmentCopy]) -> Path:
    """Return where the first attachment, or the first copy, lies."""
    name = edge.run(lambda work: work.session.scalars(select(model.storage_name).order_by(model.id)).first())
    return files.path(name or "")


def test_examine_files_of_every_kind_scans_them_and_makes_copies_without_metadata(edge: Edge) -> None:
    """L5, F7: photo, screenshot, PDF and DOCX are clean, and nothing hidden in them is in any copy; originals stay."""
    examine(send(edge, SENT))
    assert states(edge) == [(ScanState.CLEAN, CopyState.READY, "")] * 4
    made = copies(edge)
    assert sorted(made) == [(1, "leaving"), (1, "preview"), (2, "leaving"), (2, "preview"), (3, "leaving"),
                            (4, "leaving")]
    opened = [*made.values(), dumped_paper(made[3, "leaving"]), dumped_document(made[4, "leaving"])]
    assert [content for content in opened if WORD.encode() in content] == []
    kept = edge.run(lambda work: [attachments.content(work, 1, place)[1] for place in range(1, 5)])
    assert kept == list(SENT.values())


def test_examine_twice_makes_no_second_copy_and_leaves_no_file(edge: Edge) -> None:
    """L5: the job may run twice, or in two workers; the second finds nothing left to do."""
    case_id = send(edge, PICTURES)
    examine(case_id)
    before = sorted(path.name for path in files.root.glob("??/*"))
    examine(case_id)
    assert sorted(path.name for path in files.root.glob("??/*")) == before
    assert len(before) == 2 + 4


def test_examine_an_infected_file_names_what_was_found_and_copies_only_the_others(edge: Edge) -> None:
    """F7: EICAR inside a picture is found; the file is kept as evidence and never copied."""
    examine(send(edge, {"毒.png": uploads.png() + EICAR, "好.png": uploads.png()}))
    assert states(edge) == [(ScanState.INFECTED, CopyState.REFUSED, CopyRefusal.INFECTED),
                            (ScanState.CLEAN, CopyState.READY, "")]
    assert {key[0] for key in copies(edge)} == {2}
    assert edge.run(lambda work: work.session.get_one(Attachment, 1).signature) == f"{SIGNATURE}.UNOFFICIAL"


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL], ids=["hung", "killed"])
def test_examine_while_the_scanner_is_away_leaves_the_file_pending_and_catches_up(
        edge: Edge, clamd: Clamd, number: int) -> None:
    """F7: hung or killed, the scanner delays the verdict only; the copy is made, the file is shown as pending."""
    clamd.send(number)
    try:
        case_id = send(edge, {"好.png": uploads.png()})
        examine(case_id)
        assert states(edge) == [(ScanState.PENDING, CopyState.READY, "")]
        waiting = edge.run(lambda work: file_states.figures(work.session))
        assert (waiting.unscanned, waiting.oldest_at is not None) == (1, True)
    finally:
        clamd.send(signal.SIGCONT) if number == signal.SIGSTOP else clamd.start()
    examine(case_id)
    assert states(edge) == [(ScanState.CLEAN, CopyState.READY, "")]


def test_examine_without_a_scanner_says_that_nothing_was_scanned_until_there_is_one(
        job_edge: Edge, clamd: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    """F7: without a scanner a file is 未扫描, and is scanned when one is set up later."""
    examine(send(job_edge, {"好.png": uploads.png()}))
    assert states(job_edge) == [(ScanState.OFF, CopyState.READY, "")]
    monkeypatch.setattr(scanner, "address", str(clamd.socket))
    examine(1)
    assert states(job_edge) == [(ScanState.CLEAN, CopyState.READY, "")]


@pytest.mark.parametrize(("harm", "reason"), [
    (hostile_child.CRASH, CopyRefusal.CRASHED), (hostile_child.SPIN, CopyRefusal.TOO_SLOW),
    (hostile_child.EAT, CopyRefusal.TOO_MUCH_MEMORY)], ids=["crash", "hang", "memory bomb"])
def test_examine_a_file_that_harms_its_reader_tries_three_times_and_spares_the_others(
        job_edge: Edge, monkeypatch: pytest.MonkeyPatch, harm: bytes, reason: CopyRefusal) -> None:
    """F4: the letter stands, the other file is copied at once, and the harmful one is given up in sight."""
    case_id = send(job_edge, {"坏.png": uploads.png() + harm, "好.png": uploads.png()})
    monkeypatch.setattr(parser, "PROGRAM", Path(hostile_child.__file__))
    monkeypatch.setattr(parser, "CLEAN_WITHIN_S", 1.0)
    examine(case_id)
    assert [copy for _, copy, _ in states(job_edge)] == [CopyState.PENDING, CopyState.READY]
    examine(case_id)
    examine(case_id)
    assert states(job_edge)[0][1:] == (CopyState.REFUSED, reason)
    assert job_edge.run(lambda work: work.session.get_one(Case, case_id).state) == "received"


def test_examine_a_flood_of_pixels_is_given_up_at_once(job_edge: Edge) -> None:
    """F4: a picture of billions of pixels is taken as evidence and never decoded."""
    examine(send(job_edge, {"大.png": evidence.flood()}))
    assert states(job_edge)[0][1:] == (CopyState.REFUSED, CopyRefusal.TOO_MANY_PIXELS)


def test_examine_waiting_marks_what_no_scanner_will_see_and_finds_lost_jobs(
        job_edge: Edge, test_clock: SimulatedClock) -> None:
    """F7: files whose job got lost are found again by their rows."""
    case_id = send(job_edge, {"好.png": uploads.png()})
    test_clock.forward(minutes=1)
    examine_waiting()
    assert states(job_edge) == [(ScanState.OFF, CopyState.PENDING, "")]
    assert job_edge.run(lambda work: file_states.waiting_cases(
        work.session, work.now, 10, scanner_answers=False)) == [case_id]


def test_check_of_a_file_with_a_flipped_byte_names_refuses_and_alarms_until_it_is_whole(
        job_edge: Edge, test_clock: SimulatedClock) -> None:
    """F8: one byte on the disk is changed: the check names letter and file, and raises the alarm."""
    send(job_edge, PICTURES)
    check_integrity()
    assert job_edge.run(lambda work: file_states.figures(work.session)).damaged == ()
    path = path_of(job_edge, Attachment)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    test_clock.forward(days=1, minutes=1)
    check_integrity()
    alarms = job_edge.run(lambda work: operations.overview(work.session, work.now).alarms)
    assert alarms.damaged == ("X2026-1的第1个附件",)
    assert alarms
    path.write_bytes(whole)
    test_clock.forward(days=1, minutes=1)
    check_integrity()
    assert job_edge.run(lambda work: file_states.figures(work.session)).damaged == ()


def test_check_of_a_missing_file_finds_it_too(job_edge: Edge) -> None:
    """F8: a file that is gone is damaged as well."""
    send(job_edge, PICTURES)
    path_of(job_edge, Attachment).unlink()
    check_integrity()
    assert job_edge.run(lambda work: file_states.figures(work.session)).damaged == ("X2026-1的第1个附件",)


def test_check_of_a_damaged_copy_has_it_made_again_from_the_original(job_edge: Edge) -> None:
    """F8, L5: a copy is no evidence; it is made anew, and the bytes of the old one are swept."""
    case_id = send(job_edge, {"好.png": uploads.png()})
    examine(case_id)
    before = copies(job_edge)
    path_of(job_edge, AttachmentCopy).write_bytes(b"x")
    check_integrity()
    assert states(job_edge) == [(ScanState.OFF, CopyState.PENDING, "")]
    examine(case_id)
    assert copies(job_edge) == before


def test_remove_orphans_leaves_the_copies(job_edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    """L5: what the sweep of files without a letter finds are no copies."""
    examine(send(job_edge, PICTURES))
    monkeypatch.setattr(attachments, "ORPHAN_AFTER_S", -1)
    remove_orphans()
    assert len(copies(job_edge)) == 4


@pytest.mark.parametrize("job", [examine_waiting, check_integrity], ids=["examine-waiting", "integrity"])
def test_periodic_job_leaves_its_heartbeat(job_edge: Edge, job: Callable[[], None]) -> None:
    job()
    beats = {"examine_waiting": "examine", "check_integrity": "integrity"}
    assert beats[job.__name__] in [one.name for one in job_edge.run(
        lambda work: operations.overview(work.session, work.now).jobs)]

"""Jobs that look after stored files: scanning, copies without metadata, the scheduled check, and the sweep."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from sqlalchemy.exc import SQLAlchemyError

from adapters import parser
from adapters.clock import now
from adapters.files import FileDamaged, Written, files
from adapters.job_queue import queue
from adapters.parser import ParserAway
from adapters.scanner import ScannerAway, Verdict, scanner
from adapters.soundness import soundness
from queries import file_states
from queries.file_states import Checked
from rules.file_states import FileRefused, ScanState
from services import attachments, file_examination, integrity
from services.file_examination import EXAMINE_JOB, Waiting
from services.work import Work
from workers.unit_of_work import periodic_work, unit_of_work

log = logging.getLogger(__name__)
BATCH = 200
# What is younger is still on its ordinary way from the commit to the queue.
YOUNG = timedelta(seconds=5)
# Every file is read again once a day; a run leaves room for other slow jobs and the next one goes on.
CHECK_EVERY = timedelta(days=1)
CHECK_RUN_S = 20.0


def examine(case_id: int) -> None:
    """Scan the files of a case and make the copies that may leave; what cannot be done now is left for later."""
    with unit_of_work() as work:
        waiting = file_examination.waiting_of(work, case_id, scanner_is_on=scanner.is_on)
    for file in waiting:
        try:
            content = files.read(file.storage_name, file.digest)
        except FileDamaged:
            with unit_of_work() as work:
                integrity.note_file(work, Checked(file.id, file.id, False, file.storage_name, file.digest), sound=False)
            continue
        infected = file.needs_scan and _scan(file, content)
        if file.needs_copy and not infected:
            _copy(file, content)


def examine_waiting() -> None:
    """Offer the cases whose files wait again: the job got lost, or scanner or parser were away."""
    answers = scanner.is_on and scanner.is_answering()
    with periodic_work("examine") as work:
        case_ids = file_states.waiting_cases(work.session, work.now - YOUNG, BATCH, scanner_answers=answers)
        if not scanner.is_on:
            for attachment_id in file_states.unmarked(work.session, BATCH):
                file_examination.note_verdict(work, attachment_id, Verdict(ScanState.OFF))
    for case_id in case_ids:
        queue.offer_again(EXAMINE_JOB, case_id)
    if case_ids:
        log.info("Offered the files of %s letters again", len(case_ids))


def check_integrity() -> None:
    """Read files and tables that were not read for a day; note what is damaged, and go on at the next run."""
    ends = time.monotonic() + CHECK_RUN_S
    soundness.check_tables(now().timestamp(), within_s=CHECK_RUN_S / 2)
    try:
        with periodic_work("integrity") as work:
            soundness.check_record(integrity.last_event(work))
        while time.monotonic() < ends and _check_files(ends):
            continue
    except SQLAlchemyError as fault:
        # A database that is damaged cannot note it; what was found stands outside of it.
        log.error("The check broke off: %s", type(fault).__name__)
    for words in soundness.faults():
        log.warning("Alarm: the database is damaged: %s", words)


def remove_orphans() -> None:
    """Delete files that were stored for a letter which was never sent."""
    with periodic_work("orphans") as work:
        count = attachments.remove_orphans(work)
    if count:
        log.info("Removed %s files that belong to no letter", count)


def _scan(file: Waiting, content: bytes) -> bool:
    """Have a file scanned and note the verdict; True for an infected one. Without a scanner that is noted too."""
    verdict = Verdict(ScanState.OFF)
    if scanner.is_on:
        try:
            verdict = scanner.scan(content)
        except ScannerAway as away:
            log.warning("File %s waits for the scanner: %s", file.id, away)
            return False
    with unit_of_work() as work:
        file_examination.note_verdict(work, file.id, verdict)
    if verdict.state is ScanState.INFECTED:
        log.warning("File %s is infected: %s", file.id, verdict.signature)
    return verdict.state is ScanState.INFECTED


def _copy(file: Waiting, content: bytes) -> None:
    try:
        pieces = parser.clean(content, file.media_type)
    except ParserAway as away:
        log.warning("File %s waits for the parser: %s", file.id, away)
        return
    except FileRefused as refusal:
        with unit_of_work() as work:
            if file_examination.note_refusal(work, file.id, refusal.reason):
                log.warning("No copy can be made of file %s: %s", file.id, refusal.reason)
        return
    made: list[Written] = []
    kept = False
    try:
        made += [files.write(BytesIO(piece)) for piece in pieces]
        with unit_of_work() as work:
            kept = file_examination.keep_copies(work, file, made)
    finally:
        if not kept:
            file_examination.remove(made)


def _check_files(ends: float) -> bool:
    """Check a batch of files; False when none was due."""
    with unit_of_work() as work:
        due = file_states.due_for_check(work.session, work.now, CHECK_EVERY, BATCH)
    read: list[tuple[Checked, bool]] = []
    for file in due:
        if time.monotonic() >= ends:
            break
        sound = False
        with suppress(FileDamaged):
            files.read(file.storage_name, file.digest)
            sound = True
        read.append((file, sound))
    with unit_of_work() as work:
        _note(work, read)
    return bool(read)


def _note(work: Work, read: Sequence[tuple[Checked, bool]]) -> None:
    for file, sound in read:
        integrity.note_file(work, file, sound=sound)

"""Strangers' files are read in a process that can do nothing else: it may crash, hang or eat, and that is all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from adapters import confinement, parser
from adapters.parser import ParserAway
from rules.file_states import CopyRefusal, FileRefused
from rules.file_types import DOCX, Trap
from tests.fixtures import evidence, hostile_child, uploads

WORD = "KANARIE7"
KINDS = [pytest.param(uploads.png(), "image/png", id="a picture"),
         pytest.param(uploads.pdf(), "application/pdf", id="PDF"),
         pytest.param(evidence.document(WORD), DOCX, id="a document"),
         pytest.param(uploads.docx(uploads.WITH_MACROS), Trap.MACRO, id="macros"),
         pytest.param(b"<html>", "text/html", id="a page")]
NOBODY = 65534


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have files read by a program whose decoder does harm when a file asks for it."""
    monkeypatch.setattr(parser, "PROGRAM", Path(hostile_child.__file__))


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_kind_of_a_file_is_told_by_the_confined_process(content: bytes, kind: str) -> None:
    """F2, F4: the content decides what a file is, and is looked at in the confined process only."""
    assert parser.kind_of(content) == kind


@pytest.mark.parametrize(("content", "media_type", "pieces"), [
    (evidence.photo(WORD), "image/jpeg", 2), (evidence.screenshot(WORD), "image/png", 2),
    (evidence.paper(WORD), "application/pdf", 1), (evidence.document(WORD), DOCX, 1)],
    ids=["photo", "screenshot", "PDF", "DOCX"])
def test_clean_of_each_kind_works_without_files_network_or_environment(
        content: bytes, media_type: str, pieces: int) -> None:
    """F4, L5: everything that a cleaner needs is there before the process gives up the rest."""
    made = parser.clean(content, media_type)
    assert len(made) == pieces
    assert all(made)
    assert WORD.encode() not in b"".join(made)


@pytest.mark.parametrize(("content", "reason"), [
    (evidence.flood(), CopyRefusal.TOO_MANY_PIXELS), (b"\x89PNG\r\n\x1a\n", CopyRefusal.UNREADABLE)],
    ids=["a flood of pixels", "a broken picture"])
def test_clean_of_a_bad_picture_says_why(content: bytes, reason: CopyRefusal) -> None:
    """F4: a pixel flood is refused by its size."""
    with pytest.raises(FileRefused) as refusal:
        parser.clean(content, "image/png")
    assert refusal.value.reason is reason


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(("harm", "reason"), [
    (hostile_child.CRASH, CopyRefusal.CRASHED), (hostile_child.SPIN, CopyRefusal.TOO_SLOW),
    (hostile_child.EAT, CopyRefusal.TOO_MUCH_MEMORY), (hostile_child.FLOOD, CopyRefusal.CRASHED)],
    ids=["SIGSEGV", "an endless loop", "8 GB of memory", "endless output"])
def test_run_of_a_decoder_that_does_harm_ends_with_a_reason_and_leaves_nothing_running(
        harm: bytes, reason: CopyRefusal) -> None:
    """F4: a crash, a hang and a memory bomb end the process that reads, and nothing else."""
    before, started = children(), time.monotonic()
    with pytest.raises(FileRefused) as refusal:
        parser.run("image/png", harm, within_s=1.5)
    assert refusal.value.reason is reason
    assert time.monotonic() - started < 6
    assert children() == before
    assert parser.run("image/png", uploads.png(), within_s=10)


@pytest.mark.usefixtures("hostile")
def test_run_gives_the_process_no_network_no_files_no_programs_and_no_environment(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """F4, X10: a decoder that was taken over can open, connect, start and signal nothing, and finds no secret."""
    monkeypatch.setenv("MAIL_PASSWORD", "secret")
    [told] = parser.run("attempts", b"", within_s=10)
    # The locale is put there by the interpreter itself.
    assert told.decode() in ("possible: ; environment: ", "possible: ; environment: LC_CTYPE")


def test_confined_process_of_an_ordinary_user_can_do_as_little() -> None:
    """F4: the filter asks for no privilege; run as root or as nobody, the answer is the same."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", hostile_child.__file__, "attempts", str(os.getpid()), str(NOBODY)],
        stdin=subprocess.DEVNULL, capture_output=True, env={}, cwd="/", timeout=20, check=False)
    assert b"possible: ;" in done.stdout


def test_run_on_a_machine_without_a_filter_reads_no_file_and_blames_the_machine(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """F4: where a process cannot be confined, none reads a stranger's file."""
    monkeypatch.setattr("platform.machine", lambda: "sparc")
    with pytest.raises(confinement.NotConfined):
        confinement._filter()


def test_run_where_no_process_can_be_started_blames_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """F7: that no renderer can be started is no fault of the file, which stays as it is."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(ParserAway):
        parser.kind_of(uploads.png())


@pytest.mark.usefixtures("hostile")
def test_run_where_a_library_is_missing_blames_the_machine() -> None:
    """F7: without libmagic or Pillow no file is judged, and none is blamed."""
    with pytest.raises(ParserAway):
        parser.run("missing", uploads.png(), within_s=10)


@pytest.mark.parametrize("answer", [b"", b"\0" * 7, b"\xff" * 8 + b"x", b"\0" * 8], ids=repr)
def test_pieces_of_an_answer_that_was_made_up_are_refused(answer: bytes) -> None:
    """F4: what comes back from the process that read a stranger's file is not believed either."""
    with pytest.raises(FileRefused):
        parser._pieces(answer)


def test_kind_of_a_large_file_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """L1, F4: what was sent is on no disk while it is read."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    assert parser.kind_of(uploads.png() + bytes(5_000_000)) == "image/png"

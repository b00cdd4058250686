"""Attachments: all or none are stored, the refusal names the file, what belongs to no letter is cleared away."""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from adapters import parser
from adapters.files import CHUNK, files
from models.attachment import Attachment
from rules import file_types
from rules.errors import Busy, InputRefused, NotFound
from services import attachments
from services.work import Work
from tests import factories
from tests.fixtures import uploads
from web.uploads import Upload

REFUSED = [
    pytest.param("宏.docx", uploads.docx(uploads.WITH_MACROS), "带有宏", id="a document with macros"),
    pytest.param("锁.pdf", uploads.pdf(b"/Encrypt 9 0 R"), "加了密码", id="a locked PDF"),
    pytest.param("照片.jpg", uploads.png(), "名字不一致", id="a PNG that says it is a JPEG"),
    pytest.param("合同.pdf", b"<html></html>", "名字不一致", id="a page that says it is a PDF"),
    pytest.param("空.png", b"", "空的", id="an empty file"),
    pytest.param("程序.exe", b"MZ", "打不开", id="a program"),
    pytest.param("页面.svg", b"<svg/>", "打不开", id="a drawing that can run"),
    pytest.param("锁.docx", uploads.ole(), "加了密码", id="a locked document"),
    pytest.param("两样.png", uploads.png() + uploads.docx(), "藏着另一个文件", id="a picture that is an archive too"),
    pytest.param("炸.docx", uploads.docx(more={"word/b.xml": bytes(6_000_000)}), "解开后太大", id="a bomb"),
    pytest.param("逃.docx", uploads.docx(more={"../../x": "x"}), "藏着另一个文件", id="a part that leads out"),
    pytest.param("a.exe.pdf", uploads.pdf(), "藏着", id="a name with two types"),
]


OPEN: list[Upload] = []


@pytest.fixture(autouse=True)
def _closed_uploads() -> Iterator[None]:
    """Close what arrived, as the end of a request does."""
    yield
    while OPEN:
        OPEN.pop().close()


def arrived(name: str, content: bytes, limit: int = 10_000) -> FileStorage:
    """Return a file as it comes out of a request."""
    stream = Upload(name, limit)
    stream.write(content)
    stream.seek(0)
    OPEN.append(stream)
    return FileStorage(stream, filename=name)  # type: ignore[arg-type]


def on_disk() -> int:
    return sum(path.is_file() for path in files.root.rglob("*"))


def test_store_files_of_a_letter_keeps_their_bytes_and_names(work: Work) -> None:
    stored = attachments.store(work, [arrived("../现场 照片.png", uploads.png()), arrived("合同.docx", uploads.docx())])
    assert [file.display_name for file in stored] == ["现场 照片.png", "合同.docx"]
    assert [file.media_type for file in stored] == ["image/png", file_types.DOCX]
    assert files.read(stored[0].storage_name, stored[0].digest) == uploads.png()


def test_store_passes_over_the_empty_field_that_a_browser_sends(work: Work) -> None:
    assert attachments.store(work, [FileStorage(io.BytesIO(b""), filename="")]) == []


@pytest.mark.parametrize(("name", "content", "words"), REFUSED)
def test_store_with_one_bad_file_refuses_all_and_names_it(work: Work, name: str, content: bytes, words: str) -> None:
    """F2: by name and by content, with a sentence that names the file and says how to mend it."""
    with pytest.raises(InputRefused, match=words) as refusal:
        attachments.store(work, [arrived("好.png", uploads.png()), arrived(name, content)])
    assert refusal.value.message.startswith(f"“{name}”")
    assert refusal.value.field == "files"
    assert on_disk() == 0


def test_store_of_a_file_over_the_limit_says_how_large_it_may_be(work: Work) -> None:
    """F1: the limit of a file; what is beyond it was never kept."""
    with pytest.raises(InputRefused, match="10 MB"):
        attachments.store(work, [arrived("大.png", uploads.png() + bytes(10_000))])


def test_store_of_six_files_says_how_many_are_too_many(work: Work) -> None:
    """F1: the limit of a case."""
    with pytest.raises(InputRefused, match="多了1个"):
        attachments.store(work, [arrived(f"{n}.png", uploads.png()) for n in range(6)])


def test_store_on_a_disk_that_takes_nothing_says_that_trying_again_is_right(work: Work) -> None:
    files.root.parent.joinpath("files").write_bytes(b"in the way")
    with pytest.raises(Busy):
        attachments.store(work, [arrived("a.png", uploads.png())])


def test_store_that_breaks_off_at_the_second_file_leaves_nothing_of_the_first(work: Work) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if size == CHUNK:
                raise OSError("the disk is full")
            return super().read(size)

    with pytest.raises(Busy):
        attachments.store(work, [arrived("a.png", uploads.png()),
                                 FileStorage(Breaking(uploads.png()), filename="b.png")])
    assert on_disk() == 0


@pytest.mark.parametrize(("name", "shown"), [
    ("../../etc/现场.png", "现场.png"), ("..\\..\\照片.png", "照片.png"), ("照\0片.png", "照片.png"),
    ("CON.png", "CON.png"), ("照片\u202egnp.png", "照片gnp.png"), ("照片\u200b\ufeff.png", "照片.png"),
    ("\r\nSet-Cookie: a.png", "Set-Cookie: a.png"), ("照" * 500 + ".png", "照" * 120 + ".png")],
    ids=["a path", "a path of Windows", "NUL", "CON", "turned round", "invisible", "a line end", "500 characters"])
def test_store_a_file_with_a_hostile_name_keeps_the_name_as_words_and_its_own_on_disk(
        work: Work, name: str, shown: str) -> None:
    """F5: the stored name is generated, below the folder of files; the writer's own is data, and cleaned."""
    [stored] = attachments.store(work, [FileStorage(io.BytesIO(uploads.png()), name)])
    assert stored.display_name == shown
    [path] = [path for path in files.root.rglob("*") if path.is_file()]
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{48}", str(path.relative_to(files.root)))
    assert stored.storage_name == path.name


def test_store_where_no_file_can_be_read_safely_says_that_trying_again_is_right(
        work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """F4: where no process can be confined nothing is parsed, and nothing is taken unparsed."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(Busy):
        attachments.store(work, [arrived("a.png", uploads.png())])
    assert on_disk() == 0


def test_store_a_file_that_ends_its_reader_refuses_that_file_in_plain_words(
        work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """F4: a file on which the parser crashes or hangs is refused, and the letter can be sent without it."""
    monkeypatch.setattr(parser, "KIND_WITHIN_S", 0.0)
    with pytest.raises(InputRefused, match="打不开"):
        attachments.store(work, [arrived("a.png", uploads.png())])
    assert on_disk() == 0


def letter_with_file(work: Work) -> int:
    stored = attachments.store(work, [arrived("照片.png", uploads.png())])
    return factories.letter(work, files=stored).id


def test_content_of_a_stored_file_is_what_was_sent(work: Work) -> None:
    attachment, content = attachments.content(work, letter_with_file(work), 1)
    assert (attachment.display_name, content) == ("照片.png", uploads.png())


@pytest.mark.parametrize("place", [0, 2, -1])
def test_content_of_a_place_without_a_file_is_not_found(work: Work, place: int) -> None:
    with pytest.raises(NotFound):
        attachments.content(work, letter_with_file(work), place)


def test_content_of_a_changed_file_is_refused_with_whom_to_ask(work: Work) -> None:
    """F8: the hash of receipt is checked at each read."""
    case_id = letter_with_file(work)
    path = next(path for path in files.root.rglob("*") if path.is_file())
    path.write_bytes(uploads.png()[:-1] + b"x")
    with pytest.raises(NotFound, match="备份"):
        attachments.content(work, case_id, 1)


def test_remove_orphans_takes_only_old_files_without_a_letter(work: Work) -> None:
    letter_with_file(work)
    attachments.store(work, [arrived("没有寄出.png", uploads.png())])
    assert attachments.remove_orphans(work) == 0
    long_ago = time.time() - attachments.ORPHAN_AFTER_S - 60
    for path in files.root.rglob("*"):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))
    assert attachments.remove_orphans(work) == 1
    assert on_disk() == work.session.scalar(select(Attachment.id).limit(1)) == 1


def test_store_when_an_upload_found_no_room_on_the_way_names_the_file(work: Work, monkeypatch: pytest.MonkeyPatch,
                                                                      tmp_path: Path) -> None:
    # Larger than what is kept in memory, so that it needs a temporary file; there is no folder for one.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(InputRefused, match="现在存不进去"):
        attachments.store(work, [arrived("大.png", uploads.png() + bytes(400_000), limit=1_000_000)])
    assert on_disk() == 0

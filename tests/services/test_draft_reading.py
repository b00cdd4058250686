"""A draft is read from a DOCX, or the sentence says what to do with the file instead."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from rules.errors import InputRefused
from services import draft_reading
from tests.fixtures import draft_files, uploads


@pytest.mark.parametrize(("name", "content", "sentence"), [
    ("", b"", "请先选择"), ("办法.docx", b"", "是空的"), ("办法.docx", draft_files.plain(""), "没有文字"),
    ("办法.docx", draft_files.plain("第一条 甲。", more=draft_files.TRACKED), "1处没有处理的修订"),
    ("办法.docx", uploads.docx(uploads.WITH_MACROS), "带有宏"),
    ("办法.docm", uploads.docx(uploads.WITH_MACROS), "带有宏"),
    ("办法.docx", uploads.ole(), "加了密码"), ("办法.doc", uploads.ole(), "旧格式"),
    ("办法.pdf", uploads.pdf(), "要用DOCX"),
    ("办法.docx", uploads.png(), "内容不是DOCX"), ("办法.docx", uploads.docx(), "读不出来"),
    ("办法.docx", draft_files.plain(*["第一款。"] * 2001), "有2001段"),
], ids=["no file", "no bytes", "no text", "tracked changes", "macros", "macros by name", "a password", "old Word",
        "PDF", "a picture", "a broken document", "too many paragraphs"])
def test_read_refuses_with_a_sentence_that_says_how_to_mend_it(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(InputRefused, match=sentence):
        draft_reading.read(FileStorage(io.BytesIO(content), name))


def test_read_gives_the_text_and_says_what_was_left_out() -> None:
    """F4: the file is read in the confined process, numbering and all."""
    content = draft_files.counted([(1, "甲。"), (2, "乙。")])
    assert draft_reading.read(FileStorage(io.BytesIO(content), "办法.docx")).text == "第一条 甲。\n（一） 乙。"
    noted = draft_files.plain("第一条 甲。", more=draft_files.NOTED)
    assert "1条脚注没有放进正文" in draft_reading.read(FileStorage(io.BytesIO(noted), "办法.docx")).note

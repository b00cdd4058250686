from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import file_types

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


GOOD_NAMES = ["照片.jpg", "照片.JPEG", "合同.pdf", "材料.docx", "a.b.png", "2026.11.24.jpg", "x.PNG ", ""]


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_name_refusal_is_empty_for_what_can_be_opened(name):
    assert file_types.name_refusal(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("脚本.exe", "打不开"), ("没有扩展名", "打不开"), ("页面.html", "打不开"), ("图.svg", "打不开"),
        ("宏.docm", "打不开"), ("压缩.zip", "打不开"), ("a.jpg.exe", "打不开"), ("a.exe.jpg", "藏着"),
        ("a.HTML.pdf", "藏着"), ("a. php .png", "藏着"), (".pdf.exe", "打不开"), ("a.jpg.", "打不开"),
    ],
)
def test_name_refusal_says_what_is_wrong_with_the_name(name, words):
    refusal = file_types.name_refusal(name)
    assert words in refusal
    assert file_types.ONLY in refusal


@pytest.mark.parametrize(
    ("name", "media_type", "taken"),
    [
        ("a.pdf", "application/pdf", True), ("a.jpg", "image/jpeg", True), ("a.JPEG", "image/jpeg", True),
        ("a.docx", DOCX, True), ("a.png", "image/png", True), ("a.png", "image/jpeg", False),
        ("a.pdf", "text/html", False), ("a.docx", "application/zip", False), ("a.exe", "application/pdf", False),
        ("a", "image/png", False),
    ],
)
def test_content_refusal_wants_the_content_that_the_name_says(name, media_type, taken):
    assert (file_types.content_refusal(name, media_type) == "") == taken


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("现场照片.jpg", "现场照片.jpg"), ("../../etc/passwd", "passwd"), ("C:\\桌面\\合同.pdf", "合同.pdf"),
        ("a\u202egpj.exe", "agpj.exe"), ("照\0片\n.jpg", "照片.jpg"), (".pdf", "pdf"), ("", "附件"), ("...", "附件"),
        ("字" * 500 + ".jpg", "字" * 120 + ".jpg"), ("a." + "x" * 40, "a." + "x" * 10),
    ],
    ids=ascii,
)
def test_display_name_is_the_name_without_paths_and_tricks(name, shown):
    assert file_types.display_name(name) == shown


@given(name=st.text(max_size=300))
def test_display_name_of_anything_is_short_and_has_no_control_characters(name):
    shown = file_types.display_name(name)
    assert 0 < len(shown) <= 255
    assert not set("/\\") & set(shown)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in shown)

"""A DOCX becomes lines: with the numbers that Word counts itself, and without what is no text of the draft."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from adapters import docx_draft, draft_document
from rules import draft_text
from rules.draft_paper import DraftPaper
from rules.file_states import FileRefused
from tests.fixtures import draft_files, uploads

REGULATION = ("第一章　总则", "第一条　为规范停车收费，制定本办法。", "第二条　本办法适用于城区：", "（一）道路泊位；",
              "1.白线内；", "夜间除外。", "附则", "第三条　本办法自印发之日起施行。", "附件1　收费标准", "一类区｜三元")


def _told(content: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(draft_document.told(content)[0])
    return found


@pytest.mark.parametrize(("content", "lines"), [
    (draft_files.counted([(0, "总则"), (1, "目的。"), (1, "范围："), (2, "泊位；"), (3, "白线内；"), (4, "其他；"),
                          (2, "停车场。"), (-1, "夜间除外。"), (0, "收费"), (1, "标准。")]),
     ["第一章 总则", "第一条 目的。", "第二条 范围：", "（一） 泊位；", "1. 白线内；", "其他；", "（二） 停车场。",
      "夜间除外。", "第二章 收费", "第三条 标准。"]),
    (draft_files.counted([(1, "甲。"), (1, "乙。"), (1, "丙。")], frozenset({2})),
     ["第一条 甲。", "第二条 乙。", "第一条 丙。"]),
    (draft_files.styled("丙。", "丁。"), ["第三条　丙。", "第四条　丁。"]),
    (draft_files.table([("区域", "价格"), ("一类", "三元")]), ["第一条 收费标准见表。", "区域｜价格", "一类｜三元"]),
    (draft_files.plain("第一条 甲。\n乙。", ""), ["第一条 甲。", "乙。"]),
], ids=["a list of many levels", "a list that begins anew", "numbers of a style", "a table", "a broken line"])
def test_lines_are_as_word_prints_them(content: bytes, lines: list[str]) -> None:
    assert _told(content)["lines"] == lines


@pytest.mark.parametrize(("more", "tracked", "left_out"), [
    (draft_files.TRACKED, 1, {}), (draft_files.HIDDEN, 0, {"hidden": 1}), (draft_files.NOTED, 0, {"notes": 1})],
    ids=["a tracked change", "hidden words", "a footnote"])
def test_what_is_no_plain_text_is_told_and_hidden_words_stay_out(
        more: str, tracked: int, left_out: dict[str, int]) -> None:
    found = _told(draft_files.plain("第一条 甲。", more=more))
    assert (found["tracked"], found["left_out"]) == (tracked, left_out)
    assert "藏的" not in str(found["lines"])


@pytest.mark.parametrize("content", [uploads.docx(), b"PK\x03\x04", b""], ids=["no document", "half a file", "nothing"])
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        draft_document.told(content)


def test_a_draft_written_as_docx_reads_back_as_the_same_passages() -> None:
    paper = DraftPaper("云溪县停车收费办法", "Z2026-1", "县住建局", "第1稿", False, "",
                       datetime(2026, 11, 23, tzinfo=UTC), draft_text.parse(REGULATION))
    written = docx_draft.write(paper)
    assert draft_text.parse(_told(written)["lines"], paper.title) == paper.passages  # type: ignore[arg-type]
    assert docx_draft.write(paper) == written


def test_markup_that_is_broken_or_brings_entities_gives_none_of_them() -> None:
    """F4: an entity is not opened, and broken markup is a refusal."""
    whole = draft_files.plain("第一条 甲。")
    with pytest.raises(FileRefused):
        draft_document.told(draft_files.changed(whole, b"</w:body>", b"</w:boy>"))
    opened = draft_files.changed(whole, b"<w:document", b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document')
    found = draft_document.told(draft_files.changed(opened, "甲".encode(), b"&x;"))
    assert b"root:" not in found[0]

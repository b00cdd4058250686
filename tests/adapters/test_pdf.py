"""Papers as PDF: the layout of GB/T 9704, the same bytes each time, and nothing fetched from anywhere."""

from __future__ import annotations

import io
import itertools
import socket
import sys
from pathlib import Path

import pikepdf
import pytest

from adapters import fonts, pdf
from adapters.papers import papers
from tests.fixtures.printing import MM, bulletin, faces, lines

TOP, BOTTOM, LEFT, RIGHT = 37 * MM, (297 - 35) * MM, 28 * MM, (210 - 26) * MM
# A line box is lower than its characters are high, so what is printed may stand out of the type area by this much.
SLACK = 4.0


def test_bulletin_has_22_lines_of_28_characters_within_its_margins(printed_bulletin: bytes) -> None:
    """GB/T 9704: 版心 156 mm × 225 mm, 天头 37 mm, 订口 28 mm, 每面22行、每行28字."""
    printed = lines(printed_bulletin)
    full = [[line for line in printed if line.page == page and line.top < BOTTOM] for page in (2, 3)]
    for page in full:
        assert len(page) == 22
        assert {len(line.words) for line in page[2:]} == {28}
        assert all(abs(line.left - LEFT) < SLACK and abs(line.right - RIGHT) < SLACK for line in page[2:])
        assert page[0].top > TOP - SLACK
        assert page[-1].bottom < BOTTOM + SLACK
        pitches = [later.top - line.top for line, later in itertools.pairwise(page)]
        assert all(abs(pitch - 225 * MM / 22) < 1 for pitch in pitches)


def test_bulletin_has_its_parts_where_the_standard_has_them(printed_bulletin: bytes) -> None:
    printed = lines(printed_bulletin)
    head, number, *title = printed[:4]
    assert (head.words, number.words) == ("云溪县人民政府办公室文件", "云政办函〔2026〕48号")
    # The red head stands 35 mm below the upper edge of the type area, its characters some way down their line.
    assert abs(head.top - (37 + 35) * MM) < 12
    middle = (LEFT + RIGHT) / 2
    assert all(abs((line.left + line.right) / 2 - middle) < SLACK for line in (head, number, *title))
    assert [line.words for line in title] == ["云溪县人民政府办公室", "关于2026年第三季度来信办理情况的通报"]
    folios = {line.page: line for line in printed if line.words == f"—{line.page}—"}
    pages = max(line.page for line in printed)
    assert sorted(folios) == list(range(1, pages + 1))
    assert pages % 2 == 0, "the colophon is on the back of the last sheet"
    for page, folio in folios.items():
        assert folio.right > RIGHT - 30 if page % 2 else folio.left < LEFT + 30
        assert folio.top - BOTTOM >= 7 * MM - SLACK
    foot = [line.words for line in printed if line.page == pages]
    assert any(words.startswith("抄送：县委办公室，县人大常委会办公室") for words in foot)
    assert {"云溪县人民政府办公室", "2026年10月12日印发", "（共印60份）"} <= set(foot)


def test_paper_is_text_with_its_faces_and_language_in_the_file(printed_bulletin: bytes) -> None:
    text = "".join(line.words for line in lines(printed_bulletin))
    assert "三季度共收到来信578件，其中有效541件" in text.replace("\n", "")
    family = "Fandol" if fonts.are_there() else "Noto"
    found = list(faces(printed_bulletin))
    assert all(is_inside for _, is_inside in found)
    assert len([name for name, _ in found if family in name]) >= 2
    with pikepdf.open(io.BytesIO(printed_bulletin)) as opened:
        assert opened.Root["/Lang"] == "zh-CN"
        assert opened.Root["/MarkInfo"]["/Marked"]
        assert "/Metadata" in opened.Root
        assert str(opened.docinfo["/CreationDate"]) == "D:20261012020000Z"


def test_same_paper_gives_the_same_bytes_in_another_process(printed_bulletin: bytes) -> None:
    """P5: a paper that is made again is the one that was issued."""
    assert pdf.render(papers.html("documents/bulletin.html", paper=bulletin(long=True))) == printed_bulletin


def test_paper_fetches_neither_files_nor_addresses(printer: None, tmp_path: Path) -> None:
    """X10: what is printed asks neither the disk nor another host for anything."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">SECRET</text></svg>')
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        made = pdf.render(
            f'<html lang="zh-CN"><title>t</title><link rel="stylesheet" href="{address}/a.css">'
            f'<link rel="attachment" href="{secret.as_uri()}"><style>@import url({address}/b.css);'
            f'p {{ background: url({secret.as_uri()}) }}</style><p>写在纸上的字<img src="{secret.as_uri()}">'
            f'<img src="{address}/c.png"><object data="{secret.as_uri()}"></object><iframe src="{address}"></iframe>')
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert [line.words for line in lines(made)] == ["写在纸上的字"]
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert not opened.attachments


def test_paper_is_refused_when_the_engine_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter that the environment was made from has none of the project's packages."""
    monkeypatch.setattr(sys, "executable", sys._base_executable)  # type: ignore[attr-defined]
    with pytest.raises(pdf.NoPdf, match="not installed"):
        pdf.render("<p>x</p>")


def test_paper_that_takes_too_long_is_given_up(printer: None) -> None:
    with pytest.raises(pdf.NoPdf, match="more than"):
        pdf.render("<p>x</p>", within_s=0.01)


def test_application_never_loads_the_engine(printer: None) -> None:
    """A web process must not carry it: it is bigger than the rest of the process."""
    assert "app" in sys.modules
    assert "weasyprint" not in sys.modules

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from adapters import spreadsheet
from adapters.spreadsheet import FORMULA_STARTS, Unreadable

TABLE = "title,text,time\n路灯,路灯坏了。,2026-11-22\n"


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_read_csv_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.csv", TABLE.encode(encoding))
    assert list(spreadsheet.read(path)) == [{"title": "路灯", "text": "路灯坏了。", "time": "2026-11-22"}]


def test_read_csv_keeps_line_breaks_quotes_and_commas_of_a_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", 'title,text\n"a,b","第一行\r\n""第二行"""\n')
    assert list(spreadsheet.read(path)) == [{"title": "a,b", "text": '第一行\r\n"第二行"'}]


def test_read_csv_leaves_missing_cells_out_and_extra_cells_away(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "title,text\n路灯\n水管,坏了,多的\n")
    assert list(spreadsheet.read(path)) == [{"title": "路灯", "text": None}, {"title": "水管", "text": "坏了"}]


def test_read_csv_takes_a_cell_of_a_megabyte(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", f"text\n{'字' * 1_000_000}\n")
    assert len(next(spreadsheet.read(path))["text"]) == 1_000_000


def test_read_xlsx_gives_cells_by_column_and_leaves_empty_rows_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.XLSX", (" title ", "n", None), ("路灯", 3, "x"), (None, None, None), ("水管", None))
    assert [{key: row[key] for key in ("title", "n")} for row in spreadsheet.read(path)] == [
        {"title": "路灯", "n": 3}, {"title": "水管", "n": None}]


def broken_workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<not closed")
        archive.writestr("xl/workbook.xml", "<not closed")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TABLE), ("a", TABLE), ("a.csv", ""), ("a.csv", b"\xff\xfe\x00\x81"), ("a.xlsx", TABLE),
        ("a.xlsx", ""), ("a.xlsx", b"PK\x03\x04 cut"), ("a.xlsx", broken_workbook()),
    ],
    ids=["another kind", "no kind", "empty", "no text", "text named as a workbook", "an empty workbook",
         "a cut archive", "an archive of damaged parts"],
)
def test_read_what_is_no_table_says_so(tmp_path: Path, name: str, content: bytes | str) -> None:
    with pytest.raises(Unreadable, match=name):
        list(spreadsheet.read(written(tmp_path / name, content)))


def test_read_xlsx_without_a_header_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no header"):
        list(spreadsheet.read(workbook(tmp_path / "a.xlsx", (None, None), ("路灯", "x"))))


@pytest.mark.parametrize("start", FORMULA_STARTS, ids=ascii)
def test_write_csv_makes_formulas_harmless(start: str) -> None:
    """X5: a cell that begins like a formula is text, also in full width."""
    stream = io.StringIO()
    assert spreadsheet.write_csv(stream, ["title"], [[f"{start}1+1"], ["a=b"], [5], [None]]) == 3 + 1
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert rows[1] == [f"'{start}1+1"]
    assert rows[2:] == [["a=b"], ["5"], [""]]


@given(text=st.text())
def test_harmless_text_never_starts_a_formula(text: str) -> None:
    shown = str(spreadsheet.harmless(text))
    assert not shown.startswith(FORMULA_STARTS)
    assert shown in (text, f"'{text}")

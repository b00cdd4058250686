"""Entering comments from paper and from the counter: one after another, and a table of them all or none."""

from __future__ import annotations

from io import BytesIO

from adapters import spreadsheet
from rules.comment_rows import COLUMNS
from rules.vocabulary import State
from tests.fixtures.office import Office

NEW, TABLE = "/desk/periods/Z2026-1/comments/new", "/desk/periods/Z2026-1/comments/table"
GOOD = ("第三条", "反对", "不赞成夜间收费。", "朱小云", "13812345678", "", "当面", "")


def sheet(*rows: tuple[str, ...]) -> tuple[BytesIO, str]:
    """A table as a browser sends it."""
    return BytesIO(spreadsheet.xlsx_bytes(COLUMNS, rows)), "意见.xlsx"


def test_paper_is_entered_one_after_another_with_a_slip_for_its_writer(office: Office) -> None:
    """What stays the same from one paper to the next stays in the form; number and code are handed out once."""
    office.period()
    handler = office.enter("handler")
    handler.get(NEW)
    page = handler.submit({"channel": "counter", "anchor": "a3", "text": ""}, "comments/new", status=422)
    assert "请写您的意见" in page.text
    page = handler.submit({"text": "不赞成夜间收费。", "name": "朱小云"}, "comments/new")
    assert "已登记Y2026-1" in page.text
    kept = {control.get("value") for control in page.all("input") if control.get("checked") is not None}
    assert "counter" in kept
    slip = handler.get("/desk/comments/Y2026-1/slip")
    assert "Y2026-1" in slip.text
    again = handler.get("/desk/comments/Y2026-1")
    assert "当面" in again.text
    assert "已确认" in again.text
    assert office.enter("lead").client.get("/desk/comments/Y2026-1/slip").status_code == 404


def test_nothing_is_entered_for_a_draft_that_is_not_out(office: Office) -> None:
    office.period(State.PLANNED)
    handler = office.enter("handler")
    assert "还没有公布" in handler.get(NEW, status=409).text
    assert "还没有公布" in handler.get(TABLE, status=409).text


def test_table_is_entered_whole_or_not_at_all_with_a_report_per_row(office: Office) -> None:
    office.period()
    handler = office.enter("handler")
    handler.get(TABLE)
    broken = sheet(GOOD, ("第九条", *GOOD[1:]), (*GOOD[:7], "2020-01-01"))
    page = handler.submit({"table": broken}, "comments/table", status=422)
    assert "2行不能登记" in page.text
    assert "3草案里没有“第九条”" in page.text
    assert "4这次征集从" in page.text
    assert handler.client.get("/desk/comments/Y2026-1").status_code == 404
    page = handler.submit({"table": sheet(GOOD, ("", *GOOD[1:]))}, "comments/table")
    assert "已登记2条" in page.text
    assert ("Y2026-1" in page.text, "Y2026-2" in page.text) == (True, True)
    handler.get(TABLE)
    page = handler.submit({"table": (BytesIO(b"not a table"), "意见.pdf")}, "comments/table", status=422)
    assert "请用XLSX或者CSV表格" in page.text
    page = handler.submit({"table": (BytesIO("条款\n第三条\n".encode()), "意见.csv")}, "comments/table", status=422)
    assert "没有找到“意见”" in page.text
    empty = handler.client.get("/desk/comments/table.csv")
    assert empty.data.decode("utf-8-sig").strip().split(",") == list(COLUMNS)

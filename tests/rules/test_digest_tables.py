"""A digest as tables: every breakdown adds up to its last row, and what has no base prints no per cent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import digest_papers, digest_tables
from rules.digest_body import DigestKind
from rules.digest_papers import Marks
from rules.digest_tables import Kind, Table
from rules.figures import Figures
from rules.title_lines import MOST_CHARACTERS, title_lines
from tests.fixtures.digest_bodies import Size, body

MARKS = Marks("云溪县信访局", "ab" * 32)


@given(st.integers(1, 30), st.integers(0, 40))
def test_breakdowns_of_any_county_add_up_to_their_last_row(departments: int, letters: int) -> None:
    made = body(DigestKind.MONTHLY, "2026-10", Size(departments, letters, 0))
    for table in (table for table in digest_papers.paper(made, MARKS).tables if table.has_total):
        for place, column in enumerate(table.columns):
            if column.kind is Kind.NUMBER and all(isinstance(row[place], int) for row in table.rows):
                *parts, whole = [row[place] for row in table.rows]
                assert sum(parts) == whole, f"{table.title} {column.words}"


def cell(table: Table, row: str, column: str) -> str:
    [place] = [place for place, one in enumerate(table.columns) if one.words == column]
    [found] = [shown for shown in table.shown if shown[0] == row]
    return found[place]


def test_tables_of_a_month_without_letters_print_no_per_cent() -> None:
    made = replace(body(DigestKind.MONTHLY, "2026-10", Size(3, 0, 0)), figures=Figures(), before=Figures(),
                   last_year=None, series=())
    tables = {table.name: table for table in digest_papers.sheets(made)}
    assert cell(tables["rates"], "按时办结率", "本期") == "—"
    assert cell(tables["headline"], "新收", "环比") == "—"
    assert cell(tables["headline"], "新收", "去年同期") == "—"
    assert "%" not in "".join(text for table in tables.values() for row in table.shown for text in row
                              if table.name != "definitions")
    assert digest_tables.balance(made.figures) == "期初在办0 ＋ 新收0 ＝ 办结0 ＋ 不予受理或合并0 ＋ 期末在办0"


def test_paper_of_a_quiet_day_names_in_one_sentence_what_there_was_none_of() -> None:
    made = digest_papers.paper(body(DigestKind.DAILY, "2026-11-22", Size(2, 4, 0)), MARKS)
    assert made.nothing == ("没有新收、转办、今日到期、明日到期、超期、退回、延期待批、办结、待审核、待公开的来信。")
    assert (made.title, made.span) == ("2026年11月22日来信办理清单", "11月22日0:00至24:00")


@pytest.mark.parametrize(("title", "lines"), [
    ("2026年第三季度来信办理情况的通报", ("2026年第三季度来信办理情况的通报",)),
    ("云溪县人民政府办公室关于2026年第三季度来信办理情况的通报",
     ("云溪县人民政府办公室", "关于2026年第三季度来信办理情况的通报")),
], ids=["one-line", "issuer-by-itself"])
def test_title_is_broken_between_words(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title) == lines


@given(st.text(st.sampled_from("云溪县人民政府关于2026年第三季度〔〕（）的通报"), min_size=1, max_size=120))
def test_title_of_any_words_keeps_them_all_in_lines_that_fit(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(len(line) <= MOST_CHARACTERS * 2 + 1 for line in lines)

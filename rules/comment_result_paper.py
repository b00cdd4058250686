"""The result of a period as a paper and as tables: what stands where.

Its words and figures are those that were frozen (rules/comment_result.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules import comment_result
from rules.comment_result import ResultBody
from rules.comment_words import ADOPTION_LABELS, ASIDE_LABELS
from rules.digest_tables import Column, Kind, Table
from rules.title_lines import title_lines

# A paper of more rows takes the engine longer than anybody waits; the tables hold all of them.
MOST_PRINTED = 400
NOBODY_ASIDE = "没有不列入统计的意见。"


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """A result ready to be set. `most` is how many rows of a table are printed, None for all."""

    body: ResultBody
    sha256: str
    most: int | None = None

    @property
    def title(self) -> str:
        return title_of(self.body)

    @property
    def title_lines(self) -> tuple[str, ...]:
        return title_lines(self.title)

    @property
    def issuer(self) -> str:
        return self.body.issuer

    @property
    def made_at(self) -> datetime:
        return self.body.released_at

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The words above the table: when, how many, and what the department says."""
        return opening(self.body)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, without those that would be empty beside the first one."""
        return (adoption(self.body), *([asides(self.body)] if self.body.asides else []))


def title_of(body: ResultBody) -> str:
    """Return the title of a result."""
    name = body.title if body.title.startswith("《") else f"《{body.title}》"
    return f"{name}公开征求意见采纳情况"


def opening(body: ResultBody) -> tuple[str, ...]:
    """Return the paragraphs above the table."""
    name = body.title.strip("《》")
    when = f"{_day(body.opens_on)}至{_day(body.closes_on)}，{body.department}就《{name}》公开征求意见。"
    totals = comment_result.totals_words(body)
    words = [line.strip() for line in body.words.splitlines() if line.strip() and line.strip() not in totals]
    return (when + totals, *words)


def adoption(body: ResultBody) -> Table:
    """Return the table of what became of each opinion (采纳情况)."""
    rows = tuple((row.serial, row.passage, row.writer_words, row.summary, ADOPTION_LABELS[row.decision], row.reason)
                 for row in body.rows)
    columns = (Column("序号", Kind.NUMBER, 3), Column("条款", width=6), Column("反馈人", width=8),
               Column("意见内容", width=15), Column("是否采纳", width=4), Column("理由", width=15))
    note = "反馈人的姓名按规定隐去部分。提同样意见的合并为一条，“等”字后面是提这条意见的条数。" if rows else ""
    return Table("adoption", "采纳情况", columns, rows, note, empty=body.empty)


def asides(body: ResultBody) -> Table:
    """Return the comments that are not counted, each with its ground, the reason and who decided."""
    rows = tuple((one.number, ASIDE_LABELS[one.ground], one.words, one.decided_by, one.decided_on)
                 for one in body.asides)
    columns = (Column("意见编号", width=8), Column("依据", width=8), Column("理由", width=15),
               Column("决定人", width=5), Column("日期", Kind.DAY, 6))
    return Table("asides", "不列入统计的意见", columns, rows, "这些意见的原文都保存在案。" if rows else "",
                 empty=NOBODY_ASIDE)


def figures(body: ResultBody) -> Table:
    """Return the figures, in which every comment is accounted for."""
    totals = body.totals
    rows: tuple[tuple[str, int, str], ...] = (
        ("收到意见", totals.received, "网上、来信、当面等全部途径"),
        ("联系方式经过验证", totals.confirmed, ""),
        ("联系方式没有验证", totals.unconfirmed, "照常公开和答复，单独计数"),
        ("提意见的人", totals.people, "按验证过的联系方式，同一人只计一次"),
        ("归并相近后的意见", totals.texts, "文字相近的归为一种"),
        ("已经答复的意见", totals.answered, "归入采纳情况表"),
        ("不列入统计", totals.set_aside, "每条有依据、理由和决定人"),
        ("由本人新的意见代替", totals.replaced, ""), ("由本人撤回", totals.withdrawn, ""),
        ("归并成的意见", len(body.rows), ""),
        *((ADOPTION_LABELS[decision], number, "") for decision, number in body.decided.items()))
    columns = (Column("项目", width=12), Column("数", Kind.NUMBER, 5), Column("说明", width=20))
    return Table("figures", "数字", columns, rows,
                 "收到的意见＝已经答复＋不列入统计＋由本人新的意见代替＋由本人撤回。")


def sheets(body: ResultBody) -> tuple[Table, ...]:
    """Return the tables of a workbook."""
    return adoption(body), figures(body), asides(body)


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"

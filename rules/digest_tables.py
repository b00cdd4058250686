"""A digest as tables: what its papers print and its sheets hold, from one source so that they cannot differ.

Owns columns, order and words of the tables; how they look is in templates and adapters. Rates stay part and base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.digest_body import LIST_LABELS, DigestBody, Line, ListName, Row
from rules.figures import (
    DEFINITIONS,
    LABELS,
    NOTHING,
    RATES,
    UNASSIGNED,
    UNASSIGNED_LABEL,
    Dimension,
    Figures,
    Rate,
    RateKind,
    change,
    total,
)
from rules.localtime import local_time
from rules.statistics import mean
from rules.subjects import SUBJECT_LABELS
from rules.vocabulary import CASE_KIND_LABELS, CATEGORY_LABELS, CHANNEL_LABELS, STATE_LABELS, CaseKind

_RATE = {kind.name: kind for kind in RATES}
_SUM = "合计"
# What is shown of disclosure requests, with the head of its column.
REQUEST_HEADS = {"opening": "期初", "received": "新收", "closed": "答复", "declined": "终止\n或撤回", "open": "期末",
                 "overdue": "超期", "due": "应答复", "on_time": "按时", "extended": "延期"}
# The same of periods for public comment: in hand from their opening until their result is public.
PERIOD_HEADS = {"opening": "期初", "received": "新开始", "accepted": "截止", "closed": "公布\n采纳情况",
                "declined": "终止", "open": "期末", "due": "应反馈", "on_time": "按时", "overdue": "超期\n未反馈"}


@dataclass(frozen=True, slots=True)
class Mean:
    """A sum and over how many it is spread."""

    total: int
    count: int


@dataclass(frozen=True, slots=True)
class Change:
    """A count now and in an earlier period."""

    now: int
    before: int


Cell = str | int | Rate | Mean | Change | date | datetime | None


class Kind(StrEnum):
    """What a column holds; numbers and rates stand at the right."""

    TEXT = "text"
    NUMBER = "number"
    RATE = "rate"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it holds, and its width in Chinese characters."""

    words: str
    kind: Kind = Kind.TEXT
    width: int = 6

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.RATE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `name` is a slug, `empty` what is said when it has no rows.

    `has_total`: the last row sums up; `is_letters`: each row is a letter, and there may be thousands.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    empty: str = "没有。"
    has_total: bool = False
    is_letters: bool = False

    @property
    def shown(self) -> list[list[str]]:
        """The rows in words."""
        return [[words(cell) for cell in row] for row in self.rows]


def words(cell: Cell) -> str:
    """Return a cell as it is printed: rates as per cent, days and instants short, in China time."""
    if cell is None:
        return NOTHING
    if isinstance(cell, Rate):
        return cell.percent
    if isinstance(cell, Mean):
        return mean(cell.total, cell.count)
    if isinstance(cell, Change):
        # The faces of papers have no minus sign; of another face it would lift the line.
        return change(cell.now, cell.before).replace("−", "–")
    if isinstance(cell, datetime):
        local = local_time(cell)
        return f"{local.year}-{local:%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def labels_of(body: DigestBody) -> Mapping[str, str]:
    """Return the names of the departments as they were when the digest was made."""
    return {UNASSIGNED: UNASSIGNED_LABEL} | {line.key: line.label for line in body.departments}


def balance(figures: Figures) -> str:
    """Return the identity of a period in one line; what is nought of its rarer parts is left out."""
    gained = [f"期初在办{figures['opening']}", f"新收{figures['received']}"]
    gained += [f"{LABELS[name]}{figures[name]}" for name in ("reopened", "moved_in") if figures[name]]
    lost = [f"办结{figures['closed']}", f"不予受理或合并{figures['declined']}"]
    lost += [f"转出{figures['moved_out']}"] if figures["moved_out"] else []
    lost.append(f"期末在办{figures['open']}")
    return f"{' ＋ '.join(gained)} ＝ {' ＋ '.join(lost)}"


def headline(body: DigestBody) -> Table:
    """Return the figures of the whole beside those of the period before and of a year ago (环比、同比)."""
    rows: list[tuple[Cell, ...]] = [
        (label, body.figures[name], *_against(name, body.figures[name], body.before),
         *_against(name, body.figures[name], body.last_year))
        for name, label in LABELS.items() if name not in ("working_days", "calendar_days")]
    rows += [(f"平均办理{unit}", _average(body.figures, name), _average(body.before, name), None,
              _average(body.last_year, name), None)
             for name, unit in (("working_days", "工作日"), ("calendar_days", "自然日"))]
    heads = ("本期", "上期", "环比", "去年同期", "同比")
    columns = (Column("项目", width=10), *(Column(head, Kind.NUMBER) for head in heads))
    return Table("headline", "总体数字", columns, tuple(rows),
                 "环比是和上期相比，同比是和去年同期相比；没有可比的数时写“—”。转办、退回、延期、催办和督办按件次，其余按件。")


def rates(body: DigestBody) -> Table:
    """Return the rates of the whole with part and base."""
    rows = tuple((kind.label, body.figures[kind.part], body.figures[kind.base], body.figures.rate(kind),
                  None if body.before is None else body.before.rate(kind),
                  None if body.last_year is None else body.last_year.rate(kind), _formula(kind)) for kind in RATES)
    return Table("rates", "比率", (
        Column("比率", width=6), Column("分子", Kind.NUMBER, 4), Column("分母", Kind.NUMBER, 4),
        Column("本期", Kind.RATE, 5), Column("上期", Kind.RATE, 5), Column("去年同期", Kind.RATE, 5),
        Column("算法", width=15)), rows,
        "分母是零的，写“—”。退件率、重办率、公开率的分子和分母可以是不同的信，所以可能超过100%。")


def departments(body: DigestBody, *, whole: bool = False) -> Table:
    """Return the figures of each department, with their sum when all departments are there.

    What nobody has is left out of the rarer columns, unless the `whole` table is asked for.
    """
    names = tuple(name for name in _DEPARTMENT_HEADS
                  if whole or name not in _RARE or any(line.figures[name] for line in body.departments))

    def row(label: str, figures: Figures) -> tuple[Cell, ...]:
        return (label, *(figures[name] for name in names), figures.rate(_RATE["on_time"]), _average(figures))

    rows = [row(line.label, line.figures) for line in body.departments if any(line.figures[name] for name in names)]
    has_total = len(body.departments) > 1 and bool(rows)
    if has_total:
        rows.append(row(_SUM, body.figures))
    columns = (Column("单位", width=12), *(Column(_DEPARTMENT_HEADS[name], Kind.NUMBER, 4) for name in names),
               Column("按时率", Kind.RATE, 5), Column("平均\n工作日", Kind.NUMBER, 4))
    return Table("departments", "各单位办理情况", columns, tuple(rows),
                 "没有办件的单位不列。超期指期末还在办、已过最后一天的来信。", has_total=has_total)


def breakdown(body: DigestBody, dimension: Dimension) -> Table:
    """Return the figures by category, subject, channel or mailbox, the biggest first."""
    title, head = _BREAKDOWNS[dimension]
    lines = sorted((line for line in body.breakdowns.get(dimension, ()) if _is_used(line)),
                   key=lambda line: (-line.figures["received"], line.label))

    def row(label: str, figures: Figures) -> tuple[Cell, ...]:
        return (label, figures["received"], Rate(figures["received"], body.figures["received"]), figures["closed"],
                figures["due"], figures["on_time"], figures.rate(_RATE["on_time"]), figures["rated"],
                figures.rate(_RATE["satisfaction"]))

    rows = [row(line.label, line.figures) for line in lines]
    if rows:
        rows.append(row(_SUM, body.figures))
    return Table(f"by-{dimension.value}", title, (
        Column(head, width=10), Column("新收", Kind.NUMBER), Column("占比", Kind.RATE), Column("办结", Kind.NUMBER),
        Column("应办结", Kind.NUMBER), Column("按时", Kind.NUMBER), Column("按时率", Kind.RATE),
        Column("评价", Kind.NUMBER), Column("满意率", Kind.RATE)), tuple(rows), has_total=bool(rows),
        empty="这段时间没有来信。")


def ranking(body: DigestBody) -> Table:
    """Return the departments in the order of their places with the figures that decide it."""
    figures = {line.key: line.figures for line in body.departments}
    rows = tuple(("—" if one.rank is None else one.rank, one.label, *_decisive(figures.get(one.key, Figures())))
                 for one in body.ranking)
    return Table("ranking", "各单位排名", (
        Column("名次", Kind.NUMBER, 3), Column("单位", width=12), Column("应办结", Kind.NUMBER, 4),
        Column("按时", Kind.NUMBER, 3), Column("按时\n办结率", Kind.RATE, 5), Column("评价", Kind.NUMBER, 3),
        Column("满意率", Kind.RATE, 5), Column("办结", Kind.NUMBER, 3), Column("平均\n工作日", Kind.NUMBER, 4),
        Column("超期\n在办", Kind.NUMBER, 3)), rows, empty="没有单位可以排名。")


def letters(name: str, title: str, rows: Sequence[Row], labels: Mapping[str, str], empty: str = "没有。") -> Table:
    """Return letters as rows: numbers, slugs in words and days, nothing of what they say."""
    return Table(name, title, (
        Column("编号", width=6), Column("类别", width=3), Column("主题", width=8), Column("渠道", width=5),
        Column("承办单位", width=10), Column("收到", Kind.MOMENT, 8), Column("状态", width=4),
        Column("期限", Kind.DAY, 6), Column("剩余\n工作日", Kind.NUMBER, 4)),
        tuple((row.number, _LETTER_LABELS.get(row.category, row.category),
               _SUBJECTS.get(row.subject, row.subject), _LETTER_LABELS.get(row.channel, row.channel),
               labels.get(row.department, row.department), row.received_at, _STATES.get(row.state, row.state),
               row.due_on, row.days) for row in rows), empty=empty, is_letters=True)


def lists(body: DigestBody) -> tuple[Table, ...]:
    """Return the lists of a daily list, in their order."""
    labels = labels_of(body)
    return tuple(letters(name.value, LIST_LABELS[name], body.lists.get(name, ()), labels) for name in ListName)


def overdue(body: DigestBody) -> Table:
    """Return the letters in hand whose last day has passed."""
    return letters("overdue-letters", "超期在办的来信", body.overdue, labels_of(body), "没有超期在办的来信。")


def oldest(body: DigestBody) -> Table:
    """Return the letters that have been in hand for longest."""
    return letters("oldest", "在办最久的来信", body.oldest, labels_of(body), "没有在办的来信。")


def requests(body: DigestBody) -> Table:
    """Return the figures of disclosure requests by the agency that is asked, with their sum; apart from letters."""
    rows: list[tuple[Cell, ...]] = [_request_row(line.label, line.figures) for line in body.requests]
    if len(rows) > 1:
        rows.append(_request_row(_SUM, total(line.figures for line in body.requests)))
    columns = (Column("机关", width=12), *(Column(head, Kind.NUMBER, 4) for head in REQUEST_HEADS.values()),
               Column("按时率", Kind.RATE, 5), Column("平均\n工作日", Kind.NUMBER, 4))
    return Table("requests", "依申请公开", columns, tuple(rows),
                 "以送达日为答复日；征求意见、补正的时间不计入平均工作日。",
                 empty="没有依申请公开的办件。", has_total=len(rows) > 1)


def pressing_requests(body: DigestBody) -> Table:
    """Return the disclosure requests in hand that are late, or due on the day of issue or the next working day."""
    return letters("requests-due", "到期和超期的依申请公开", body.request_rows, labels_of(body),
                   "没有到期和超期的依申请公开。")


def comment_periods(body: DigestBody) -> Table:
    """Return the figures of periods for public comment by department, with their sum; apart from letters."""
    rows: list[tuple[Cell, ...]] = [_period_row(line.label, line.figures) for line in body.periods]
    if len(rows) > 1:
        rows.append(_period_row(_SUM, total(line.figures for line in body.periods)))
    columns = (Column("起草单位", width=12), *(Column(head, Kind.NUMBER, 4) for head in PERIOD_HEADS.values()))
    return Table("periods", "意见征集", columns, tuple(rows),
                 "从开始征集到公布采纳情况是在办；最后一天24:00截止的，截止计入第二天。",
                 empty="没有意见征集。", has_total=len(rows) > 1)


def pressing_periods(body: DigestBody) -> Table:
    """Return the periods whose feedback is late, or due on the day of issue or the next working day."""
    return letters("periods-due", "到期和超期的采纳情况", body.period_rows, labels_of(body),
                   "没有到期和超期的采纳情况。")


def _period_row(label: str, figures: Figures) -> tuple[Cell, ...]:
    return label, *(figures[name] for name in PERIOD_HEADS)


def _request_row(label: str, figures: Figures) -> tuple[Cell, ...]:
    return (label, *(figures[name] for name in REQUEST_HEADS), figures.rate(_RATE["on_time"]), _average(figures))


def topics(body: DigestBody) -> Table:
    """Return what several letters of the period are about."""
    return Table("topics", "反映较多的事项", (Column("事项", width=12), Column("主题", width=10),
                                       Column("件数", Kind.NUMBER)),
                 tuple((one.word, _SUBJECTS.get(one.subject, one.subject), len(one.cases)) for one in body.topics),
                 empty="没有几件信反映同一件事。")


def months(body: DigestBody) -> Table:
    """Return the twelve months to the last one of the period."""
    names = ("received", "closed", "open", "overdue", "due", "on_time")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month, *(figures[name] for name in names), figures.rate(_RATE["on_time"])) for month, figures in body.series)
    return Table("months", "近十二个月", (Column("月份"), *(Column(LABELS[name], Kind.NUMBER) for name in names),
                                     Column("按时办结率", Kind.RATE)), rows, empty="还没有以前的月份。")


def definitions() -> Table:
    """Return what each figure and rate means."""
    rows = [(LABELS[name], DEFINITIONS[name]) for name in LABELS]
    rows += [(kind.label, _formula(kind)) for kind in RATES]
    return Table("definitions", "指标说明", (Column("指标", width=10), Column("说明", width=40)), tuple(rows))


def _against(name: str, now: int, then: Figures | None) -> tuple[Cell, Cell]:
    return (None, None) if then is None else (then[name], Change(now, then[name]))


def _average(figures: Figures | None, name: str = "working_days") -> Cell:
    return None if figures is None else Mean(figures[name], figures["closed"])


def _decisive(figures: Figures) -> tuple[Cell, ...]:
    return (figures["due"], figures["on_time"], figures.rate(_RATE["on_time"]), figures["rated"],
            figures.rate(_RATE["satisfaction"]), figures["closed"], _average(figures), figures["overdue"])


def _formula(kind: RateKind) -> str:
    return f"{LABELS[kind.part]} ÷ {kind.base_words}"


def _is_used(line: Line) -> bool:
    return any(line.figures[name] for name in ("received", "closed", "due", "rated"))


_DEPARTMENT_HEADS = {
    "opening": "期初", "received": "新收", "reopened": "恢复", "moved_in": "转入", "moved_out": "转出",
    "closed": "办结", "declined": "不受理\n或合并", "open": "期末", "overdue": "超期", "due": "应办结",
    "on_time": "按时"}
_RARE = frozenset({"reopened", "moved_in", "moved_out"})
_BREAKDOWNS = {Dimension.CATEGORY: ("按类别", "类别"), Dimension.SUBJECT: ("按主题", "主题"),
               Dimension.CHANNEL: ("按渠道", "渠道"), Dimension.MAILBOX: ("按信箱", "信箱")}
_LETTER_LABELS = {slug.value: label for table in (CATEGORY_LABELS, CHANNEL_LABELS) for slug, label in table.items()}
_ASIDES = (CaseKind.DISCLOSURE_REQUEST, CaseKind.COMMENT_PERIOD)
_LETTER_LABELS |= {kind.value: CASE_KIND_LABELS[kind] for kind in _ASIDES}
_SUBJECTS = {slug.value: label for slug, label in SUBJECT_LABELS.items()} | {kind.value: NOTHING for kind in _ASIDES}
_STATES = {slug.value: label for slug, label in STATE_LABELS.items()}
